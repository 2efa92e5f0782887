"""Closed, archived, pinned: with topics, and with the toy's letters where the kind matters."""

from datetime import timedelta

import pytest
from django.utils import timezone

from community.discussions.actions import (
    PinnedInThePast,
    ThreadIsArchived,
    ThreadIsClosed,
    TooManyPinned,
    archive_thread,
    close_thread,
    delete_post,
    delete_thread,
    edit_post,
    like_post,
    pin_thread,
    reopen_thread,
    reply_to_thread,
    restore_post,
    unarchive_thread,
    unpin_thread,
)
from community.discussions.models import Thread
from community.discussions.posts.actions.states import MOST_PINNED
from community.events.models import EventRecord
from community.kernel.errors import Denied
from forum.actions import accept_answer, edit_topic
from tests.factories import (
    AdminFactory,
    CategoryFactory,
    ModeratorFactory,
    PostFactory,
    TopicFactory,
    UserFactory,
)
from tests.handled import handled

pytestmark = pytest.mark.django_db


def told(what):
    return EventRecord.objects.filter(name=f"discussions.thread.{what}")


def fresh(thread):
    return Thread.objects.get(pk=thread.pk)


@pytest.mark.parametrize(
    ("act", "state", "event", "back", "back_event"),
    [
        (close_thread, "closed_at", "closed", reopen_thread, "reopened"),
        (archive_thread, "archived_at", "archived", unarchive_thread, "unarchived"),
        (pin_thread, "pinned_at", "pinned", unpin_thread, "unpinned"),
    ],
)
def test_a_state_is_entered_and_left_once(act, state, event, back, back_event):
    thread, moderator = TopicFactory().thread, ModeratorFactory()
    changes = thread.changes

    for _ in range(2):
        act(thread=thread, by=moderator)
    assert getattr(fresh(thread), state)
    assert fresh(thread).changes == changes + 1
    for _ in range(2):
        back(thread=thread, by=moderator)

    assert getattr(fresh(thread), state) is None
    assert (told(event).count(), told(back_event).count()) == (1, 1)


@pytest.mark.parametrize(
    "act",
    [close_thread, reopen_thread, archive_thread, unarchive_thread, pin_thread, unpin_thread],
)
def test_the_author_may_not(act):
    thread = TopicFactory().thread
    events = EventRecord.objects.count()

    with pytest.raises(Denied):
        act(thread=thread, by=thread.author)

    assert fresh(thread).changes == thread.changes
    assert EventRecord.objects.count() == events


def test_a_closed_thread_takes_likes_and_edits_but_no_replies():
    post, moderator = PostFactory(), ModeratorFactory()
    thread = close_thread(thread=post.thread, by=moderator)

    with pytest.raises(ThreadIsClosed):
        reply_to_thread(thread=thread, source="But", by=UserFactory())
    like_post(post=post, by=UserFactory())
    edit_post(post=post, source="Better said", by=post.author)
    reply_to_thread(thread=thread, source="A last word", by=moderator)

    assert fresh(thread).posts_count == 3
    assert fresh(thread).closed_by == moderator


def test_nothing_changes_in_an_archived_thread():
    post, moderator = PostFactory(), ModeratorFactory()
    removed = delete_post(post=PostFactory(thread=post.thread), by=moderator)
    thread = archive_thread(thread=post.thread, by=moderator)
    events = EventRecord.objects.count()
    member = UserFactory()
    events += 1

    for act in (
        lambda: reply_to_thread(thread=thread, source="But", by=moderator),
        lambda: like_post(post=post, by=member),
        lambda: edit_post(post=post, source="No", by=moderator),
        lambda: delete_post(post=post, by=moderator),
        lambda: restore_post(post=removed, by=moderator),
        lambda: close_thread(thread=thread, by=moderator),
        lambda: pin_thread(thread=thread, by=moderator),
        lambda: delete_thread(thread=thread, by=moderator),
        lambda: edit_topic(topic=thread.topic, title="No", by=moderator),
    ):
        with pytest.raises(ThreadIsArchived):
            act()
    with pytest.raises(Denied):
        accept_answer(post=post, by=moderator)

    assert EventRecord.objects.count() == events
    unarchive_thread(thread=thread, by=moderator)
    delete_thread(thread=thread, by=moderator)


def test_a_pin_has_a_reach_and_an_end():
    thread, moderator = TopicFactory().thread, ModeratorFactory()
    end = timezone.now() + timedelta(days=2)

    pin_thread(thread=thread, by=moderator)
    began = fresh(thread).pinned_at
    for _ in range(2):
        pin_thread(thread=thread, everywhere=True, until=end, by=moderator)

    now = fresh(thread)
    assert (now.pinned_at, now.is_pinned_everywhere, now.pinned_until) == (began, True, end)
    assert told("pinned").count() == 2
    with pytest.raises(PinnedInThePast):
        pin_thread(thread=thread, until=timezone.now(), by=moderator)


def test_a_pin_that_is_over_is_taken_off_by_the_machine():
    thread, other = TopicFactory().thread, TopicFactory().thread
    for one, days in ((thread, 1), (other, 9)):
        until = timezone.now() + timedelta(days=days)
        pin_thread(thread=one, until=until, by=ModeratorFactory())
    handled()
    assert fresh(thread).pinned_at
    Thread.objects.filter(pk=thread.pk).update(pinned_until=timezone.now())

    handled()
    handled()

    assert (fresh(thread).pinned_at, fresh(thread).pinned_until) == (None, None)
    assert fresh(other).pinned_at
    assert told("unpinned").count() == 1


def test_a_list_has_ten_pins():
    category, moderator = CategoryFactory(), ModeratorFactory()
    threads = [TopicFactory(category=category, by=moderator).thread for _ in range(MOST_PINNED + 2)]
    for thread in threads[:MOST_PINNED]:
        pin_thread(thread=thread, by=moderator)

    with pytest.raises(TooManyPinned):
        pin_thread(thread=threads[-1], by=moderator)

    assert fresh(threads[-1]).pinned_at is None
    pin_thread(thread=threads[-1], everywhere=True, by=moderator)  # another list
    pin_thread(thread=TopicFactory().thread, by=moderator)
    unpin_thread(thread=threads[0], by=moderator)
    pin_thread(thread=threads[-2], by=moderator)


SUBRESOURCES = [
    ("closure", "closeThread", "reopenThread", "closed_at"),
    ("archival", "archiveThread", "unarchiveThread", "archived_at"),
    ("pin", "pinThread", "unpinThread", "pinned_at"),
]


def page(client, thread, noun, _verb, *, undo=False):
    return client.post(f"/threads/{thread.pk}/{noun}/", {"undo": "1"} if undo else {})


def rest(client, thread, noun, _verb, *, undo=False):
    method = client.delete if undo else client.put
    return method(f"/api/v1/threads/{thread.pk}/{noun}/", content_type="application/json")


def graphql(client, thread, _noun, verb, *, undo=False):
    call = f'{verb}(threadId: "{thread.pk}") {{ thread {{ closedAt archivedAt pinnedAt }} }}'
    body = {"query": f"mutation {{ discussions {{ {call} }} }}"}
    return client.post("/graphql/", body, content_type="application/json")


every_interface = pytest.mark.parametrize("interface", [page, rest, graphql])
every_state = pytest.mark.parametrize("words", SUBRESOURCES)


@every_interface
@every_state
def test_every_interface_enters_and_leaves_each_state(interface, words, as_):
    noun, verb, back, state = words
    thread, client = TopicFactory().thread, as_(ModeratorFactory())

    assert interface(client, thread, noun, verb).status_code < 400
    assert getattr(fresh(thread), state)
    assert interface(client, thread, noun, back, undo=True).status_code < 400
    assert getattr(fresh(thread), state) is None


@every_interface
@every_state
def test_no_interface_lets_a_member(interface, words, as_):
    noun, verb, _back, state = words
    thread = TopicFactory().thread

    response = interface(as_(thread.author), thread, noun, verb)

    assert response.status_code in {302, 403} or b'"denied"' in response.content
    assert getattr(fresh(thread), state) is None


def test_the_page_of_a_pin_keeps_what_was_typed(as_):
    thread, client = TopicFactory().thread, as_(ModeratorFactory())

    refused = client.post(f"/threads/{thread.pk}/pin/", {"until": "2001-01-01"})
    assert refused.status_code == 422
    assert b"2001-01-01" in refused.content
    unread = client.post(f"/threads/{thread.pk}/pin/", {"until": "soon"})
    assert b"Enter a date" in unread.content
    late = client.post(f"/threads/{thread.pk}/pin/", {"until": "9999-12-31"})
    assert b"Choose an earlier day" in late.content
    assert fresh(thread).pinned_at is None

    day = timezone.localdate() + timedelta(days=3)
    client.post(f"/threads/{thread.pk}/pin/", {"until": f"{day}", "everywhere": "on"})
    assert timezone.localdate(fresh(thread).pinned_until) == day + timedelta(days=1)
    assert fresh(thread).is_pinned_everywhere


@pytest.mark.parametrize("action", ["close", "archive", "pin"])
@pytest.mark.parametrize("where", ["forum/topic", "discussions/thread"])
def test_the_admin_acts(action, where, as_):
    noun = where.partition("/")[2] + "s"
    thread, client = TopicFactory().thread, as_(AdminFactory())
    back = {"close": "reopen", "archive": "unarchive", "pin": "unpin"}[action]
    state = {"close": "closed_at", "archive": "archived_at", "pin": "pinned_at"}[action]

    for name, entered in ((action, True), (back, False)):
        chosen = {"action": f"{name}_{noun}", "_selected_action": [thread.pk]}
        client.post(f"/admin/{where}/", chosen)
        assert bool(getattr(fresh(thread), state)) == entered


def test_the_page_says_the_state_where_the_reply_would_be(as_):
    topic = TopicFactory()
    closer = ModeratorFactory(username="keeper")
    url, member = topic.get_absolute_url(), as_(UserFactory())
    assert b"data-draft" in member.get(url).content

    close_thread(thread=topic.thread, by=closer)
    closed = member.get(url).content.decode()
    assert "Closed by <bdi>keeper</bdi>" in closed
    assert "No new replies." in closed
    assert "data-draft" not in closed
    assert "data-reply" not in closed
    assert "data-draft" in as_(closer).get(url).content.decode()
    refused = member.post(f"/threads/{topic.pk}/replies/", {"source": "long words"})
    assert refused.status_code == 403
    assert b"long words" in refused.content

    archive_thread(thread=topic.thread, by=closer)
    archived = as_().get(url).content.decode()
    assert "Read-only" in archived
    assert "data-like" not in archived
    assert "data-add" not in archived


def test_only_moderators_see_their_tools(as_):
    url = TopicFactory().get_absolute_url()

    assert b"/closure/" in as_(ModeratorFactory()).get(url).content
    assert b"/closure/" not in as_(UserFactory()).get(url).content


def test_a_reply_sent_twice_is_one(as_):
    thread, client = TopicFactory().thread, as_(UserFactory())
    url, sent = f"/threads/{thread.pk}/replies/", {"source": "Me first", "once": "token"}

    first, again = client.post(url, sent), client.post(url, sent)
    client.post(url, {**sent, "source": "Something else"})

    assert first.headers["Location"] == again.headers["Location"]
    assert fresh(thread).posts_count == 3
    headers = {"Idempotency-Key": "k"}
    api = f"/api/v1/threads/{thread.pk}/posts/"
    for _ in range(2):
        body = {"source": "By REST"}
        client.post(api, body, content_type="application/json", headers=headers)
    assert fresh(thread).posts_count == 4


UNREADABLE = ["9999-12-31T23:59:59-14:00", "9999-12-31T23:59:59", "0001-01-01T00:00:00+14:00"]


@pytest.mark.parametrize("until", UNREADABLE)
def test_a_pin_until_a_year_that_cannot_be_read_back_is_refused(until, as_):
    """The database keeps it, and every list with that topic would break from then on."""
    pk, client = TopicFactory().thread.pk, as_(ModeratorFactory())
    call = f'pinThread(threadId: {pk}, until: "{until}") {{ thread {{ id }} }}'
    query = {"query": f"mutation {{ discussions {{ {call} }} }}"}

    asked = client.post("/graphql/", query, content_type="application/json").json()
    rest = client.put(
        f"/api/v1/threads/{pk}/pin/", {"until": until}, content_type="application/json"
    )

    assert asked["errors"][0]["extensions"]["code"] in {"no_such_moment", "invalid"}
    assert rest.status_code in {409, 422}
    assert not told("pinned").exists()
    assert client.get("/").status_code == 200
