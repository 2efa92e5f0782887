"""How far a member has read: one number a thread, through every interface."""

import pytest

from community.accounts.audiences.actions import form_audience
from community.accounts.models import Audience
from community.discussions.actions import delete_post
from community.discussions.models import Thread
from community.discussions.models.reading import Level, Reading, Reason, Watch
from community.discussions.reading import actions
from community.discussions.reading.actions import (
    A_WHILE,
    LONGEST,
    NotReadWhole,
    mark_all_read,
    mark_read,
    watch_place,
)
from community.events.models import EventRecord
from community.kernel.errors import Denied
from tests.factories import CategoryFactory, PostFactory, TopicFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def thread():
    thread = TopicFactory().thread
    for _ in range(4):
        PostFactory(thread=thread)
    return thread


def mine(thread, member):
    return Reading.objects.filter(thread=thread, member=member).first()


def by_page(client, thread, upto, ms):
    return client.post(f"/threads/{thread.pk}/reading/", {"upto": upto, "ms": ms})


def by_rest(client, thread, upto, ms):
    told = {"upto": upto, "ms": ms}
    url = f"/api/v1/threads/{thread.pk}/reading/"
    return client.put(url, told, content_type="application/json")


def by_graphql(client, thread, upto, ms):
    asked = f"threadId: {thread.pk}, upto: {upto}, ms: {ms}"
    query = f"""mutation {{ discussions {{ markRead({asked}) {{
        reading {{ lastReadNumber level reason }} }} }} }}"""
    return client.post("/graphql/", {"query": query}, content_type="application/json")


INTERFACES = [by_page, by_rest, by_graphql]


@pytest.mark.parametrize("interface", INTERFACES)
def test_every_interface_remembers_how_far(interface, thread, as_):
    member = UserFactory()

    response = interface(as_(member), thread, 3, 4000)

    assert response.status_code in {200, 204}
    reading = mine(thread, member)
    assert (reading.last_read_number, reading.read_ms) == (3, 4000)
    assert (reading.level, reading.reason) == (Level.NORMAL, Reason.NONE)


@pytest.mark.parametrize("interface", INTERFACES)
def test_a_visitor_leaves_no_mark(interface, thread, as_):
    before = Reading.objects.count()

    interface(as_(), thread, 3, 4000)

    assert Reading.objects.count() == before


@pytest.mark.parametrize("interface", INTERFACES)
def test_what_one_may_not_read_takes_no_mark(interface, as_):
    team = form_audience(kind=Audience.Kind.SHARED, members=[], title="Team")
    member = UserFactory()
    owner = UserFactory()
    team.members.add(owner)
    thread = TopicFactory(category=CategoryFactory(audience=team), by=owner).thread

    interface(as_(member), thread, 1, 1000)

    assert mine(thread, member) is None
    with pytest.raises(Denied):
        mark_read(thread=thread, upto=1, ms=1, by=member)


def test_it_never_goes_back_nor_beyond_the_last_post(thread):
    member = UserFactory()

    for upto, read in [(2, 2), (1, 2), (99, 5), (-4, 5)]:
        assert mark_read(thread=thread, upto=upto, ms=0, by=member).last_read_number == read
    assert Reading.objects.filter(member=member).count() == 1


def test_time_adds_up_to_a_day_at_most(thread):
    member = UserFactory()
    mark_read(thread=thread, upto=1, ms=10**12, by=member)
    assert mine(thread, member).read_ms == actions.A_VISIT

    Reading.objects.filter(member=member).update(read_ms=LONGEST - 5)
    mark_read(thread=thread, upto=1, ms=1000, by=member)

    assert mine(thread, member).read_ms == LONGEST


def test_reading_costs_the_same_however_many_have_read(thread, django_assert_num_queries):
    member = UserFactory()
    mark_read(thread=thread, upto=1, ms=0, by=member)

    member.shared_audience_ids  # noqa: B018 - a request asked for them before
    # savepoint, thread, whether there is a row, notifications, mark, release
    with django_assert_num_queries(6):
        mark_read(thread=thread, upto=2, ms=0, by=member)


def test_reading_tells_nobody(thread):
    member = UserFactory()
    before = EventRecord.objects.count()

    mark_read(thread=thread, upto=2, ms=0, by=member)

    assert EventRecord.objects.count() == before


@pytest.mark.django_db(transaction=True)
def test_two_tabs_at_once_are_one_row(in_threads):
    thread, member = PostFactory().thread, UserFactory()

    def read():
        return mark_read(thread=thread, upto=2, ms=1000, by=member)

    in_threads([read] * 6)

    reading = Reading.objects.get(member=member)
    assert (reading.last_read_number, reading.read_ms) == (2, 6000)


def test_who_begins_watches_and_has_read_it(thread):
    reading = mine(thread, thread.author)

    assert (reading.level, reading.reason) == (Level.WATCHING, Reason.STARTED)
    assert reading.last_read_number == 1


def test_who_replies_tracks_and_has_read_to_there(thread):
    member = UserFactory()

    post = PostFactory(thread=thread, by=member)

    reading = mine(thread, member)
    assert (reading.level, reading.reason) == (Level.TRACKING, Reason.REPLIED)
    assert reading.last_read_number == post.number


def test_the_author_who_replies_goes_on_watching(thread):
    PostFactory(thread=thread, by=thread.author)

    reading = mine(thread, thread.author)
    assert (reading.level, reading.reason) == (Level.WATCHING, Reason.STARTED)


@pytest.mark.parametrize("visits", [[A_WHILE], [A_WHILE // 2, A_WHILE // 2]])
def test_who_reads_for_a_while_tracks(visits, thread):
    member = UserFactory()
    mark_read(thread=thread, upto=1, ms=0, by=member)
    assert mine(thread, member).level == Level.NORMAL

    for ms in visits:
        mark_read(thread=thread, upto=1, ms=ms, by=member)

    reading = mine(thread, member)
    assert (reading.level, reading.reason) == (Level.TRACKING, Reason.READ)


@pytest.mark.parametrize("level", [Level.MUTED, Level.NORMAL, Level.WATCHING])
def test_no_rule_changes_what_was_chosen(level, thread):
    member = UserFactory()
    actions.watch_thread(thread=thread, level=level, by=member)

    mark_read(thread=thread, upto=1, ms=A_WHILE, by=member)
    PostFactory(thread=thread, by=member)

    reading = mine(thread, member)
    assert (reading.level, reading.reason) == (level, Reason.CHOSEN)
    assert reading.last_read_number == thread.highest_number + 5


def all_by_page(client, kind, pk):
    return client.post(f"/watches/{kind}/{pk}/reading/")


def all_by_rest(client, kind, pk):
    return client.put(f"/api/v1/watches/{kind}:{pk}/reading/")


def all_by_graphql(client, kind, pk):
    query = f'mutation {{ discussions {{ markAllRead(place: "{kind}:{pk}") {{ ok }} }} }}'
    return client.post("/graphql/", {"query": query}, content_type="application/json")


ALL_INTERFACES = [all_by_page, all_by_rest, all_by_graphql]


@pytest.mark.parametrize("interface", ALL_INTERFACES)
def test_every_interface_marks_all_read(interface, thread, as_):
    member, other = UserFactory(), TopicFactory().thread
    mark_read(thread=thread, upto=1, ms=A_WHILE, by=member)
    mark_read(thread=other, upto=1, ms=0, by=member)

    interface(as_(member), "forum", 0)

    watch = Watch.objects.get(member=member)
    assert (watch.kind, watch.object_id, watch.level) == ("forum", 0, None)
    assert watch.read_at
    kept = Reading.objects.filter(member=member).order_by("pk")  # what was opened, to its end
    ends = [Thread.objects.get(pk=one.pk).highest_number for one in (thread, other)]
    assert list(kept.values_list("thread", "last_read_number", "level")) == [
        (thread.pk, ends[0], Level.TRACKING),
        (other.pk, ends[1], Level.NORMAL),
    ]


@pytest.mark.parametrize("interface", ALL_INTERFACES)
@pytest.mark.parametrize("kind", ["forum.category", "forum.nothing"])
def test_a_place_that_one_may_not_see_is_not_there(kind, interface, as_):
    team = form_audience(kind=Audience.Kind.SHARED, members=[], title="Team")
    hidden = CategoryFactory(audience=team)

    interface(as_(UserFactory()), kind, hidden.pk)

    assert not Watch.objects.exists()
    with pytest.raises(Denied):
        mark_all_read(kind=kind, object_id=hidden.pk, by=UserFactory())


@pytest.mark.parametrize("interface", ALL_INTERFACES)
def test_a_tag_is_not_read_whole_and_nothing_is_forgotten(interface, as_):
    member, topic = UserFactory(), TopicFactory(tags=["pairing"], by=UserFactory(trust_level=3))
    mark_read(thread=topic.thread, upto=1, ms=0, by=member)

    interface(as_(member), "forum.tag", topic.tags.get().pk)

    assert not Watch.objects.exists()
    assert mine(topic.thread, member).last_read_number == 1
    with pytest.raises(NotReadWhole):
        mark_all_read(kind="forum.tag", object_id=topic.tags.get().pk, by=member)


def test_removed_posts_keep_nobody_from_the_end(thread):
    member, posts = UserFactory(), list(thread.posts.order_by("number"))
    for post in posts[2], posts[4]:
        delete_post(post=post, by=post.author)

    assert mark_read(thread=thread, upto=1, ms=0, by=member).last_read_number == 1
    assert mark_read(thread=thread, upto=2, ms=0, by=member).last_read_number == 3
    assert mark_read(thread=thread, upto=4, ms=0, by=member).last_read_number == 5


def test_a_category_is_read_alone(thread):
    member, other = UserFactory(), TopicFactory().thread
    mark_read(thread=thread, upto=1, ms=A_WHILE, by=member)
    mark_read(thread=other, upto=0, ms=A_WHILE, by=member)

    mark_all_read(kind="forum.category", object_id=thread.container_id, by=member)

    assert mine(thread, member).last_read_number == 5
    assert mine(other, member).last_read_number == 0


def test_what_a_category_says_comes_with_the_first_visit(thread):
    member = UserFactory()
    watch_place(
        kind="forum.category", object_id=thread.container_id, level=Level.WATCHING, by=member
    )

    reading = mark_read(thread=thread, upto=1, ms=0, by=member)

    assert (reading.level, reading.reason) == (Level.WATCHING, Reason.CONTAINER)
