"""``iot-advisor mcp``: the advisor as a tool for assistants."""

from __future__ import annotations

from pathlib import Path

import click

from advisor.commands.options import advisor_from, knowledge_option, recording, recording_options
from advisor.commands.serve import api_keys, check_reach, keys_option, missing, served_hosts


@click.command()
@click.option(
    "--transport",
    type=click.Choice(["stdio", "http"]),
    default="stdio",
    show_default=True,
    help="Standard input and output, or streamable HTTP at /mcp.",
)
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on, for http.")
@click.option("--port", type=click.IntRange(0, 65535), default=8001, show_default=True, help="The port; 0 for any.")
@keys_option
@knowledge_option
@recording_options
def command(
    transport: str,
    host: str,
    port: int,
    key_file: Path | None,
    knowledge: Path | None,
    audit: str | None,
    no_audit: bool,
    redact: str | None,
    by: str | None,
) -> None:
    """Serve the advisor to assistants by the Model Context Protocol.

    Over http, callers have to send an API key, if there is one: that in the environment variable IOT_ADVISOR_API_KEY,
    or one of those in the file that --keys names. There has to be one when the address is not this machine's own.
    """
    try:
        from advisor.service.assistant import create_server
        from advisor.service.metrics import Metrics
        from advisor.service.middleware import Limits
        from advisor.service.transports import http_app, run_stdio
    except ModuleNotFoundError as error:
        raise missing("mcp", error) from error
    if transport == "stdio":
        log = recording(audit, no_audit, redact, by)
        # One assistant asks one thing after another.
        run_stdio(create_server(advisor_from(knowledge), log=log, limits=Limits(workers=1)))
        return
    try:
        from advisor.service.running import begin_log, listening, serve
    except ModuleNotFoundError as error:
        raise missing("http", error) from error
    begin_log()
    keys = api_keys(host, key_file)
    listeners = listening(host, port)
    check_reach([each.getsockname()[0] for each in listeners], keys)
    metrics = Metrics()
    server = create_server(advisor_from(knowledge), log=recording(audit, no_audit, redact, by), counts=metrics)
    serve(http_app(server, keys=keys, hosts=served_hosts(host), metrics=metrics), listeners)
