"""The lists: what stands in each, in which order, for whom, and at what cost."""

import re
from datetime import timedelta
from itertools import product

import pytest
from django.utils import timezone

from community.accounts.audiences.actions import form_audience
from community.accounts.models import Audience
from community.discussions.actions import delete_post, like_post
from community.discussions.kinds import kind_named
from community.discussions.lists.orders import ORDERS
from community.discussions.lists.queries import ROWS, newer
from community.discussions.lists.scope import Scope, within
from community.discussions.models import PERIODS, Tag, Thread, ThreadTag
from community.discussions.ranking.actions import refresh_top
from community.discussions.reading.actions import (
    A_WHILE,
    mark_all_read,
    mark_read,
    watch_place,
    watch_thread,
)
from forum.actions import accept_answer
from forum.models import KIND, Category
from tests.factories import CategoryFactory, PostFactory, TopicFactory, UserFactory
from tests.handled import handled

pytestmark = pytest.mark.django_db
TOPICS = kind_named(KIND)

SHARED = [name for name, order in ORDERS.items() if not order.is_personal]
PERSONAL = [name for name, order in ORDERS.items() if order.is_personal]


@pytest.fixture
def category():
    return CategoryFactory()


@pytest.fixture
def member():
    return UserFactory()


def topics_in(category, count, **options):
    author = UserFactory()
    return [
        TopicFactory(category=category, title=f"Topic {n}", by=author, **options)
        for n in range(count)
    ]


def address(name, *, category=None, tag=None):
    base = category.get_absolute_url() if category else tag.get_absolute_url() if tag else "/"
    if name == "latest":
        return base
    return f"{base}l/{name}/" if category or tag else f"/{name}/"


def shown(page):
    return re.findall(r'<h3>.*?dir="auto">([^<]*)</a></h3>', page.content.decode())


def tagged(topic, name):
    tag, _ = Tag.objects.get_or_create(name=name, folded_name=name)
    ThreadTag.objects.create(thread=topic.thread, tag=tag)
    return tag


def change(topic, **columns):
    Thread.objects.filter(pk=topic.pk).update(**columns)


# -- what stands where -------------------------------------------------------------------------
def by_page(client, name, **narrow):
    return shown(client.get(address(name, **narrow)))


def words(category=None, tag=None):
    asked = {"category": category and category.slug, "tag": tag and tag.name}
    return {key: word for key, word in asked.items() if word}


def by_rest(client, name, **narrow):
    answer = client.get(f"/api/v1/topics/{name}/", words(**narrow)).json()
    return [topic["title"] for topic in answer["results"]]


def by_graphql(client, name, **narrow):
    told = {"list": name.upper().replace("-", "_"), **words(**narrow)}
    query = """query ($list: TopicList, $category: String, $tag: String) { forum {
        topics(list: $list, category: $category, tag: $tag) { nodes { thread { title } } } } }"""
    body = {"query": query, "variables": told}
    answer = client.post("/graphql/", body, content_type="application/json").json()
    return [topic["thread"]["title"] for topic in answer["data"]["forum"]["topics"]["nodes"]]


INTERFACES = [by_page, by_rest, by_graphql]


@pytest.mark.parametrize("interface", INTERFACES)
def test_each_list_holds_its_own(interface, category, member, as_):
    quiet, solved, busy, followed = topics_in(category, 4)
    answer = PostFactory(thread=solved.thread)
    accept_answer(post=answer, by=solved.thread.author)
    for _ in range(3):
        PostFactory(thread=busy.thread)
    like_post(post=busy.thread.posts.get(number=1), by=UserFactory())
    mark_read(thread=followed.thread, upto=1, ms=A_WHILE, by=member)
    PostFactory(thread=followed.thread)
    mark_read(thread=quiet.thread, upto=1, ms=0, by=member)
    member.date_joined = timezone.now() - timedelta(days=9)
    member.save()
    handled()
    refresh_top(period="month")
    client = as_(member)

    assert interface(client, "latest") == ["Topic 3", "Topic 2", "Topic 1", "Topic 0"]
    assert set(interface(client, "hot")[:2]) == {"Topic 1", "Topic 2"}
    assert interface(client, "top")[0] == "Topic 2"
    assert interface(client, "new") == ["Topic 2", "Topic 1"]
    assert interface(client, "unread") == ["Topic 3"]
    assert interface(client, "unanswered") == ["Topic 0"]
    assert interface(client, "needs-solution") == ["Topic 3", "Topic 2", "Topic 0"]
    assert interface(client, "following") == ["Topic 3"]


@pytest.mark.parametrize("interface", INTERFACES)
@pytest.mark.parametrize("name", ["latest", "hot", "unanswered", "needs-solution"])
def test_a_category_holds_those_in_it_and_a_tag_its_own(name, interface, category, as_):
    inside = CategoryFactory()
    deeper = CategoryFactory()
    Category.objects.filter(pk=inside.pk).update(parent=category, depth=2)
    Category.objects.filter(pk=deeper.pk).update(parent=inside, depth=3)
    for place, title in [(category, "Above"), (inside, "Inside"), (deeper, "Deeper")]:
        TopicFactory(category=place, title=title)
    other = TopicFactory(title="Elsewhere")
    tag = tagged(other, "frost")
    handled()

    assert set(interface(as_(), name, category=category)) == {"Above", "Inside", "Deeper"}
    assert set(interface(as_(), name, category=inside)) == {"Inside", "Deeper"}
    assert interface(as_(), name, tag=tag) == ["Elsewhere"]


def test_the_tree_below_a_category():
    parents = {1: None, 2: 1, 3: 2, 4: 1, 5: None}

    assert sorted(within(1, parents)) == [1, 2, 3, 4]
    assert within(3, parents) == [3]


@pytest.mark.parametrize("interface", [by_rest, by_graphql])
def test_an_unknown_place_is_an_empty_list(interface, as_):
    TopicFactory()

    assert interface(as_(), "latest", category=Category(slug="nowhere")) == []
    assert interface(as_(), "latest", tag=Tag(name="nothing")) == []


@pytest.mark.parametrize("name", PERSONAL)
def test_what_is_ones_own_asks_to_sign_in(name, category, as_):
    client = as_()
    for url in (address(name), address(name, category=category)):
        assert client.get(url).headers["Location"].startswith("/accounts/login/?next=")
    assert client.get(f"/api/v1/topics/{name}/").status_code in {401, 403}
    query = f"{{ forum {{ topics(list: {name.upper()}) {{ pageInfo {{ hasNextPage }} }} }} }}"
    answer = client.post("/graphql/", {"query": query}, content_type="application/json").json()
    assert answer["errors"][0]["extensions"]["code"] == "not_signed_in"


def test_addresses_that_there_are_not(category, as_):
    for url in ("/tag/nothing/", f"{category.get_absolute_url()}l/nonsense/", "/newer/?after=x"):
        assert as_().get(url).status_code == 404


def test_a_synonym_and_another_spelling_lead_to_the_tag(as_):
    tag = tagged(TopicFactory(), "frost")
    Tag.objects.create(name="rime", folded_name="rime", synonym_of=tag)

    assert as_().get("/tag/rime/").headers["Location"] == "/tag/frost/"
    assert as_().get("/tag/FROST/l/hot/").headers["Location"] == "/tag/frost/l/hot/"


def test_each_tags_page_has_its_own_feed_beside_the_list(category, as_):
    for name in ("frost", "hail"):
        tagged(TopicFactory(category=category), name)

    for own, other in (("frost", "hail"), ("hail", "frost")):
        page = as_().get(f"/tag/{own}/").content.decode()
        assert f'href="/tag/{own}.atom" type="application/atom+xml">Tag feed' in page
        assert f"/tag/{other}.atom" not in page


def test_nobody_lists_what_they_may_not_read(as_):
    owner = UserFactory()
    team = form_audience(kind=Audience.Kind.SHARED, members=[owner], title="Team")
    hidden = TopicFactory(category=CategoryFactory(audience=team), title="Hidden", by=owner)
    tag = tagged(hidden, "frost")
    handled()
    refresh_top(period="month")

    for name in ORDERS:
        for narrow in ({}, {"tag": tag}):
            assert "Hidden" not in by_page(as_(UserFactory()), name, **narrow)
    assert "Hidden" in by_page(as_(owner), "latest", tag=tag)


@pytest.mark.parametrize("period", PERIODS)
def test_the_best_are_of_the_time_that_was_asked_for(period, category, as_):
    _recent, older = topics_in(category, 2)
    change(older, created_at=timezone.now() - timedelta(days=400))
    for one in PERIODS:
        refresh_top(period=one)

    expected = {"Topic 0", "Topic 1"} if period == "all" else {"Topic 0"}
    assert set(shown(as_().get("/top/", {"period": period}))) == expected
    rest = as_().get("/api/v1/topics/top/", {"period": period}).json()["results"]
    assert {topic["title"] for topic in rest} == expected
    assert as_().get("/top/", {"period": "nonsense"}).status_code == 200
    assert as_().get("/api/v1/topics/top/?period=nonsense").status_code == 422
    misspelt = as_().get("/api/v1/topics/top/?perid=week").json()
    assert misspelt["fields"] == {"perid": ["Unknown query parameter. Did you mean period?"]}


def test_rest_lists_tell_a_broken_cursor_and_only_what_was_asked_for(as_):
    TopicFactory()

    broken = as_().get("/api/v1/topics/latest/?cursor=broken")
    less = as_().get("/api/v1/topics/latest/?fields=id,title")
    unknown = as_().get("/api/v1/topics/latest/?fields=colour")

    assert (broken.status_code, list(broken.json()["fields"])) == (422, ["cursor"])
    assert [set(row) for row in less.json()["results"]] == [{"id", "title"}]
    assert "older" in less.json()
    assert (unknown.status_code, list(unknown.json()["fields"])) == (422, ["fields"])


# -- pinned, muted, new, unread -----------------------------------------------------------------
def test_pinned_topics_stand_first_and_once(category, as_):
    topics = topics_in(category, ROWS + 5)
    now = timezone.now()
    change(topics[0], pinned_at=now)
    change(topics[1], pinned_at=now, is_pinned_everywhere=True)
    change(topics[2], pinned_at=now, pinned_until=now - timedelta(hours=1))

    home = as_().get("/")
    place = as_().get(category.get_absolute_url())

    assert shown(home)[0] == "Topic 1"
    assert set(shown(place)[:2]) == {"Topic 0", "Topic 1"}
    assert 'aria-label="Pinned"' in home.content.decode()
    older = re.search(r'href="(\?page=[^"]+)" rel="next"', place.content.decode())[1]
    second = shown(as_().get(category.get_absolute_url() + older))
    assert not {"Topic 0", "Topic 1"} & set(second)
    assert "Topic 2" in second
    assert len(set(shown(place) + second)) == ROWS + 5


@pytest.mark.parametrize("name", ["latest", "hot", "unanswered", "needs-solution"])
def test_what_is_muted_leaves_the_lists_of_that_member(name, category, member, as_):
    muted, *_kept = topics_in(category, 3)
    elsewhere = TopicFactory(title="Elsewhere")
    tag = tagged(TopicFactory(title="Tagged"), "frost")
    watch_thread(thread=muted.thread, level=0, by=member)
    watch_place(kind="forum.tag", object_id=tag.pk, level=0, by=member)
    watch_place(kind="forum.category", object_id=elsewhere.category_id, level=0, by=member)
    handled()

    assert set(by_page(as_(member), name)) == {"Topic 1", "Topic 2"}
    assert len(by_page(as_(UserFactory()), name)) == 5
    assert by_page(as_(member), name, category=elsewhere.category) == ["Elsewhere"]
    assert by_page(as_(member), name, tag=tag) == ["Tagged"]

    watch_thread(thread=elsewhere.thread, level=2, by=member)
    assert "Elsewhere" in by_page(as_(member), name)


def test_new_is_what_came_since_one_joined_and_was_not_opened_or_dismissed(category, as_):
    [early] = topics_in(category, 1)
    change(early, created_at=timezone.now() - timedelta(minutes=1))
    member = UserFactory()
    first, _second = (TopicFactory(category=category, title=t) for t in ("First", "Second"))
    assert by_page(as_(member), "new") == ["Second", "First"]

    mark_read(thread=first.thread, upto=1, ms=0, by=member)
    assert by_page(as_(member), "new") == ["Second"]

    mark_all_read(kind="forum.category", object_id=category.pk, by=member)
    assert by_page(as_(member), "new") == []
    TopicFactory(title="Elsewhere")
    assert by_page(as_(member), "new") == ["Elsewhere"]
    mark_all_read(kind="forum", object_id=0, by=member)
    assert by_page(as_(member), "new") == []


def test_what_waits_is_counted_at_every_interface(category, as_):
    followed, *_others = topics_in(category, 3)
    member = UserFactory()
    member.date_joined = timezone.now() - timedelta(days=9)
    member.save()
    mark_read(thread=followed.thread, upto=1, ms=A_WHILE, by=member)
    PostFactory(thread=followed.thread)
    client = as_(member)

    page = client.get("/").context["counts"]
    rest = client.get("/api/v1/topics/counts/").json()
    query = {"query": "{ forum { counts { unread new } } }"}
    graphql = client.post("/graphql/", query, content_type="application/json").json()

    assert page == rest == graphql["data"]["forum"]["counts"] == {"unread": 1, "new": 2}
    assert as_().get("/api/v1/topics/counts/").status_code == 401
    refused = as_().post("/graphql/", query, content_type="application/json").json()
    assert refused["errors"][0]["extensions"]["code"] == "not_signed_in"


def test_rows_say_what_is_unread_new_and_read(category, as_):
    unread, quiet, plain = topics_in(category, 3)
    member = UserFactory()
    TopicFactory(category=category, title="Fresh")
    for topic, ms in [(unread, A_WHILE), (quiet, 0), (plain, 0)]:
        mark_read(thread=topic.thread, upto=1, ms=ms, by=member)
    for topic in (unread, unread, plain):
        PostFactory(thread=topic.thread)

    page = as_(member).get("/").content.decode()
    found = re.findall(
        r'<li class="row topic([^"]*)">.*?dir="auto">([^<]*)</a>.*?class="n">.*?</span></span>'
        r"\s*(.*?)</div>",
        page,
        re.DOTALL,
    )
    rows = {title: (classes, news) for classes, title, news in found}

    link = f'<a class="fresh" href="/t/-/{unread.pk}/2/">2 new</a>'
    assert rows["Topic 0"] == (" is-unread", link)
    assert rows["Topic 1"] == (" is-quiet", "")
    assert rows["Topic 2"] == ("", "")
    assert rows["Fresh"] == (" is-unread", '<span class="fresh">new</span>')
    assert as_(member).get(f"/t/-/{unread.pk}/2/").headers["Location"].endswith("#p2")
    visitor = as_().get("/").content.decode()
    assert "is-unread" not in visitor
    assert "<!--" not in visitor


def test_what_was_deleted_is_not_counted_as_unread(category, member, as_):
    gone, some = topics_in(category, 2)
    for topic in (gone, some):
        mark_read(thread=topic.thread, upto=1, ms=A_WHILE, by=member)
        for post in [PostFactory(thread=topic.thread) for _ in range(3)]:
            delete_post(post=post, by=post.author)
    PostFactory(thread=some.thread)
    client, query = (
        as_(member),
        "{{ discussions {{ thread(id: {}) {{ viewerReading {{ unreadCount }} }} }} }}",
    )

    page = client.get("/").content.decode()
    answers = [client.get(f"/api/v1/threads/{topic.pk}/").json() for topic in (gone, some)]
    graphql = [
        client.post("/graphql/", {"query": query.format(topic.pk)}, "application/json").json()
        for topic in (gone, some)
    ]
    reading = client.get(f"/api/v1/threads/{some.pk}/reading/").json()

    assert re.findall(r">(\d+) new</a>", page) == ["1"]
    assert [row.pk for row in ORDERS["unread"].rows(Scope(kind=TOPICS, viewer=member))] == [some.pk]
    assert client.get("/").context["counts"]["unread"] == 1
    assert [answer["viewer_reading"]["unread_count"] for answer in answers] == [0, 1]
    threads = [answer["data"]["discussions"]["thread"] for answer in graphql]
    assert [thread["viewerReading"]["unreadCount"] for thread in threads] == [0, 1]
    assert reading["unread_count"] == 1
    assert client.get(gone.get_absolute_url()).context["unread_from"] is None
    assert client.get(some.get_absolute_url()).context["unread_from"] == 5


def test_tabs_count_what_is_unread_and_new(category, member, as_):
    for topic in topics_in(category, 3):
        mark_read(thread=topic.thread, upto=1, ms=A_WHILE, by=member)
        PostFactory(thread=topic.thread)
    TopicFactory(category=category)

    page = as_(member).get("/hot/").content.decode()

    assert 'Unread <span class="new">3</span>' in page
    assert 'New <span class="new">1</span>' in page
    assert "Unread" not in as_().get("/hot/").content.decode()


@pytest.mark.parametrize("name", ORDERS)
def test_an_empty_list_says_what_to_do(name, member, as_):
    page = as_(member).get(address(name)).content.decode()

    assert ORDERS[name].empty_of(TOPICS)[0] in page
    assert ORDERS[name].empty_of(TOPICS)[1].split("'")[0] in page


def test_rows_show_tags_faces_flags_and_a_pulse(category, as_):
    [topic] = topics_in(category, 1)
    for name in ("alps", "frost", "gear", "wind"):
        tagged(topic, name)
    for n in range(4):
        last = PostFactory(thread=topic.thread, by=UserFactory(username=f"Zoe{n}"))
    accept_answer(post=last, by=topic.thread.author)
    change(topic, closed_at=timezone.now())

    page = as_().get("/").content.decode()

    assert page.count('class="tag"') == 3
    assert page.count('<span class="avatar') == 3
    assert 'aria-label="Solved"' in page
    assert 'aria-label="Closed"' in page
    assert re.search(r"Solved by <a [^>]+><bdi>Zoe3</bdi></a>", page)
    assert re.search(r'<rect class="last" x="66" y="0" width="4" height="20"', page)


def test_how_many_are_newer_than_the_first_shown(category, member, as_):
    topics_in(category, 2)
    page = as_(member).get("/").content.decode()
    url = re.search(r'data-newer="([^"]+)"', page)[1].replace("&amp;", "&")
    assert as_(member).get(url).json() == {"count": 0}

    TopicFactory(category=category)
    PostFactory(thread=TopicFactory().thread)
    place = f"{url}&category={category.pk}"

    assert as_(member).get(url).json() == {"count": 2}
    assert as_(member).get(place).json() == {"count": 1}
    assert newer(Scope(kind=TOPICS, viewer=member), timezone.now()) == 0


# -- cost --------------------------------------------------------------------------------------
@pytest.mark.parametrize("rows", [3, 30])
def test_every_list_costs_the_same_at_any_size(rows, category, as_, django_assert_num_queries):
    member = UserFactory()
    for topic in topics_in(category, rows):
        tagged(topic, f"tag{rows}")
        PostFactory(thread=topic.thread, by=member)
        PostFactory(thread=topic.thread)
    handled()
    refresh_top(period="month")
    tag = Tag.objects.get(name=f"tag{rows}")
    client = as_(member)

    for name, narrow in product(ORDERS, ({}, {"category": category}, {"tag": tag})):
        client.get(address(name, **narrow))
        pinned = name == "latest" and "tag" not in narrow
        found = 1 if narrow else 0
        # session, member, audiences, watches, rows, categories, marks, counts
        with django_assert_num_queries(8 + pinned + found - _no_rows(name)):
            page = client.get(address(name, **narrow))
        assert len(shown(page)) == (0 if _no_rows(name) else rows)


def _no_rows(name):
    return name in {"new", "unanswered"}


@pytest.mark.parametrize("name", SHARED)
def test_visitors_pages_are_kept_for_each_page_and_time(
    name, category, as_, django_assert_num_queries
):
    tag = tagged(topics_in(category, 2)[0], "frost")
    handled()

    for narrow in ({}, {"category": category}, {"tag": tag}):
        for query in ({}, {"period": "week"}):
            first = as_().get(address(name, **narrow), query)
            with django_assert_num_queries(0):
                again = as_().get(address(name, **narrow), query)
            assert again.content == first.content
            assert b"csrf" not in again.content.lower()
