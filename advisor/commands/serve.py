"""``iot-advisor serve``: the advisor over HTTP."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from advisor.commands.options import advisor_from, knowledge_option, recording, recording_options
from advisor.errors import MissingExtra

if TYPE_CHECKING:
    from advisor.service.interviews.sittings import Sittings
    from advisor.service.keys import Keys

KEY = "IOT_ADVISOR_API_KEY"
KEYS = "IOT_ADVISOR_API_KEYS"
SITTINGS = "IOT_ADVISOR_SITTINGS"

keys_option = click.option(
    "--keys",
    "key_file",
    metavar="FILE",
    envvar=KEYS,
    type=click.Path(path_type=Path),
    help=f"The keys that let callers in, each with a name; read again when it changes. Default: {KEYS}.",
)


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="The port; 0 for any.")
@click.option("--cors-origin", "origins", metavar="ORIGIN", multiple=True, help="Let pages of this origin call it.")
@keys_option
@click.option("--interview", is_flag=True, help="Interview people in their browsers as well, at /interview.")
@click.option(
    "--sittings",
    metavar="PLACE",
    help="The database of the interviews that are going on: a file, or a URL of PostgreSQL. "
    f"Default: {SITTINGS}, or a file in your data directory.",
)
@click.option(
    "--keep-days",
    metavar="DAYS",
    type=click.IntRange(1, 3650),
    help="How long an interview is kept after its last change. Default: 30.",
)
@click.option("--new-key", metavar="NAME", help="Make a key and its line for the file of keys, and serve nothing.")
@knowledge_option
@recording_options
def command(
    host: str,
    port: int,
    origins: tuple[str, ...],
    key_file: Path | None,
    interview: bool,
    sittings: str | None,
    keep_days: int | None,
    new_key: str | None,
    knowledge: Path | None,
    audit: str | None,
    no_audit: bool,
    redact: str | None,
    by: str | None,
) -> None:
    """Serve the advisor over HTTP, to this machine alone unless --host says otherwise.

    Callers have to send an API key, if there is one: that in the environment variable IOT_ADVISOR_API_KEY, or one of
    those in the file that --keys names. There has to be one when the address is not this machine's own. What is served
    is described at / and /docs, for programs at /openapi.json, and what is counted at /metrics. With --interview,
    people with a browser are interviewed at /interview, where they sign in with a key, if there is one. SIGTERM ends
    it, and SIGHUP has it start anew without refusing a connection.
    """
    try:
        from advisor.service.http import create_app
        from advisor.service.middleware import check_origins
        from advisor.service.running import begin_log, listening, serve
    except ModuleNotFoundError as error:
        raise missing("http", error) from error
    if new_key is not None:
        tell_new_key(new_key)
        return
    if not interview and (sittings is not None or keep_days is not None):
        option = "--sittings" if sittings is not None else "--keep-days"
        raise click.UsageError(f"{option} is for the interviews that --interview serves, which is left out")
    begin_log()
    keys = api_keys(host, key_file)
    try:
        check_origins(origins, keys)
    except ValueError as error:
        raise click.UsageError(f"--cors-origin: {error}") from None
    listeners = listening(host, port)
    check_reach([each.getsockname()[0] for each in listeners], keys)
    log = recording(audit, no_audit, redact, by)
    app = create_app(
        advisor_from(knowledge),
        log=log,
        keys=keys,
        hosts=served_hosts(host),
        origins=origins,
        interviews=kept_interviews(sittings, keep_days) if interview else None,
    )
    serve(app, listeners, "/interview" if interview else None)


def kept_interviews(place: str | None, days: int | None) -> Sittings:
    """The database of the interviews that are going on: at a place, or else where the environment says, or else in the
    user's data directory."""
    from advisor.service.interviews.sittings import KEEP_DAYS, Sittings

    return Sittings(place or os.environ.get(SITTINGS, ""), keep_days=days or KEEP_DAYS)


def api_keys(host: str, file: Path | None) -> Keys | None:
    """The keys that callers have to send. Raises click.UsageError when the address needs one and there is none, and
    FaultyInput when the file of keys is faulty."""
    from advisor.service.keys import Keys

    key = os.environ.get(KEY) or None
    keys = Keys(key, file) if key is not None or file is not None else None
    check_reach([host], keys)
    return keys


def check_reach(addresses: Sequence[str], keys: Keys | None) -> None:
    """Raise click.UsageError when other machines can reach one of the addresses, and there is no key."""
    for address in addresses:
        if keys is None and not loopback(address):
            raise click.UsageError(
                f"{address} can be reached from other machines: set {KEY} to a secret of your own first, or name a "
                "file of keys with --keys"
            )


def tell_new_key(name: str) -> None:
    """Make a key: what goes into the file of keys is written to standard output, the key itself to standard error.
    Raises click.UsageError when that is no name."""
    from advisor.service.keys import line_of, new_key

    key = new_key()
    try:
        line = line_of(name, key)
    except ValueError as error:
        raise click.UsageError(f"--new-key: {error}") from None
    print(f"the key of {name}, which is shown only now: {key}", file=sys.stderr)
    print(line)


def loopback(host: str) -> bool:
    """Whether only this machine can reach an address."""
    import ipaddress

    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.casefold() == "localhost"


def served_hosts(host: str) -> tuple[str, ...] | None:
    """The names to answer to: on loopback this machine's own, so that no web page can reach it by another name."""
    from advisor.service.middleware import LOOPBACK

    shown = f"[{host}]" if ":" in host else host.casefold()
    return (*LOOPBACK, shown) if loopback(host) else None


def missing(extra: str, error: ModuleNotFoundError) -> Exception:
    """The error to raise for a module that is not there: a part of the program itself missing is a defect."""
    return error if (error.name or "").split(".")[0] == "advisor" else MissingExtra(extra)
