import pytest
from asgiref.sync import sync_to_async
from channels.db import database_sync_to_async
from channels.testing import WebsocketCommunicator
from django.contrib.sessions.backends.db import SessionStore
from django.test import Client

from community.accounts.audiences.actions import edit_audience, form_audience, form_group
from community.accounts.models import Audience
from community.accounts.people import actions
from community.accounts.security.actions import end_other_sessions
from community.discussions.actions import delete_thread
from community.kernel import store
from community.kernel.errors import Unavailable
from community.live import bell, consumers
from community.live.consumers import Doorbell
from community.live.groups import check_members
from forum.actions import edit_topic, set_permissions
from tests.factories import (
    AdminFactory,
    CategoryFactory,
    PostFactory,
    TopicFactory,
    UserFactory,
    in_hours,
)
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

    assert (await socket.receive_output(timeout=10))["code"] == 4400


@pytest.mark.asyncio
@pytest.mark.django_db(transaction=True)
async def test_a_page_listens_to_so_many_channels_and_no_more(transactional_db):
    place = await database_sync_to_async(stand_for)()
    socket = await connected(place["member"])

    await socket.send_json_to({"listen": {f"thread.{n}": "" for n in range(21)}})

    assert (await socket.receive_output(timeout=10))["code"] == 4400


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


class Clock:
    def __init__(self):
        self.now = 1000.0

    def monotonic(self):
        return self.now


@pytest.fixture
def clock(monkeypatch):
    """The time of the sockets, which passes only when the test says so."""
    clock = Clock()
    monkeypatch.setattr(consumers, "time", clock)
    return clock


def signed_in(member):
    """A socket's scope, as the middleware makes it of a browser's cookie."""
    client = Client()
    client.force_login(member)
    return {"user": member, "session": SessionStore(client.session.session_key)}, client


async def listening(scope, channel):
    socket = WebsocketCommunicator(Doorbell.as_asgi(), "/live/")
    socket.scope.update(scope)
    assert (await socket.connect())[0]
    await socket.send_json_to({"listen": {channel: await sync_to_async(bell.version)(channel)}})
    assert await socket.receive_nothing()
    return socket


def sign_out(place, client):
    client.post("/accounts/logout/")


def suspend(place, client):
    actions.suspend_member(member=place["member"], until=in_hours(1), by=AdminFactory())


def leave(place, client):
    audience = Audience.objects.get(pk=place["audience"])
    edit_audience(audience=audience, members=[], by=AdminFactory())


@pytest.mark.asyncio
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("happened", "code"),
    [
        (sign_out, consumers.SIGNED_OUT),
        (suspend, consumers.SIGNED_OUT),
        (leave, consumers.REFUSED),
    ],
)
async def test_who_may_listen_no_more_hears_no_more(happened, code, transactional_db, clock):
    place = await database_sync_to_async(stand_for)()
    scope, client = await database_sync_to_async(signed_in)(place["member"])
    channel = f"thread.{place['private']}"
    socket = await listening(scope, channel)
    clock.now += consumers.CHECKED + 1
    await sync_to_async(bell.ring)([channel])
    assert (await socket.receive_json_from(timeout=10))["rang"] == channel

    await database_sync_to_async(happened)(place, client)
    clock.now += consumers.CHECKED + 1
    await sync_to_async(bell.ring)([channel])

    assert (await socket.receive_output(timeout=10)) == {"type": "websocket.close", "code": code}


def end_others(place, client):
    end_other_sessions(by=place["member"], keep="")


@pytest.mark.asyncio
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("happened", [suspend, end_others])
async def test_a_socket_of_an_ended_session_is_closed_at_once(happened, transactional_db, clock):
    """Nothing rings, no relay runs and no time passes."""
    place = await database_sync_to_async(stand_for)()
    scope, client = await database_sync_to_async(signed_in)(place["member"])
    socket = await listening(scope, f"thread.{place['open']}")

    await database_sync_to_async(happened)(place, client)

    told = await socket.receive_output(timeout=10)
    assert told == {"type": "websocket.close", "code": consumers.SIGNED_OUT}


@pytest.mark.asyncio
@pytest.mark.django_db(transaction=True)
async def test_sockets_of_others_and_of_sessions_that_go_on_stay_open(transactional_db, clock):
    place = await database_sync_to_async(stand_for)()
    mine, _ = await database_sync_to_async(signed_in)(place["member"])
    other, _ = await database_sync_to_async(signed_in)(place["stranger"])
    sockets = [await listening(scope, "lists.0") for scope in (mine, other)]

    await sync_to_async(check_members)([place["member"].pk])
    await sync_to_async(bell.ring)(["lists.0"])

    for socket in sockets:
        assert (await socket.receive_json_from(timeout=10))["rang"] == "lists.0"


@pytest.mark.django_db(transaction=True)
def test_a_look_at_a_session_that_does_not_match_leaves_it_there():
    """The request that ends all others is about to save its own."""
    member = UserFactory()
    scope, _ = signed_in(member)
    key = scope["session"].session_key

    end_other_sessions(by=member, keep=key)

    assert consumers._member_of(key) is None
    assert SessionStore(key).get("_auth_user_id") == str(member.pk)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("how", ["made private", "moved", "deleted"])
def test_what_visitors_may_read_no_more_is_gone_although_no_relay_runs(how, as_):
    topic = TopicFactory(source="Only for a while.")
    admin, url = AdminFactory(), topic.get_absolute_url()
    private = form_audience(kind=Audience.Kind.SHARED, members=[topic.thread.author, admin])
    room = CategoryFactory(audience=private)
    handled()
    for _ in range(2):
        assert "Only for a while." in as_().get(url).content.decode()

    match how:
        case "made private":
            team = form_group(name="Team", slug="team", by=admin)
            set_permissions(category=topic.category, rows=[(team, "read", "yes")], by=admin)
        case "moved":
            edit_topic(topic=topic, category=room, by=admin)
        case "deleted":
            delete_thread(thread=topic.thread, by=admin)

    page = as_().get(url)
    assert "Only for a while." not in page.content.decode()
    assert page.status_code in {404, 410}
