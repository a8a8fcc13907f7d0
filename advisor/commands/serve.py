"""``iot-advisor serve``: the advisor over HTTP."""

from __future__ import annotations

import os
from pathlib import Path

import click

from advisor.commands.options import advisor_from, knowledge_option, recording, recording_options
from advisor.errors import MissingExtra

KEY = "IOT_ADVISOR_API_KEY"


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="The port; 0 for any.")
@click.option("--cors-origin", "origins", metavar="ORIGIN", multiple=True, help="Let pages of this origin call it.")
@knowledge_option
@recording_options
def command(
    host: str,
    port: int,
    origins: tuple[str, ...],
    knowledge: Path | None,
    audit: str | None,
    no_audit: bool,
    redact: str | None,
    by: str | None,
) -> None:
    """Serve the advisor over HTTP, to this machine alone unless --host says otherwise.

    Callers have to send the API key in the environment variable IOT_ADVISOR_API_KEY, if it is set; it has to be set
    when the address is not this machine's own. What is served is described at /openapi.json.
    """
    try:
        from advisor.service.http import create_app
        from advisor.service.running import serve
    except ModuleNotFoundError as error:
        raise missing("http", error) from error
    key = api_key(host)
    log = recording(audit, no_audit, redact, by)
    app = create_app(advisor_from(knowledge), log=log, key=key, hosts=served_hosts(host), origins=origins)
    serve(app, host, port)


def api_key(host: str) -> str | None:
    """The key that callers have to send. Raises click.UsageError when the address needs one and there is none."""
    key = os.environ.get(KEY) or None
    if key is None and not loopback(host):
        raise click.UsageError(f"{host} can be reached from other machines: set {KEY} to a secret of your own first")
    return key


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
