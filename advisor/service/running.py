"""Serving an application: the socket, the patience with slow clients, the log on standard error, the end, and the
restart in which no connection is refused."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import json
import logging
import logging.config
import os
import signal
import socket
import sys
import threading
import uuid
from collections.abc import Iterator, Sequence
from datetime import datetime, timezone
from types import FrameType
from typing import Any

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from advisor.errors import CannotServe
from advisor.service.middleware import SECURITY_HEADERS
from advisor.service.problems import Problem

logger = logging.getLogger("advisor.service")
HEAD_SECONDS = 10.0
"""How long the head of a request may take to arrive."""
GRACE_SECONDS = 7
"""How long requests that are being answered may take once the service is told to stop."""
END_SECONDS = 9.5
"""When a service that was told to stop ends, whatever holds it up."""
LEAVE_SECONDS = 0.25
"""How long a connection stays open without a request once the service stops: what was sent before is on its way."""
READ_SECONDS = 30.0
"""How long a client may leave an answer unread."""
REHEARSAL_SECONDS = 60.0
"""How long the service may take to start, before a restart is given up."""
REHEARSAL = "IOT_ADVISOR_REHEARSAL"
"""The environment variable with which a service only shows that it could start."""
FIRST_SOCKET = 3
"""Where handed over sockets begin, as systemd has it (sd_listen_fds)."""
HELD_BACK = tuple(getattr(signal, name) for name in ("SIGHUP", "SIGTERM", "SIGINT") if hasattr(signal, name))
"""What may come while one program gives way to the next, and waits until that can take it."""
FIELDS = (
    "url",
    "request_id",
    "method",
    "route",
    "path",
    "status",
    "ms",
    "bytes_in",
    "bytes_out",
    "caller",
    "client",
    "keys",
    "detail",
    "error",
    "where",
)


class JsonLines(logging.Formatter):
    """One JSON object a line: time, level, what happened, and the fields of a request. Never a body."""

    def format(self, record: logging.LogRecord) -> str:
        """A line of the log."""
        at = datetime.fromtimestamp(record.created, timezone.utc).isoformat(timespec="milliseconds")
        line: dict[str, Any] = {"at": at, "level": record.levelname.lower(), "event": record.getMessage().strip()}
        line |= {name: getattr(record, name) for name in FIELDS if hasattr(record, name)}
        if record.exc_info is not None and record.exc_info[0] is not None:
            line["error"] = record.exc_info[0].__name__
        # Only ASCII, so that nothing that a client sent takes effect where the log is looked at.
        return json.dumps(line)


LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": JsonLines}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "stream": "ext://sys.stderr", "formatter": "json"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {"advisor": {"level": "INFO"}, "uvicorn": {"level": "ERROR"}, "mcp": {"level": "ERROR"}},
}


def begin_log() -> None:
    """Log to standard error from now on, one JSON object a line."""
    logging.config.dictConfig(LOGGING)


class PatientProtocol(H11Protocol):
    """Closes connections on which no whole request head arrives in time, or whose client does not read what it is
    answered; uvicorn leaves both open. What is no HTTP is answered as every other problem."""

    _waiting: asyncio.TimerHandle | None = None
    _unread: asyncio.TimerHandle | None = None
    _leaving: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to measure how long the head of a request takes."""
        super().connection_made(transport)
        self._wait()

    def data_received(self, data: bytes) -> None:
        """Take what came in."""
        if self._waiting is None:
            self._wait()
        super().data_received(data)
        if self._answering():
            self._stop_waiting()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop measuring."""
        self._stop_waiting()
        for timer in (self._unread, self._leaving):
            if timer is not None:
                timer.cancel()
        super().connection_lost(exc)

    def pause_writing(self) -> None:
        """Begin to measure how long an answer is left unread."""
        super().pause_writing()
        self._expect_reading()

    def resume_writing(self) -> None:
        """Stop measuring."""
        if self._unread is not None and not self.transport.is_closing():
            self._unread.cancel()
            self._unread = None
        super().resume_writing()

    def on_response_complete(self) -> None:
        """Go on to the next request, or see to it that the connection ends."""
        super().on_response_complete()
        if self.transport.is_closing():
            self._expect_reading()

    def timeout_keep_alive_handler(self) -> None:
        """Close a connection on which nothing more is asked."""
        super().timeout_keep_alive_handler()
        self._expect_reading()

    def send_400_response(self, msg: str) -> None:
        """Answer what is no HTTP."""
        if self._answering():  # and this is the rest of it: there is no place for two answers
            if self.cycle.response_started:
                self.transport.close()
                return
            self.cycle.disconnected = True
        request_id = uuid.uuid4().hex
        answer = Problem("malformed", "this is no request that HTTP/1.1 knows").response(request_id)
        headers = {**SECURITY_HEADERS, **answer.headers, "X-Request-ID": request_id, "Connection": "close"}
        lines = ["HTTP/1.1 400 Bad Request", *(f"{name}: {value}" for name, value in headers.items()), "", ""]
        self.transport.write("\r\n".join(lines).encode("latin-1") + bytes(answer.body))
        self.transport.close()
        self._expect_reading()
        logger.info("request", extra={"request_id": request_id, "status": 400})

    def shutdown(self) -> None:
        """Answer what was begun, and what is on its way, and close the connection."""
        if self._answering():
            self.cycle.keep_alive = False
        elif self._leaving is None:
            self._leaving = self.loop.call_later(LEAVE_SECONDS, super().shutdown)

    def _answering(self) -> bool:
        return self.cycle is not None and not self.cycle.response_complete

    def _wait(self) -> None:
        self._waiting = self.loop.call_later(HEAD_SECONDS, self._give_up)

    def _stop_waiting(self) -> None:
        if self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None

    def _give_up(self) -> None:
        self._waiting = None
        if not self._answering():
            self.transport.close()
            self._expect_reading()

    def _expect_reading(self) -> None:
        if self._unread is None:
            self._unread = self.loop.call_later(READ_SECONDS, self.transport.abort)


class Server(uvicorn.Server):
    """Ends on SIGTERM as a service that was told to stop, not as one that was killed, and restarts on SIGHUP.
    ``listeners`` are the sockets that it takes over and hands on. ``pages`` is the path at which people begin, None
    where there are no pages."""

    def __init__(self, app: Any, listeners: Sequence[socket.socket], pages: str | None = None):
        config = uvicorn.Config(
            app,
            http=PatientProtocol,
            ws="none",
            lifespan="auto",
            log_config=None,
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=GRACE_SECONDS,
        )
        super().__init__(config)
        self.interrupted = False
        self.restarting = False
        self._listeners = listeners
        self._pages = pages
        self._hung_up = False
        self._rehearsal: asyncio.Task[None] | None = None
        self._in_terminal = os.isatty(2)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Listen, and say where."""
        await super().startup(sockets)
        for each in self._listeners if self.started else ():
            host, port = each.getsockname()[:2]
            url = f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
            logger.info("listening", extra={"url": url})
            if self._pages is not None:
                logger.info("interview", extra={"url": url + self._pages})
                if self._in_terminal:
                    print(f"The interview is at {url}{self._pages}", file=sys.stderr)

    async def on_tick(self, counter: int) -> bool:
        """What is done ten times a second: whether to stop, and whether to restart."""
        idle = self._rehearsal is None or self._rehearsal.done()
        if self._hung_up and idle and not self.should_exit:
            self._hung_up = False
            self._rehearsal = asyncio.create_task(self._restart_if_it_can())
        return await super().on_tick(counter)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Answer what was begun, then stop."""
        logger.info("restarting" if self.restarting else "stopping")
        if not self.restarting:
            for each in self._listeners:
                each.close()
        tasks = [asyncio.create_task(self._let_nobody_stay())]
        if self._rehearsal is not None:
            tasks.append(self._rehearsal)
        try:
            await super().shutdown(sockets)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        logger.info("stopped")

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Note that the service was told to stop."""
        self.interrupted = self.interrupted or sig == signal.SIGINT
        self.restarting = False
        _end_within(END_SECONDS)
        super().handle_exit(sig, frame)

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Take SIGINT, SIGTERM and SIGHUP for as long as it serves."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        handlers: dict[Any, Any] = {signal.SIGINT: self.handle_exit, signal.SIGTERM: self.handle_exit}
        if hasattr(signal, "SIGHUP"):
            handlers[signal.SIGHUP] = self._hang_up
        before = {each: signal.signal(each, handler) for each, handler in handlers.items()}
        _hold_signals(False)
        try:
            yield
        finally:
            _hold_signals(self.restarting)
            for each, handler in before.items():
                signal.signal(each, handler)

    def _hang_up(self, sig: int, frame: FrameType | None) -> None:
        """Note that the service is to restart; where its terminal is gone, it has to stop."""
        if self._in_terminal and not os.isatty(2):
            self.handle_exit(signal.SIGTERM, frame)
        else:
            self._hung_up = True

    async def _restart_if_it_can(self) -> None:
        """See whether the service would start again as it was started, and if so, begin to restart."""
        logger.info("asked to restart")
        why = await _rehearsed()
        if why is not None:
            logger.error("not restarted, for it would not start again", extra={"detail": why})
        elif not self.should_exit:
            self.restarting = self.should_exit = True

    async def _let_nobody_stay(self) -> None:
        """Shut down connections that come to light only now, or on which an answer ended."""
        while True:
            await asyncio.sleep(0.1)
            for connection in list(self.server_state.connections):
                connection.shutdown()


def listening(host: str, port: int) -> list[socket.socket]:
    """Sockets that listen at every address of a host: those that were handed over, if there are, or new ones. Raises
    CannotServe when an address cannot be had."""
    if REHEARSAL in os.environ:
        return []
    handed_over = _handed_over()
    if handed_over:
        return handed_over
    listeners: list[socket.socket] = []
    missing: OSError | None = None
    try:
        for family, _, _, _, address in socket.getaddrinfo(
            host or None, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        ):
            own_port = listeners[0].getsockname()[1] if listeners else port
            try:
                listeners.append(_listener(family, (address[0], own_port, *address[2:])))
            except OSError as error:
                if error.errno not in (errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT):
                    raise
                missing = error  # such as ::1 on a machine without IPv6: one of the addresses is enough
        if not listeners and missing is not None:
            raise missing
    except (OSError, UnicodeError) as error:
        for each in listeners:
            each.close()
        why = getattr(error, "strerror", None) or "that is no name of a host"
        raise CannotServe(
            f"{host} port {port} cannot be listened at: {why}; choose another with --host or --port"
        ) from None
    return listeners


def serve(app: Any, listeners: Sequence[socket.socket], pages: str | None = None) -> None:
    """Serve on these sockets until told to stop, answering what was begun; after SIGHUP, give way to the same program
    anew. ``pages`` is the path at which people begin, which is told with the address. Raises CannotServe when the
    application does not start, and KeyboardInterrupt when it was Ctrl-C that stopped it."""
    if REHEARSAL in os.environ:
        return
    server = Server(app, listeners, pages)
    try:
        server.run([each.dup() for each in listeners])
    except SystemExit as error:  # how uvicorn says that the application did not start
        raise CannotServe("the service did not start; the log above says why") from error
    finally:
        sys.stderr.flush()
    if server.restarting:
        _hand_over(listeners)
    _hold_signals(False)
    _end_within(0)
    if server.interrupted:
        raise KeyboardInterrupt
    if not server.started:
        raise CannotServe("the service did not start; the log above says why")


def _listener(family: int, address: tuple[Any, ...]) -> socket.socket:
    made = socket.socket(family, socket.SOCK_STREAM)
    try:
        if os.name == "posix":
            made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            made.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        made.bind(address)
        made.listen(2048)
    except OSError:
        made.close()
        raise
    return made


def _handed_over() -> list[socket.socket]:
    """The sockets that this program was started with: by itself, to restart, or by systemd. Raises CannotServe when
    they are no TCP sockets."""
    names = ("LISTEN_FDS", "LISTEN_PID", "LISTEN_FDNAMES")
    count, pid, _ = (os.environ.pop(name, "") for name in names)
    if pid != str(os.getpid()) or not count.isdecimal():
        return []
    try:
        found = [socket.socket(fileno=number) for number in range(FIRST_SOCKET, FIRST_SOCKET + int(count))]
    except OSError as error:
        raise CannotServe(f"LISTEN_FDS is {count}, and there are not as many sockets: {error.strerror}") from None
    for each in found:
        each.set_inheritable(False)
        if each.family not in (socket.AF_INET, socket.AF_INET6) or each.type != socket.SOCK_STREAM:
            raise CannotServe("a socket was handed over that is none of TCP; expected ListenStream=PORT")
    return found


def _hand_over(listeners: Sequence[socket.socket]) -> None:
    """Become the same program anew, with the sockets. Signals are held back until it can take them. Raises CannotServe
    when that cannot be."""
    import fcntl

    beyond = FIRST_SOCKET + len(listeners)
    moved = [fcntl.fcntl(each.fileno(), fcntl.F_DUPFD_CLOEXEC, beyond) for each in listeners]
    for number, each in enumerate(moved, FIRST_SOCKET):
        os.dup2(each, number)
    os.environ |= {"LISTEN_FDS": str(len(moved)), "LISTEN_PID": str(os.getpid())}
    program = _program()
    try:
        os.execv(program[0], program)
    except OSError as error:
        raise CannotServe(f"{program[0]} cannot be started again: {error.strerror}") from None


async def _rehearsed() -> str | None:
    """Why this program would not start again, or None when it would: another process does all but serve."""
    try:
        process = await asyncio.create_subprocess_exec(
            *_program(),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.PIPE,
            env={**os.environ, REHEARSAL: "1"},
        )
    except OSError as error:
        return f"{sys.executable}: {error.strerror}"
    try:
        _, told = await asyncio.wait_for(process.communicate(), REHEARSAL_SECONDS)
    except asyncio.TimeoutError:
        return f"it took longer than {REHEARSAL_SECONDS:g} seconds"
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    return told.decode(errors="replace")[-4000:].strip() if process.returncode else None


def _program() -> list[str]:
    """The command that started this program."""
    return [sys.executable, *sys.orig_argv[1:]]


def _hold_signals(held: bool) -> None:
    """Hold back signals that would end or restart the service, or let them come, the next program's as well."""
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_BLOCK if held else signal.SIG_UNBLOCK, HELD_BACK)


def _end_within(seconds: float) -> None:
    """Have the system end this process after that time, or not at all after 0. It needs no help of this program, which
    may be what is stuck."""
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_REAL, seconds)
