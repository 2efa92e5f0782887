"""A ring is lost while Redis restarts and the live process has not yet subscribed again."""

import pytest
from asgiref.sync import sync_to_async
from channels.testing import WebsocketCommunicator
from django.contrib.auth.models import AnonymousUser

from community.kernel import store
from community.live import bell, consumers
from tests.factories import TopicFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.asyncio
async def test_a_page_that_missed_a_ring_is_told_a_moment_later(transactional_db, monkeypatch):
    monkeypatch.setattr(consumers, "CATCH_UP", 0.05)
    channel = f"thread.{(await sync_to_async(TopicFactory)()).pk}"
    socket = WebsocketCommunicator(consumers.Doorbell.as_asgi(), "/live/")
    socket.scope["user"] = AnonymousUser()
    await socket.connect()
    await socket.send_json_to({"listen": {channel: await sync_to_async(bell.version)(channel)}})

    await sync_to_async(raise_without_a_word)(channel)

    now = await sync_to_async(bell.version)(channel)
    assert await socket.receive_json_from() == {"rang": channel, "version": now, "pages": 1}
    assert await socket.receive_nothing(timeout=0.2)
    await socket.disconnect()


def raise_without_a_word(channel):
    store.client().hincrby(f"bell:{channel}", "n", 1)
