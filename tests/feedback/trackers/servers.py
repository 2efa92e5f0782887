"""Small stateful servers over real HTTP, that trackers are written against.

    class GitHubServer(TrackerServer):
        def respond(self, request): ...

    with GitHubServer() as server:
        server.fail_next(Reply(503))
        server.lose_answer(lambda request: request.method == "POST")
        ask(server.url, ...)
        for hook in server.take_hooks():
            send(client, connection, hook)

Requests are handled one at a time. What the server would send to webhooks lies in `hooks`, signed,
until a test delivers it: in order or not, twice, or never.
"""

import json
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import parse_qsl, urlsplit


@dataclass
class Request:
    method: str
    path: str  # without the query
    query: dict[str, str]
    headers: dict[str, str]  # names in lower case
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body) if self.body else None

    @property
    def writes(self) -> bool:
        return self.method not in {"GET", "HEAD"}


@dataclass
class Reply:
    status: int = 200
    json: Any = None
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes | None = None  # instead of `json`

    @property
    def bytes(self) -> bytes:
        if self.body is not None:
            return self.body
        return b"" if self.json is None else json.dumps(self.json).encode()


@dataclass
class Hook:
    """A webhook as it is sent: its headers and its raw body."""

    headers: dict[str, str]
    body: bytes


Wanted = Callable[[Request], bool]


@dataclass
class _Failure:
    wants: Wanted
    reply: Reply | None  # None: the work is done, and the answer is lost
    times: int


class TrackerServer:
    """The base: HTTP, failures on demand, and what was asked. Subclasses have the state."""

    def __init__(self) -> None:
        self.requests: list[Request] = []
        self.hooks: list[Hook] = []
        self._failures: list[_Failure] = []
        self._lock = threading.Lock()
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._http.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._http.server_address[1]}"

    def respond(self, request: Request) -> Reply:
        raise NotImplementedError

    # -- running --
    def __enter__(self) -> Self:
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()

    # -- failures --
    def fail_next(
        self, reply: Reply, wants: Wanted = lambda _request: True, times: int = 1
    ) -> None:
        """The next requests that are wanted get this reply, and nothing is done for them."""
        self._failures.append(_Failure(wants, reply, times))

    def lose_answer(self, wants: Wanted = lambda request: request.writes, times: int = 1) -> None:
        """The next requests that are wanted are done, and the connection ends without an answer."""
        self._failures.append(_Failure(wants, None, times))

    # -- what tests look at --
    def writes(self) -> list[Request]:
        """The requests that change something. GraphQL servers say which those are."""
        return [request for request in self.requests if request.writes]

    def take_hooks(self) -> list[Hook]:
        taken, self.hooks = self.hooks, []
        return taken

    # -- inside --
    def handled(self, request: Request) -> Reply | None:
        with self._lock:
            self.requests.append(request)
            failure = next((one for one in self._failures if one.wants(request)), None)
            if failure:
                failure.times -= 1
                if not failure.times:
                    self._failures.remove(failure)
                if failure.reply:
                    return failure.reply
            reply = self.respond(request)
            return None if failure else reply


def _handler(server: TrackerServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def handle_any(self) -> None:
            parts = urlsplit(self.path)
            reply = server.handled(
                Request(
                    self.command,
                    parts.path,
                    dict(parse_qsl(parts.query)),
                    {name.lower(): value for name, value in self.headers.items()},
                    self.rfile.read(int(self.headers.get("Content-Length") or 0)),
                )
            )
            self.close_connection = True
            if reply is None:
                return  # the connection ends here, and nothing was said
            self.send_response(reply.status)
            headers = {"Content-Type": "application/json; charset=utf-8", **reply.headers}
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(reply.bytes)))
            self.end_headers()
            self.wfile.write(reply.bytes)

        do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = handle_any  # noqa: N815

        def log_message(self, *_: object) -> None:
            """Nothing on the tests' output."""

    return Handler


def send(client: Any, connection: Any, hook: Hook) -> Any:
    """Deliver a webhook to the connection's address, byte by byte as it was signed."""
    return client.post(
        f"/feedback/hooks/{connection.path_token}/",
        data=hook.body,
        content_type="application/json",
        headers=hook.headers,
    )
