from collections.abc import Iterator
from typing import Any

import pytest

from community.ai import server
from tests.ai.openai_server import CHAT_MODEL, EMBEDDING_MODEL, KEY, OpenAIServer


@pytest.fixture
def openai_server(settings: Any) -> Iterator[OpenAIServer]:
    """A server that the settings name; tasks use it where AI_… is "server"."""
    with OpenAIServer() as running:
        settings.AI_SERVER_URL, settings.AI_SERVER_KEY = running.url, KEY
        settings.AI_SERVER_CHAT_MODEL = CHAT_MODEL
        settings.AI_SERVER_EMBEDDING_MODEL = EMBEDDING_MODEL
        server.breaker.close()
        yield running
    server.breaker.close()
