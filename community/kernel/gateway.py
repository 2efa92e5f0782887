"""Between granian and Django: a request takes a thread only when all of it has arrived.

granian's own WSGI interface reads the body inside the thread that answers, so a client that never
finishes its body holds that thread for ever. Here the body is read by the event loop, within a
deadline and a size, and the finished request is handed to one of a few threads, each with its
database connection. An answer leaves through granian's own buffers, so a slow reader holds no
thread either, unless it is a long stream, whose every part has a deadline.

Follows RSGI (granian's specification) on one side and PEP 3333 (WSGI) on the other.
"""

import asyncio
import sys
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http import HTTPStatus
from io import BytesIO
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from granian.rsgi import ProtocolClosed  # type: ignore[attr-defined]

Headers = list[tuple[str, str]]
IN_MEMORY = 64 * 1024  # bytes of one body; the rest of a longer one waits in a temporary file
AT_ONCE = 1024 * 1024  # bytes of an answer that leave in one piece
SECONDS_A_PART = 30  # for a client to take the next part of a long answer


@dataclass(frozen=True, slots=True)
class Limits:
    """What a client may make the process wait for and hold."""

    threads: int
    """Requests that are answered at the same time, each with a database connection."""
    waiting: int = 1000
    """Finished requests in front of the threads; more are answered 503."""
    body_bytes: int = 24 * 1024 * 1024
    """The largest body that is read; what a view takes is bounded by the view."""
    held_bytes: int = 512 * 1024 * 1024
    """All bodies together that are being read or answered; more are answered 503."""
    body_seconds: float = 20
    """For a body to arrive, however small it is …"""
    body_rate: int = 32 * 1024
    """… and one second more for each so many bytes that it is long."""


class Refused(Exception):
    """The request is answered here, and Django never sees it."""

    def __init__(self, status: HTTPStatus) -> None:
        super().__init__(status)
        self.status = status


class Gateway:
    """The application that granian serves with `--interface rsgi`."""

    def __init__(self, application: Callable[..., Iterable[bytes]], limits: Limits) -> None:
        self.application = application
        self.limits = limits
        self.pool = ThreadPoolExecutor(limits.threads, thread_name_prefix="request")
        self.pending = 0  # requests in or before a thread
        self.held = 0  # bytes of bodies

    async def __rsgi__(self, scope: Any, protocol: Any) -> None:
        """Answer one request."""
        if scope.proto != "http":
            return
        variables = variables_of(scope)
        length = 0
        try:
            length = self.reserved(variables.get("CONTENT_LENGTH", ""))
            with await self.read(length, protocol) as body:
                variables["wsgi.input"] = body
                await self.in_thread(variables, protocol)
        except Refused as refused:
            refuse(protocol, refused.status)
        except ProtocolClosed:
            return  # the client is gone, and nobody is told
        finally:
            self.held -= length

    # -- before the thread ---------------------------------------------------------------------
    def reserved(self, told: str) -> int:
        """The length of the body, counted as held. Raises Refused: 400, 413 or 503."""
        if not told:
            return 0  # without a length there is none: Django does not read in chunks
        if not (told.isascii() and told.isdecimal() and len(told) < 20):
            raise Refused(HTTPStatus.BAD_REQUEST)
        length = int(told)
        if length > self.limits.body_bytes:
            raise Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        if self.held + length > self.limits.held_bytes:
            raise Refused(HTTPStatus.SERVICE_UNAVAILABLE)
        self.held += length
        return length

    async def read(self, length: int, protocol: Any) -> IO[bytes]:
        """The whole body. Raises Refused: 408."""
        if not length:
            return BytesIO()
        seconds = self.limits.body_seconds + length / self.limits.body_rate
        try:
            async with asyncio.timeout(seconds):
                if length <= IN_MEMORY:
                    return BytesIO(await protocol())
                return await spooled(protocol)
        except TimeoutError:
            raise Refused(HTTPStatus.REQUEST_TIMEOUT) from None

    async def in_thread(self, variables: dict[str, Any], protocol: Any) -> None:
        """Wait for a free thread, and for its answer. Raises Refused: 503."""
        if self.pending >= self.limits.threads + self.limits.waiting:
            raise Refused(HTTPStatus.SERVICE_UNAVAILABLE)
        self.pending += 1
        try:
            loop = asyncio.get_running_loop()
            await loop.run_in_executor(self.pool, self.answer, variables, protocol, loop)
        finally:
            self.pending -= 1

    # -- in the thread -------------------------------------------------------------------------
    def answer(self, variables: dict[str, Any], protocol: Any, loop: Any) -> None:
        """Run the application and hand its answer to granian."""
        start = Start()
        parts = self.application(variables, start)
        try:
            if not getattr(parts, "streaming", True):
                protocol.response_bytes(start.status, start.headers, b"".join(parts))
                return
            remaining = iter(parts)
            first, is_whole = gathered(remaining)
            if is_whole:
                protocol.response_bytes(start.status, start.headers, first)
                return
            stream = protocol.response_stream(start.status, start.headers)
            send(stream, first, loop)
            for part in remaining:
                send(stream, part, loop)
        finally:
            close = getattr(parts, "close", None)
            if close is not None:
                close()


class Start:
    """WSGI's `start_response`, which remembers."""

    status = 500
    headers: Headers = []

    def __call__(self, status: str, headers: Headers, exc_info: Any = None) -> None:
        self.status, self.headers = int(status[:3]), headers


async def spooled(protocol: Any) -> IO[bytes]:
    """A body whose beginning is in memory and whose rest is in a file."""
    body = SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 - whoever answers closes it
    try:
        async for part in protocol:
            body.write(part)
    except BaseException:  # too slow, or gone
        body.close()
        raise
    body.seek(0)
    return body


def gathered(parts: Any) -> tuple[bytes, bool]:
    """What comes of it up to AT_ONCE bytes, and whether that is all."""
    content = bytearray()
    for part in parts:
        content += part
        if len(content) > AT_ONCE:
            return bytes(content), False
    return bytes(content), True


def send(stream: Any, part: bytes, loop: Any) -> None:
    """Wait until there is room for it on the way to the client. Raises TimeoutError."""

    async def sent() -> None:
        await stream.send_bytes(part)

    asyncio.run_coroutine_threadsafe(sent(), loop).result(SECONDS_A_PART)


def refuse(protocol: Any, status: HTTPStatus) -> None:
    headers = [("content-type", "text/plain; charset=utf-8"), ("connection", "close")]
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        headers.append(("retry-after", "5"))
    protocol.response_bytes(status.value, headers, f"{status.phrase}\n".encode())


def variables_of(scope: Any) -> dict[str, Any]:
    """WSGI's variables of a request without its body."""
    host, _, port = scope.server.rpartition(":")
    variables: dict[str, Any] = {
        "REQUEST_METHOD": scope.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": scope.path.encode().decode("latin-1"),
        "QUERY_STRING": scope.query_string,
        "SERVER_NAME": host,
        "SERVER_PORT": port,
        "SERVER_PROTOCOL": f"HTTP/{scope.http_version}",
        "REMOTE_ADDR": scope.client.rpartition(":")[0].strip("[]"),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.scheme,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    for name, value in scope.headers.items():
        if "_" in name:  # or X_Forwarded_For would be taken for X-Forwarded-For
            continue
        key = name.upper().replace("-", "_")
        if key not in {"CONTENT_TYPE", "CONTENT_LENGTH"}:
            key = f"HTTP_{key}"
        before = (
            f"{variables[key]}{'; ' if key == 'HTTP_COOKIE' else ','}" if key in variables else ""
        )
        variables[key] = before + value
    if "HTTP_HOST" not in variables and getattr(scope, "authority", None):
        variables["HTTP_HOST"] = scope.authority  # HTTP/2 has no such header
    return variables
