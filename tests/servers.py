"""A throwaway PostgreSQL and Valkey for the test run: the embedded ones, gone with the tests."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg2

from community.setup.embedded import DATABASE, PostgreSQL, Running, Server, Valkey
from tests import prepared

MIGRATED = "community_migrated"  # the database that the template of the run is made of


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
    """Yield the folder of its unix socket; it has a migrated database."""
    folder = _folder()
    prepared.copy_into(folder)
    server = PostgreSQL(folder, durable=False)
    with _running(server, folder):
        _rename(server, DATABASE, MIGRATED)
        yield str(server.sockets)


def _rename(server: PostgreSQL, old: str, new: str) -> None:
    address = server.url.replace(f"/{old}?", "/postgres?")
    with closing(psycopg2.connect(address)) as connection, connection.cursor() as cursor:
        connection.autocommit = True
        cursor.execute(f"ALTER DATABASE {old} RENAME TO {new}")


@contextmanager
def valkey() -> Iterator[str]:
    """Yield its URL."""
    folder = _folder()
    server = Valkey(folder, durable=False)
    with _running(server, folder):
        yield server.url
