"""``iot-advisor mcp``: the advisor as a tool for assistants."""

from __future__ import annotations

from pathlib import Path

import click

from advisor.commands.options import advisor_from, knowledge_option, recording, recording_options
from advisor.commands.serve import api_key, missing, served_hosts


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
@knowledge_option
@recording_options
def command(
    transport: str,
    host: str,
    port: int,
    knowledge: Path | None,
    audit: str | None,
    no_audit: bool,
    redact: str | None,
    by: str | None,
) -> None:
    """Serve the advisor to assistants by the Model Context Protocol.

    Over http, callers have to send the API key in the environment variable IOT_ADVISOR_API_KEY, if it is set; it has to
    be set when the address is not this machine's own.
    """
    try:
        from advisor.service.assistant import create_server
        from advisor.service.transports import http_app, run_stdio
    except ModuleNotFoundError as error:
        raise missing("mcp", error) from error
    key = api_key(host) if transport == "http" else None
    server = create_server(advisor_from(knowledge), log=recording(audit, no_audit, redact, by))
    if transport == "stdio":
        run_stdio(server)
        return
    try:
        from advisor.service.running import serve
    except ModuleNotFoundError as error:
        raise missing("http", error) from error
    serve(http_app(server, key=key, hosts=served_hosts(host)), host, port)
