"""Asking the addresses that members give: link previews, webhooks.

Such an address may be aimed at ourselves: the database, a neighbour, the cloud's metadata. So the
name is looked up here, is refused when any of its addresses is not public, and the connection goes
to an address that was looked at, never to the name again. Each redirect is a new address. Time and
bytes are bounded whatever the other side does. What may be reached is decided by `resolve` alone,
an argument; no setting opens anything.

The ranges that Python takes for public and that are not come from requests-hardened. The rest of
it cannot hold what is promised here: docs/decisions/0028.
"""

import http.client
import io
import re
import socket
import ssl
import time
from collections.abc import Callable, Container, Mapping, Sequence
from concurrent.futures import Future
from contextlib import closing
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from threading import Thread
from typing import Any, BinaryIO, Self
from urllib.parse import SplitResult, quote, urljoin, urlsplit

# Where public web servers are. Not any port: from here even a closed one of our own public
# address may answer, since a firewall seldom stands between a machine and itself.
PORTS = frozenset({80, 443, 8080, 8443})
REDIRECTS = frozenset({301, 302, 303, 307, 308})
KEEP_METHOD = frozenset({307, 308})
FOR_ANYONE = frozenset({"accept", "accept-language", "user-agent"})  # may go to another origin
GLOBAL_UNICAST = ip_network("2000::/3")
NAT64 = ip_network("64:ff9b::/96")
HOST = re.compile(r"[a-z0-9._-]+|[0-9a-f:.]+")

Resolve = Callable[[str, int], Sequence[tuple[str, int]]]


class OutgoingRefused(Exception):
    """We do not ask this address; trying again changes nothing."""


class BadAddress(OutgoingRefused):
    """It is no plain http(s) address of a web server."""


class NotPublic(OutgoingRefused):
    """It leads to where only we may go."""


class OutgoingFailed(Exception):
    """We asked, and there was no usable answer; it may come another time."""


class Unreachable(OutgoingFailed):
    """No such name, nobody there, a broken connection or certificate, or no HTTP."""


class TimedOut(OutgoingFailed):
    """It was not done in time, however busy it was."""


class TooLong(OutgoingFailed):
    """It answers more than we asked for."""


class TooManyRedirects(OutgoingFailed):
    """It sends us on and on."""


@dataclass(frozen=True)
class Answer:
    """What came, of whatever status; a body that came compressed all the same stays so."""

    status: int
    headers: http.client.HTTPMessage  # found however they are written
    body: bytes
    url: str  # after redirects


def is_public(address: str) -> bool:
    """Whether everybody may reach this numeric address, whatever form it hides in."""
    ip = ip_address(address)
    if isinstance(ip, IPv6Address):
        if inner := _inner(ip):
            return is_public(str(inner))
        if ip not in GLOBAL_UNICAST or ip.scope_id:
            return False
    # With it come requests and urllib3, and only who asks a stranger needs them.
    from requests_hardened.ip_filter import EXTRA_BLOCKED_NET_RANGES  # noqa: PLC0415

    is_special = any(ip in blocked for blocked in EXTRA_BLOCKED_NET_RANGES)
    return ip.is_global and not (ip.is_multicast or ip.is_reserved or is_special)


def _inner(ip: IPv6Address) -> IPv4Address | None:
    """The IPv4 address that packets to this one end at: mapped, 6to4 or translated."""
    translated = IPv4Address(int(ip) & 0xFFFF_FFFF) if ip in NAT64 else None
    return ip.ipv4_mapped or ip.sixtofour or translated


def public_only(host: str, port: int) -> list[tuple[str, int]]:
    """The default resolver. Raises NotPublic when any address is not: one of two is a trap."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = [str(where[0]) for *_, where in found]
    if not all(map(is_public, addresses)):
        raise NotPublic(f"{host} is not a public address.")
    return [(address, port) for address in dict.fromkeys(addresses)]


def anywhere(host: str, port: int) -> list[tuple[str, int]]:
    """For addresses that an administrator set: they may be inside the own network."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [(address, port) for address in dict.fromkeys(str(where[0]) for *_, where in found)]


def fetch(  # noqa: PLR0913 - each bound of the exchange has its name
    url: str,
    *,
    method: str = "GET",
    body: bytes | None = None,
    headers: Mapping[str, str] | None = None,
    limit: int = 1_000_000,
    seconds: float = 5.0,
    redirects: int = 3,
    is_cut: bool = False,
    resolve: Resolve = public_only,
) -> Answer:
    """Ask, and return what came: at most `limit` bytes, after at most `seconds` for everything.
    What is longer is TooLong, or `is_cut`: only its beginning is read.

    Another origin that a redirect leads to gets neither the body nor any header that could be a
    secret. Raises OutgoingRefused and OutgoingFailed, and nothing else.
    """
    deadline = time.monotonic() + seconds
    asked = _Question(_checked(url), method, body, _lower(headers))
    for _ in range(redirects + 1):
        answer = _ask(asked, _Limit(limit, is_cut=is_cut), deadline, resolve)
        if answer.status not in REDIRECTS or not (onward := answer.headers["Location"]):
            return answer
        asked = asked.sent_on(_checked(onward, answer.url), answer.status)
    raise TooManyRedirects(f"{url} redirects more than {redirects} times.")


def exchange(  # noqa: PLR0913 - as fetch
    url: str,
    *,
    method: str = "GET",
    body: bytes | None = None,
    headers: Mapping[str, str] | None = None,
    limit: int = 1_000_000,
    seconds: float = 5.0,
    resolve: Resolve = public_only,
    ports: Container[int] | None = PORTS,
) -> Answer:
    """Ask once, with the same bounds: a redirect is an answer like any other. Where an
    administrator set the address, `resolve` may be `anywhere`, and `ports` None for any port.

    Raises OutgoingRefused and OutgoingFailed, and nothing else.
    """
    deadline = time.monotonic() + seconds
    asked = _Question(_checked(url, ports=ports), method, body, _lower(headers))
    return _ask(asked, _Limit(limit), deadline, resolve)


def _lower(headers: Mapping[str, str] | None) -> dict[str, str]:
    return {name.lower(): value for name, value in (headers or {}).items()}


@dataclass(frozen=True)
class _Limit:
    bytes: int
    is_cut: bool = False


@dataclass(frozen=True)
class _Question:
    url: SplitResult
    method: str
    body: bytes | None
    headers: Mapping[str, str]

    def sent_on(self, url: SplitResult, status: int) -> Self:
        """As a browser does; but what was said to one origin is not repeated to another."""
        bare = "HEAD" if self.method == "HEAD" else "GET"
        if (url.scheme, url.netloc) != (self.url.scheme, self.url.netloc):
            harmless = {k: v for k, v in self.headers.items() if k in FOR_ANYONE}
            return type(self)(url, bare, None, harmless)
        if status in KEEP_METHOD:
            return type(self)(url, self.method, self.body, self.headers)
        told = {k: v for k, v in self.headers.items() if not k.startswith("content-")}
        return type(self)(url, bare, None, told)


def _checked(url: str, base: str = "", ports: Container[int] | None = PORTS) -> SplitResult:
    """The address in one spelling: default port and fragment gone, all of it in ASCII."""
    try:
        parts = urlsplit(urljoin(base, url.strip()))
        host = (parts.hostname or "").rstrip(".")
        name = host if ":" in host else host.encode("idna").decode().lower()
        port = parts.port
    except ValueError as error:  # UnicodeError too
        raise BadAddress(f"{url[:200]!r} is no web address.") from error
    if parts.scheme not in {"http", "https"} or "@" in parts.netloc:
        raise BadAddress("Only http and https addresses without a name or password are asked.")
    if not HOST.fullmatch(name):
        raise BadAddress(f"{url[:200]!r} names no server.")
    usual = 443 if parts.scheme == "https" else 80
    port = usual if port is None else port
    if ports is not None and port not in ports:
        raise BadAddress(f"Port {port} is not one of those that are asked.")
    shown = f"[{name}]" if ":" in name else name
    return SplitResult(
        parts.scheme,
        shown if port == usual else f"{shown}:{port}",
        quote(parts.path or "/", safe="/%:@!$&'()*+,;=~"),
        quote(parts.query, safe="/%:@!$&'()*+,;=~?"),
        "",
    )


def _ask(asked: _Question, limit: _Limit, deadline: float, resolve: Resolve) -> Answer:
    host = asked.url.hostname or ""
    port = asked.url.port or (443 if asked.url.scheme == "https" else 80)
    try:
        addresses = _looked_up(resolve, host, port, deadline)
        with closing(_connected(addresses, deadline)) as plain:
            if asked.url.scheme == "http":
                return _exchange(asked, _Pipe(plain, deadline), limit)
            plain.settimeout(_left(deadline))
            with ssl.create_default_context().wrap_socket(plain, server_hostname=host) as secure:
                return _exchange(asked, _Pipe(secure, deadline), limit)
    except TimeoutError as error:
        raise TimedOut(f"{host} did not answer in time.") from error
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise Unreachable(f"{host} cannot be asked: {error!r}") from error


def _looked_up(
    resolve: Resolve, host: str, port: int, deadline: float
) -> Sequence[tuple[str, int]]:
    """The system's lookup knows no time limit: it runs aside, and is left there if it hangs."""
    found: Future[Sequence[tuple[str, int]]] = Future()

    def look() -> None:
        try:
            found.set_result(resolve(host, port))
        except Exception as error:  # noqa: BLE001 - it is raised below, where it is waited for
            found.set_exception(error)

    Thread(target=look, daemon=True).start()
    return found.result(_left(deadline))


def _connected(addresses: Sequence[tuple[str, int]], deadline: float) -> socket.socket:
    """The first that lets us in; each may take its share of the time that is left."""
    for n, address in enumerate(addresses):
        last = n == len(addresses) - 1
        try:
            return socket.create_connection(address, _left(deadline) / (len(addresses) - n))
        except OSError:
            if last:
                raise
    raise OSError("the name has no address")


def _exchange(asked: _Question, pipe: "_Pipe", limit: _Limit) -> Answer:
    ours = {"host": asked.url.netloc, "accept-encoding": "identity", "connection": "close"}
    line = asked.url._replace(scheme="", netloc="").geturl()
    talk = http.client.HTTPConnection(asked.url.hostname or "")
    talk.sock = pipe  # connected already, to the address that was looked at
    talk.request(asked.method, line, asked.body, {**asked.headers, **ours})
    with closing(talk.getresponse()) as response:
        body = response.read(limit.bytes + 1)
        if len(body) > limit.bytes:
            if limit.is_cut:
                return _answer(asked, response, body[: limit.bytes])
            raise TooLong(f"{asked.url.hostname} answers more than {limit.bytes} bytes.")
        if response.length:
            raise http.client.IncompleteRead(body, response.length)
        return _answer(asked, response, body)


def _answer(asked: _Question, response: http.client.HTTPResponse, body: bytes) -> Answer:
    return Answer(response.status, response.headers, body, asked.url.geturl())


def _left(deadline: float) -> float:
    """Raises TimeoutError when nothing is left."""
    if (left := deadline - time.monotonic()) <= 0:
        raise TimeoutError
    return left


class _Pipe(io.RawIOBase):
    """What http.client takes for its socket. Every wait ends at the deadline of the whole."""

    def __init__(self, connection: socket.socket, deadline: float) -> None:
        self._connection = connection
        self._deadline = deadline

    def sendall(self, data: bytes) -> None:
        while data:
            self._connection.settimeout(_left(self._deadline))
            data = data[self._connection.send(data) :]

    def makefile(self, mode: str) -> BinaryIO:
        return io.BufferedReader(self)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        self._connection.settimeout(_left(self._deadline))
        return self._connection.recv_into(buffer)

    def close(self) -> None:
        """The connection is closed by who opened it."""
