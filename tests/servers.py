"""A throwaway PostgreSQL and Valkey for the test run: the embedded ones, gone with the tests."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from community.setup.embedded import PostgreSQL, Running, Server, Valkey


@contextmanager
def _running(server: Server, folder: Path) -> Iterator[None]:
    try:
        with Running(server, folder / "output"):
            yield
    finally:
        server.remove()
        shutil.rmtree(folder, ignore_errors=True)


def _folder() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="community-test-"))
    folder.chmod(0o755)  # the user that root lends may enter; what lies inside is closed itself
    return folder


@contextmanager
def postgresql() -> Iterator[str]:
    """Yield the folder of its unix socket."""
    folder = _folder()
    server = PostgreSQL(folder, durable=False)
    with _running(server, folder):
        yield str(server.sockets)


@contextmanager
def valkey() -> Iterator[str]:
    """Yield its URL."""
    folder = _folder()
    server = Valkey(folder, durable=False)
    with _running(server, folder):
        yield server.url
