"""A server that speaks enough of Elasticsearch's API: the emulator of the wheel osmem-server.

It is a process of its own, reached over HTTP, and no Elasticsearch. It does not know the client's
own media type, so for it alone a node class sends plain `application/json`.
"""

import os
import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

from elastic_transport import Urllib3HttpNode
from osmem_server import OsmemServer

from community.search.elastic import actions, client, index


class PlainNode(Urllib3HttpNode):
    """Sends the media types that every HTTP server knows."""

    def perform_request(self, *args: Any, headers: Any = None, **kwargs: Any) -> Any:
        plain = {
            name: value.replace("vnd.elasticsearch+", "").replace("; compatible-with=8", "")
            for name, value in (headers or {}).items()
        }
        return super().perform_request(*args, headers=plain, **kwargs)


class Server:
    """One that can be killed, and be started again with nothing in it, at the same address."""

    def __init__(self) -> None:
        self.address = f"127.0.0.1:{free_port()}"
        self.start()

    def start(self) -> None:
        self._running = OsmemServer.start(japanese=False, addr=self.address)
        self.url = self._running.url

    def kill(self) -> None:
        self._running.process.kill()
        self._running.process.wait()

    def pause(self) -> None:
        """It takes connections, and answers none."""
        os.kill(self._running.process.pid, signal.SIGSTOP)

    def resume(self) -> None:
        os.kill(self._running.process.pid, signal.SIGCONT)

    def close(self) -> None:
        if self._running.process.poll() is None:
            self.kill()


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@contextmanager
def used(url: str, settings: Any, monkeypatch: Any) -> Iterator[None]:
    """The product searches there, in indices of the test's own."""
    settings.ELASTICSEARCH_URL = url
    settings.ELASTICSEARCH_INDEX = f"test-{uuid4().hex[:12]}"
    monkeypatch.setattr(client, "node_class", PlainNode)
    monkeypatch.setattr(actions, "PATIENCE", 0)  # nobody searches while an index is deleted
    client.breaker.close()
    try:
        yield
    finally:
        client.breaker.close()
        client._clients.clear()


def filled() -> None:
    """A new index of all documents is what is searched from now on."""
    actions.begin_rebuild(is_fresh=True)
    while not actions.continue_rebuild().is_finished:
        pass
    actions.remove_old_indices()


def up_to_date() -> None:
    """What was written is sent, and found at once."""
    actions.send_unsent()
    client.client().indices.refresh(index=index.alias())
