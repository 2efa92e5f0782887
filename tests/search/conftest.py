from collections.abc import Iterator
from typing import Any

import pytest

from tests.search import elastic_server


@pytest.fixture(scope="session")
def shared_elastic_server() -> Iterator[elastic_server.Server]:
    server = elastic_server.Server()
    yield server
    server.close()


@pytest.fixture
def elasticsearch(shared_elastic_server: Any, settings: Any, monkeypatch: Any) -> Iterator[Any]:
    """Set up as the backend; no index is there."""
    with elastic_server.used(shared_elastic_server.url, settings, monkeypatch):
        yield shared_elastic_server


@pytest.fixture
def own_elasticsearch(settings: Any, monkeypatch: Any) -> Iterator[elastic_server.Server]:
    """The same, and the test may kill it."""
    server = elastic_server.Server()
    with elastic_server.used(server.url, settings, monkeypatch):
        yield server
    server.close()
