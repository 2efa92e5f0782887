"""What the pages cost and show, whatever their size."""

import re

import pytest

from community.accounts.audiences.actions import form_audience
from community.accounts.models import Audience
from community.discussions.lists.queries import ROWS
from community.discussions.models import Thread
from community.discussions.queries import PAGE
from community.discussions.tasks import write_views
from forum.actions import accept_answer
from forum.models import Category
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


@pytest.fixture
def category():
    return CategoryFactory()


def topics_in(category, count):
    author = UserFactory()
    return [TopicFactory(category=category, title=f"Topic {n}", by=author) for n in range(count)]


@pytest.mark.parametrize("rows", [3, 30])
def test_the_list_costs_the_same_at_any_size(rows, category, as_, django_assert_num_queries):
    for topic in topics_in(category, rows):
        PostFactory(thread=topic.thread)
    client = as_(UserFactory())

    # session, member, audiences, what is watched, pinned, topics, categories, what is read,
    # counts; then what the rows show: topics, tags, faces, people, pulses
    with django_assert_num_queries(14):
        response = client.get("/")
    with django_assert_num_queries(9):  # the rows are the same for all who see them
        again = client.get("/")

    for page in (response, again):
        assert page.content.count(b'<li class="row topic') == rows


@pytest.mark.parametrize("view", ["nested", "flat"])
@pytest.mark.parametrize("replies", [3, 30])
def test_a_topic_costs_the_same_at_any_size(
    replies, view, category, as_, django_assert_num_queries
):
    [topic] = topics_in(category, 1)
    post = None
    for n in range(replies):
        post = PostFactory(thread=topic.thread, parent=post if n % 3 else None)
    client, url = as_(UserFactory()), f"{topic.get_absolute_url()}?view={view}"

    # session, member, audiences, topic, permissions, the member's own (how far they read, and
    # their reactions), posts
    with django_assert_num_queries(7):
        response = client.get(url)
    with django_assert_num_queries(6):  # the posts are the same for all readers
        again = client.get(url)

    for page in (response, again):
        assert len(re.findall(rb"<article[^>]*\bid=\"p\d+\"", page.content)) == replies + 1


@pytest.mark.parametrize("viewer", [UserFactory, ModeratorFactory])
def test_what_open_pages_fetch_asks_for_nothing_that_it_does_not_show(
    viewer, category, as_, django_assert_num_queries
):
    [topic] = topics_in(category, 1)
    client, url = as_(viewer()), f"/threads/{topic.pk}/posts/"
    client.get(url)

    # session, member, audiences, thread, the member's own; no permissions
    with django_assert_num_queries(5):
        page = client.get(url)

    assert b'id="posts"' in page.content


@pytest.mark.parametrize("rows", [3, 30])
def test_rest_costs_the_same_at_any_size(rows, category, as_, django_assert_num_queries):
    topic, *_ = topics_in(category, rows)
    for _ in range(rows):
        PostFactory(thread=topic.thread)
    client = as_(UserFactory())

    # session, member, audiences, rows; what is the caller's own; of topics their opening posts.
    # Nobody has reacted to the posts, so nobody's reactions are asked for.
    costs = {"topics/": 6, "threads/": 5, f"threads/{topic.pk}/posts/": 5}
    for path, cost in costs.items():
        with django_assert_num_queries(cost):
            assert len(client.get(f"/api/v1/{path}").json()["results"]) >= rows


@pytest.mark.parametrize("rows", [3, 30])
def test_graphql_costs_the_same_at_any_size(rows, category, as_, django_assert_num_queries):
    for topic in topics_in(category, rows):
        accept_answer(post=PostFactory(thread=topic.thread), by=topic.thread.author)
    query = """{ forum { topics(first: 50) { nodes { url category { title }
        solution { author { username } viewerHasLiked }
        thread { author { username }
            posts(first: 2) { nodes { author { username } viewerHasLiked } } }
    } } } }"""
    client = as_(UserFactory())

    # session, member, audiences, topics, threads, categories, solutions, authors of three kinds,
    # posts, likes of two, what is watched
    with django_assert_num_queries(14):
        answer = client.post("/graphql/", {"query": query}, content_type="application/json").json()

    assert len(answer["data"]["forum"]["topics"]["nodes"]) == rows


def test_older_and_newer_pages_meet(category, as_):
    topics = topics_in(category, 2 * ROWS + 5)
    client = as_()
    shown, url, pages = [], "/", []
    while url:
        page = client.get(url).content.decode()
        pages.append(url)
        shown += re.findall(r">(Topic \d+)</a>", page)
        older = re.search(r'href="(\?page=[^"]+)"[^>]*>[^<]*Older', page)
        url = f"/{older[1]}" if older else None

    assert len(pages) == 3
    assert shown == [t.thread.title for t in reversed(topics)]
    assert "Newer" in client.get(pages[-1]).content.decode()


@pytest.mark.parametrize(
    "nonsense", ["x", "ZZZZ", "bnVsbA", "W10", "a" * 500, "WyJvbGRlciIsMSwyXQ"]
)
def test_a_cursor_that_cannot_be_read_is_as_none(nonsense, category, as_):
    topics_in(category, 1)

    assert b"Topic 0" in as_().get("/", {"page": nonsense}).content


def test_a_visitors_page_is_kept_until_something_happens(category, as_, django_assert_num_queries):
    [topic] = topics_in(category, 1)
    handled()
    url = topic.get_absolute_url()
    first = as_().get(url)

    with django_assert_num_queries(0):
        again = as_().get(url)
    assert again.content == first.content
    assert again.headers["X-Cache"] == "hit"

    PostFactory(thread=topic.thread, source="something new")
    handled()
    assert b"something new" in as_().get(url).content


def test_a_visitors_page_holds_nothing_of_anybody(category, as_):
    [topic] = topics_in(category, 1)
    for url in ("/", topic.get_absolute_url(), category.get_absolute_url()):
        page = as_().get(url)

        assert b"csrf" not in page.content.lower()
        assert not page.cookies


def test_what_the_cache_keeps_is_never_a_members(category, as_):
    [topic] = topics_in(category, 1)
    member = UserFactory(username="somebody")
    url = topic.get_absolute_url()

    assert b"somebody" in as_(member).get(url).content
    assert b"somebody" not in as_().get(url).content
    assert "X-Cache" not in as_(member).get(url).headers


def test_the_writer_sees_the_reply_before_any_bell_has_rung(category, as_):
    [topic] = topics_in(category, 1)
    client = as_(UserFactory())
    client.get(topic.get_absolute_url())

    response = client.post(
        f"/threads/{topic.pk}/replies/", {"source": "hot off the press"}, follow=True
    )

    assert b"hot off the press" in response.content


@pytest.mark.parametrize("view", ["nested", "flat"])
def test_a_permanent_link_leads_to_the_page_that_holds_the_post(view, category, as_):
    [topic] = topics_in(category, 1)
    for _ in range(PAGE + 5):
        last = PostFactory(thread=topic.thread)
    url = f"{topic.get_absolute_url()}{last.number}/?view={view}"

    response = as_().get(url, follow=True)

    assert f'id="p{last.number}"' in response.content.decode()
    assert f'id="p{last.number - 20}"' not in response.content.decode()
    assert response.redirect_chain[-1][0].endswith(f"#p{last.number}")


def test_names_in_the_head_of_a_topic_lead_to_their_pages(category, as_):
    topic = TopicFactory(category=category)
    answer = PostFactory(thread=topic.thread)
    accept_answer(post=answer, by=topic.thread.author)

    page = as_().get(topic.get_absolute_url()).content.decode()

    head = page.partition('<header class="topic-head">')[2].partition("</header>")[0]
    for person in (topic.thread.author, answer.author):
        assert f'href="/u/{person.username}/"' in head


def test_another_slug_leads_to_the_right_one(category, as_):
    [topic] = topics_in(category, 1)

    assert as_().get(f"/t/wrong/{topic.pk}/").headers["Location"] == topic.get_absolute_url()
    wrong = as_().get(f"/c/wrong/{category.pk}/")
    assert wrong.headers["Location"] == category.get_absolute_url()


def test_a_topic_without_letters_in_its_title_has_an_address(category, as_):
    topic = TopicFactory(category=category, title="???")

    assert as_().get(topic.get_absolute_url()).status_code == 200


def test_a_private_category_is_for_its_members(as_):
    member = UserFactory()
    private = form_audience(kind=Audience.Kind.SHARED, members=[member], title="Team")
    category = CategoryFactory(audience=private, title="Back room")
    TopicFactory(category=category, title="Behind the door", by=member)

    for client, sees in ((as_(), False), (as_(UserFactory()), False), (as_(member), True)):
        home = client.get("/").content
        assert (b"Behind the door" in home) == sees
        assert (b"Back room" in home) == sees
        assert client.get(category.get_absolute_url()).status_code == (200 if sees else 404)


def test_an_empty_forum_says_what_to_do(as_):
    assert b"/new-topic/" in as_(AdminFactory()).get("/").content


def test_views_are_counted_and_a_read_writes_no_row(category, as_):
    [topic] = topics_in(category, 1)
    for client in (as_(), as_(), as_(UserFactory())):
        client.get(topic.get_absolute_url())
    assert Thread.objects.get(pk=topic.pk).views_count == 0

    write_views()
    write_views()

    assert Thread.objects.get(pk=topic.pk).views_count == 3


@pytest.mark.parametrize("rows", [3, 30])
def test_rest_has_the_list_as_people_see_it(rows, category, as_, django_assert_num_queries):
    topics = topics_in(category, rows)
    TopicFactory(title="Elsewhere", category=CategoryFactory(slug="elsewhere"))
    PostFactory(thread=topics[0].thread)
    url, client = f"/api/v1/topics/latest/?category={category.slug}&limit=2", as_(UserFactory())

    # session, member, audiences, the category and those in it, what is watched, topics
    with django_assert_num_queries(9):
        first = client.get(url).json()
    second = client.get(url, {"cursor": first["older"], "category": category.slug}).json()

    assert [t["title"] for t in first["results"]] == ["Topic 0", f"Topic {rows - 1}"]
    assert "Elsewhere" not in {t["title"] for t in second["results"]}
    assert first["newer"] is None
    assert client.get("/api/v1/topics/latest/?limit=0").status_code == 422


def test_whoever_may_not_set_up_does_not_learn_what_is_private(as_):
    team = form_audience(kind=Audience.Kind.SHARED, members=[UserFactory()], title="Team")
    private, public = CategoryFactory(audience=team), CategoryFactory()
    client = as_(UserFactory())

    for interface in ("settings", "permissions", "removal"):
        send = client.get if interface == "settings" else client.post
        assert send(f"/c/x/{private.pk}/{interface}/").status_code == 404
        assert send(f"/c/x/{public.pk}/{interface}/").status_code in {302, 403}
    assert Category.objects.filter(pk__in=[private.pk, public.pk]).count() == 2


def test_a_new_text_begins_as_its_category_suggests_and_an_old_topic_does_not(as_):
    category = CategoryFactory(template="## What happened")
    topic = TopicFactory(category=category)
    client = as_(topic.thread.author)

    new = client.get(f"/new-topic/?category={category.pk}").content.decode()
    edited = client.get(f"/t/x/{topic.pk}/edit/")

    assert ">\n## What happened</textarea>" in new
    assert edited.status_code == 200
