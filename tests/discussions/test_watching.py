"""How closely a member watches a thread, a category, a tag, and who is told of a new post."""

import pytest

from community.accounts.audiences.actions import form_audience
from community.accounts.models import Audience
from community.discussions.models import Tag, ThreadTag
from community.discussions.models.reading import Level, Reading, Reason, Watch
from community.discussions.reading.actions import UnknownLevel, mark_read, watch_place, watch_thread
from community.discussions.reading.watching import inherited, watchers
from community.events.models import EventRecord
from community.kernel.errors import Denied
from tests.factories import CategoryFactory, PostFactory, TopicFactory, UserFactory

pytestmark = pytest.mark.django_db
NAME = "discussions.watch.changed"


@pytest.fixture
def thread():
    return TopicFactory().thread


@pytest.fixture
def member():
    return UserFactory()


def told():
    return EventRecord.objects.filter(name=NAME).count()


def tagged(thread, name="frost"):
    tag = Tag.objects.create(name=name, folded_name=name)
    ThreadTag.objects.create(thread=thread, tag=tag)
    return tag


def thread_by_page(client, thread, level):
    return client.post(f"/threads/{thread.pk}/watch/", {"level": level})


def thread_by_rest(client, thread, level):
    url = f"/api/v1/threads/{thread.pk}/watch/"
    return client.put(url, {"level": level}, content_type="application/json")


def named(level):
    """As GraphQL calls it."""
    return Level(level).name if level in Level.values else level


def thread_by_graphql(client, thread, level):
    level = named(level)
    query = f"""mutation {{ discussions {{ watchThread(threadId: {thread.pk}, level: {level}) {{
        reading {{ level reason }} }} }} }}"""
    return client.post("/graphql/", {"query": query}, content_type="application/json")


THREAD_INTERFACES = [thread_by_page, thread_by_rest, thread_by_graphql]


@pytest.mark.parametrize("interface", THREAD_INTERFACES)
@pytest.mark.parametrize("level", [0, 1, 2, 3])
def test_every_interface_sets_a_threads_level_once(level, interface, thread, member, as_):
    client = as_(member)

    interface(client, thread, level)
    interface(client, thread, level)

    reading = Reading.objects.get(member=member)
    assert (reading.level, reading.reason) == (level, Reason.CHOSEN)
    assert told() == 1


@pytest.mark.parametrize("interface", THREAD_INTERFACES)
@pytest.mark.parametrize("level", [4, 9])
def test_levels_that_there_are_not_are_refused(level, interface, thread, member, as_):
    interface(as_(member), thread, level)

    assert not Reading.objects.filter(member=member).exists()
    assert told() == 0


@pytest.mark.parametrize("interface", THREAD_INTERFACES)
def test_visitors_and_strangers_choose_nothing(interface, as_):
    owner = UserFactory()
    team = form_audience(kind=Audience.Kind.SHARED, members=[owner], title="Team")
    thread = TopicFactory(category=CategoryFactory(audience=team), by=owner).thread

    for client in (as_(), as_(UserFactory())):
        interface(client, thread, 3)

    assert list(Reading.objects.values_list("member", flat=True)) == [owner.pk]
    assert told() == 0
    with pytest.raises(Denied):
        watch_thread(thread=thread, level=3, by=UserFactory())


def test_the_page_says_why(thread, member, as_):
    PostFactory(thread=thread, by=member)

    page = as_(member).get(thread.topic.get_absolute_url()).content.decode()

    assert "You are tracking this because you replied." in page
    assert '<option value="2" selected>Tracking</option>' in page


def test_to_htmx_the_control_comes_back(thread, member, as_):
    client = as_(member, headers={"HX-Request": "true"})

    page = thread_by_page(client, thread, 0).content.decode()

    assert '<option value="0" selected>Muted</option>' in page
    assert "<html" not in page


def place_by_page(client, kind, pk, level):
    return client.post(f"/watches/{kind}/{pk}/", {"level": "" if level is None else level})


def place_by_rest(client, kind, pk, level):
    url = f"/api/v1/watches/{kind}:{pk}/"
    return client.put(url, {"level": level}, content_type="application/json")


def place_by_graphql(client, kind, pk, level):
    told = "null" if level is None else named(level)
    query = f"""mutation {{ discussions {{ watchPlace(place: "{kind}:{pk}", level: {told}) {{
        watch {{ kind objectId level }} }} }} }}"""
    return client.post("/graphql/", {"query": query}, content_type="application/json")


PLACE_INTERFACES = [place_by_page, place_by_rest, place_by_graphql]


@pytest.mark.parametrize("interface", PLACE_INTERFACES)
@pytest.mark.parametrize("level", [0, 1, 2, 3, 4])
def test_every_interface_sets_and_forgets_a_places_level(level, interface, thread, member, as_):
    client = as_(member)
    tag = tagged(thread)

    for kind, pk in [("forum.category", thread.container_id), ("forum.tag", tag.pk)]:
        interface(client, kind, pk, level)
        interface(client, kind, pk, level)
        assert Watch.objects.get(member=member, kind=kind, object_id=pk).level == level
    assert told() == 2

    interface(client, "forum.tag", tag.pk, None)
    assert Watch.objects.get(member=member, kind="forum.tag").level is None
    assert told() == 3
    if interface is place_by_rest:
        assert len(client.get("/api/v1/watches/").json()["results"]) == 2


@pytest.mark.parametrize("interface", PLACE_INTERFACES)
@pytest.mark.parametrize("level", [5, 17])
def test_a_place_has_no_other_levels(level, interface, thread, member, as_):
    interface(as_(member), "forum.category", thread.container_id, level)

    assert not Watch.objects.exists()
    assert told() == 0


@pytest.mark.parametrize("interface", PLACE_INTERFACES)
def test_nobody_watches_what_they_may_not_see(interface, as_):
    team = form_audience(kind=Audience.Kind.SHARED, members=[], title="Team")
    hidden = CategoryFactory(audience=team)

    for client in (as_(), as_(UserFactory())):
        interface(client, "forum.category", hidden.pk, 3)
        interface(client, "forum.nothing", hidden.pk, 3)

    assert not Watch.objects.exists()
    assert told() == 0


def test_everything_cannot_be_watched(member):
    with pytest.raises(UnknownLevel):
        watch_place(kind="forum", object_id=0, level=3, by=member)


def test_the_higher_of_category_and_tag_holds(thread, member):
    tag = tagged(thread)
    watch_place(kind="forum.category", object_id=thread.container_id, level=2, by=member)
    watch_place(kind="forum.tag", object_id=tag.pk, level=3, by=member)
    assert inherited(thread, member) == (Level.WATCHING, Reason.TAG)

    watch_place(kind="forum.tag", object_id=tag.pk, level=0, by=member)
    assert inherited(thread, member) == (Level.TRACKING, Reason.CONTAINER)


def test_threads_follow_their_category_until_something_is_said_of_them(thread, member):
    other = TopicFactory(category=thread.topic.category).thread
    for one in (thread, other):
        mark_read(thread=one, upto=1, ms=0, by=member)
    watch_thread(thread=other, level=Level.NORMAL, by=member)

    watch_place(kind="forum.category", object_id=thread.container_id, level=3, by=member)

    levels = dict(Reading.objects.filter(member=member).values_list("thread", "level"))
    assert levels == {thread.pk: Level.WATCHING, other.pk: Level.NORMAL}

    watch_place(kind="forum.category", object_id=thread.container_id, level=None, by=member)
    levels = dict(Reading.objects.filter(member=member).values_list("thread", "level"))
    assert levels == {thread.pk: Level.NORMAL, other.pk: Level.NORMAL}


def test_those_are_told_who_watch_the_thread_or_its_places(thread):
    tag = tagged(thread)
    own, by_category, by_tag, first, tracking, but_muted, asleep = UserFactory.create_batch(7)
    watch_thread(thread=thread, level=3, by=own)
    watch_thread(thread=thread, level=2, by=tracking)
    category = {"kind": "forum.category", "object_id": thread.container_id}
    watch_place(**category, level=3, by=by_category)
    watch_place(kind="forum.tag", object_id=tag.pk, level=3, by=by_tag)
    watch_place(**category, level=4, by=first)
    watch_place(**category, level=3, by=but_muted)
    watch_thread(thread=thread, level=0, by=but_muted)
    watch_thread(thread=thread, level=3, by=asleep)
    asleep.is_active = False
    asleep.save()

    assert set(watchers(thread)) == {thread.author, own, by_category, by_tag}
    begun = set(watchers(thread, opens=True))
    assert first in begun
    assert tracking not in begun


def test_only_readers_are_told():
    owner, gone = UserFactory(), UserFactory()
    team = form_audience(kind=Audience.Kind.SHARED, members=[owner, gone], title="Team")
    thread = TopicFactory(category=CategoryFactory(audience=team), by=owner).thread
    watch_thread(thread=thread, level=3, by=gone)
    assert set(watchers(thread)) == {owner, gone}

    team.members.remove(gone)

    assert set(watchers(thread)) == {owner}


def watches_by_rest(client):
    return [(row["kind"], row["level"]) for row in client.get("/api/v1/watches/").json()["results"]]


def watches_by_graphql(client):
    query = "{ discussions { watches { kind level objectId readAt } } }"
    answer = client.post("/graphql/", {"query": query}, content_type="application/json").json()
    watches = answer["data"]["discussions"]["watches"]
    return [(row["kind"], Level[row["level"]]) for row in watches]


@pytest.mark.parametrize("interface", [watches_by_rest, watches_by_graphql])
def test_a_member_reads_what_they_watch_and_nobody_elses(interface, thread, as_):
    member = UserFactory()
    for who, level in (member, Level.MUTED), (UserFactory(), Level.WATCHING):
        watch_place(kind="forum.category", object_id=thread.container_id, level=level, by=who)

    assert interface(as_(member)) == [("forum.category", Level.MUTED)]


@pytest.mark.parametrize(
    ("call", "told"),
    [
        ("watchThread(threadId: {thread}, level: TRACKING) {{ reading {{ level reason }} }}",
         {"reading": {"level": "TRACKING", "reason": "CHOSEN"}}),
        ("watchPlace(place: {place}, level: WATCHING_FIRST) {{ watch {{ level }} }}",
         {"watch": {"level": "WATCHING_FIRST"}}),
        ("watchPlace(place: {place}, level: null) {{ watch {{ level }} }}",
         {"watch": {"level": None}}),
        ("watchThread(threadId: {thread}, level: 2) {{ reading {{ level }} }}", None),
        ("watchThread(threadId: {thread}, level: WATCHING_FIRST) {{ reading {{ level }} }}", None),
    ],
)  # fmt: skip
def test_graphql_calls_levels_and_reasons_by_their_names(call, told, thread, member, as_):
    place = f'"forum.category:{thread.container_id}"'
    call = call.format(thread=thread.pk, place=place)
    query = f"mutation {{ discussions {{ done: {call} }} }}"

    response = as_(member).post("/graphql/", {"query": query}, content_type="application/json")

    answer = response.json()
    if told is None:
        assert answer["errors"][0]["extensions"]["code"] == "bad_query"
        assert not Reading.objects.filter(member=member).exists()
    else:
        assert answer["data"]["discussions"]["done"] == told
