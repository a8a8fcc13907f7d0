"""Serving an application: the socket, the patience with slow clients, the log on standard error, and the end."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import logging.config
import signal
import socket
import sys
import threading
from collections.abc import Iterator
from datetime import datetime, timezone
from types import FrameType
from typing import Any

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from advisor.errors import CannotServe

logger = logging.getLogger("advisor.service")
HEAD_SECONDS = 10.0
"""How long the head of a request may take to arrive."""
GRACE_SECONDS = 10
"""How long requests that are being answered may take once the service is told to stop."""
FIELDS = ("url", "request_id", "method", "path", "status", "ms", "error", "where")


class JsonLines(logging.Formatter):
    """One JSON object a line: time, level, what happened, and the fields of a request. Never a body."""

    def format(self, record: logging.LogRecord) -> str:
        """A line of the log."""
        at = datetime.fromtimestamp(record.created, timezone.utc).isoformat(timespec="milliseconds")
        line: dict[str, Any] = {"at": at, "level": record.levelname.lower(), "event": record.getMessage()}
        line |= {name: getattr(record, name) for name in FIELDS if hasattr(record, name)}
        if record.exc_info is not None and record.exc_info[0] is not None:
            line["error"] = record.exc_info[0].__name__
        return json.dumps(line, ensure_ascii=False)


LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": JsonLines}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "stream": "ext://sys.stderr", "formatter": "json"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {"advisor": {"level": "INFO"}, "uvicorn": {"level": "WARNING"}, "mcp": {"level": "ERROR"}},
}


class PatientProtocol(H11Protocol):
    """Closes connections on which no whole request head arrives in time, which uvicorn leaves open."""

    _waiting: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to measure how long the head of a request takes."""
        super().connection_made(transport)
        self._wait()

    def data_received(self, data: bytes) -> None:
        """Take what came in."""
        if self._waiting is None:
            self._wait()
        super().data_received(data)
        if self.cycle is not None and not self.cycle.response_complete:
            self._stop_waiting()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop measuring."""
        self._stop_waiting()
        super().connection_lost(exc)

    def _wait(self) -> None:
        self._waiting = self.loop.call_later(HEAD_SECONDS, self._give_up)

    def _stop_waiting(self) -> None:
        if self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None

    def _give_up(self) -> None:
        self._waiting = None
        if self.cycle is None or self.cycle.response_complete:
            self.transport.close()


class Server(uvicorn.Server):
    """Ends on SIGTERM as a service that was told to stop, not as one that was killed."""

    interrupted = False

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Listen, and say where."""
        await super().startup(sockets)
        for server in self.servers if self.started else ():
            for each in server.sockets:
                host, port = each.getsockname()[:2]
                url = f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
                logger.info("listening", extra={"url": url})

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Answer what was begun, then stop."""
        logger.info("stopping")
        await super().shutdown(sockets)
        logger.info("stopped")

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Note that the service was told to stop."""
        self.interrupted = self.interrupted or sig == signal.SIGINT
        super().handle_exit(sig, frame)

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Take SIGINT and SIGTERM for as long as it serves."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        before = {each: signal.signal(each, self.handle_exit) for each in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            for each, handler in before.items():
                signal.signal(each, handler)


def serve(app: Any, host: str, port: int) -> None:
    """Serve until told to stop, answering what was begun. Raises CannotServe when the address cannot be had, and
    KeyboardInterrupt when it was Ctrl-C that stopped it."""
    config = uvicorn.Config(
        app,
        host=host,
        port=port,
        http=PatientProtocol,
        ws="none",
        lifespan="auto",
        log_config=LOGGING,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
    server = Server(config)
    try:
        server.run()
    except SystemExit as error:  # how uvicorn says that it could not listen; what it caught stands behind it
        why = getattr(error.__context__, "strerror", None) or "the log above says why"
        raise CannotServe(
            f"{host} port {port} cannot be listened at: {why}; choose another with --host or --port"
        ) from error
    finally:
        sys.stderr.flush()
    if server.interrupted:
        raise KeyboardInterrupt
    if not server.started:
        raise CannotServe(f"the service at {host} port {port} did not start; the log above says why")
