import pytest
from asgiref.sync import sync_to_async
from channels.db import database_sync_to_async
from channels.testing import WebsocketCommunicator

from community.accounts.actions import form_audience
from community.accounts.models import Audience
from community.kernel import store
from community.kernel.errors import Unavailable
from community.live import bell
from community.live.consumers import Doorbell
from tests.factories import CategoryFactory, PostFactory, TopicFactory, UserFactory
from tests.handled import handled


def stand_for():
    member = UserFactory()
    private = form_audience(kind=Audience.Kind.SHARED, members=[member])
    return {
        "member": member,
        "stranger": UserFactory(),
        "open": TopicFactory(by=member).pk,
        "audience": private.pk,
        "private": TopicFactory(category=CategoryFactory(audience=private), by=member).pk,
    }


async def connected(user):
    socket = WebsocketCommunicator(Doorbell.as_asgi(), "/live/")
    socket.scope["user"] = user
    assert (await socket.connect())[0]
    return socket


@pytest.mark.asyncio
@pytest.mark.django_db(transaction=True)
async def test_a_ring_is_heard_and_a_missed_one_made_good(transactional_db):
    place = await database_sync_to_async(stand_for)()
    channel = f"thread.{place['open']}"
    before = await sync_to_async(bell.version)(channel)
    socket = await connected(place["stranger"])

    await socket.send_json_to({"listen": {channel: before}})
    assert await socket.receive_nothing()
    await sync_to_async(bell.ring)([channel])
    rung = await socket.receive_json_from()
    await socket.disconnect()

    late = await connected(place["stranger"])
    await late.send_json_to({"listen": {channel: before}})
    assert await late.receive_json_from() == rung
    assert rung["rang"] == channel
    assert rung["version"] != before
    await late.disconnect()


@pytest.mark.asyncio
@pytest.mark.django_db(transaction=True)
async def test_nobody_listens_at_a_door_that_is_closed_to_him(transactional_db):
    place = await database_sync_to_async(stand_for)()
    socket = await connected(place["stranger"])
    closed = [f"thread.{place['private']}", f"lists.{place['audience']}"]

    for channel in (*closed, "thread.x", "thread.99999999999999999999", "nothing.1", ""):
        await socket.send_json_to({"listen": {channel: ""}})
        assert await socket.receive_json_from() == {"refused": channel}
    await socket.disconnect()


@pytest.mark.asyncio
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("said", ["not json", "[]", '{"listen": 7}', "{}"])
async def test_nonsense_ends_the_conversation(said, transactional_db):
    socket = await connected(None)

    await socket.send_to(text_data=said)

    assert (await socket.receive_output())["code"] == 4400


@pytest.mark.asyncio
@pytest.mark.django_db(transaction=True)
async def test_a_page_listens_to_so_many_channels_and_no_more(transactional_db):
    place = await database_sync_to_async(stand_for)()
    socket = await connected(place["member"])

    await socket.send_json_to({"listen": {f"thread.{n}": "" for n in range(21)}})

    assert (await socket.receive_output())["code"] == 4400


def test_an_emptied_store_repeats_no_version():
    def three():
        return {bell.ring(["thread.1"]) or bell.version("thread.1") for _ in range(3)}

    before = three()
    store.client().flushdb()

    assert not before & three()


@pytest.mark.django_db
def test_a_reply_rings_its_page_and_the_lists_it_stands_in():
    topic = TopicFactory()
    handled()
    channels = [f"thread.{topic.pk}", "lists.0"]
    before = bell.versions(channels)

    PostFactory(thread=topic.thread)
    assert bell.versions(channels) == before
    handled()

    after = bell.versions(channels)
    assert all(after[channel] != before[channel] for channel in channels)


@pytest.mark.django_db
def test_a_page_without_a_socket_asks_for_versions(as_):
    place = stand_for()
    query = {"c": [f"thread.{place['open']}", f"thread.{place['private']}", "lists.0"]}

    told = as_(place["stranger"]).get("/live/versions/", query).json()

    assert set(told) == {f"thread.{place['open']}", "lists.0"}
    assert told["lists.0"] == bell.version("lists.0")


def test_without_a_store_versions_match_none_and_rings_wait(monkeypatch):
    monkeypatch.setattr(store, "client", lambda: (_ for _ in ()).throw(OSError("gone")))

    assert bell.version("thread.1") == bell.UNKNOWN
    with pytest.raises(Unavailable):
        bell.ring(["thread.1"])
