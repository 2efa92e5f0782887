"""What search engines are shown of the place, and what a page says of its address."""

import re
import xml.etree.ElementTree as ET

import pytest

from community.accounts.audiences.actions import form_audience
from community.accounts.models import Audience
from community.discussions import sitemaps
from community.discussions.actions import delete_thread
from community.discussions.models import Tag, ThreadTag
from community.discussions.queries import PAGE
from tests.factories import (
    CategoryFactory,
    ModeratorFactory,
    PostFactory,
    TopicFactory,
    UserFactory,
)
from tests.handled import handled

pytestmark = pytest.mark.django_db
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def addresses(answer):
    assert answer.headers["Content-Type"] == "application/xml; charset=utf-8"
    return [loc.text for loc in ET.fromstring(answer.content).iter(f"{MAP}loc")]


def path(address):
    return address.removeprefix("http://testserver")


def test_the_index_leads_to_every_public_topic_once(as_, monkeypatch):
    monkeypatch.setattr(sitemaps, "SHARD", 3)
    category = CategoryFactory()
    topics = [TopicFactory(category=category) for _ in range(8)]

    shards = addresses(as_().get("/sitemap.xml"))
    found = [
        path(address)
        for shard in shards
        if "topics" in shard
        for address in addresses(as_().get(path(shard)))
    ]

    assert len(shards) > 3
    assert sorted(found) == sorted(topic.get_absolute_url() for topic in topics)


def test_a_shard_is_a_range_of_ids_so_a_new_topic_changes_one_only(as_, monkeypatch):
    monkeypatch.setattr(sitemaps, "SHARD", 1)
    first = TopicFactory()
    url = f"/sitemap-topics-{first.pk}.xml"
    before = as_().get(url).content

    TopicFactory(category=first.category)

    assert as_().get(url).content == before
    assert b"<lastmod>" in before
    assert as_().get(url).headers["Last-Modified"]


def test_only_what_is_public_and_there_is_on_the_map(as_):
    member = UserFactory()
    team = form_audience(kind=Audience.Kind.SHARED, members=[member], title="Team")
    private = CategoryFactory(audience=team, slug="back-room")
    hidden = TopicFactory(category=private, title="Behind the door", by=member)
    removed = TopicFactory(title="Thrown out")
    delete_thread(thread=removed.thread, by=ModeratorFactory())
    shown = TopicFactory(title="In the open")
    for topic, name in ((hidden, "secret"), (removed, "gone"), (shown, "open")):
        tag = Tag.objects.create(name=name, folded_name=name)
        ThreadTag.objects.create(thread=topic.thread, tag=tag)

    for client in (as_(), as_(member)):
        topics = b"".join(
            client.get(path(shard)).content for shard in addresses(client.get("/sitemap.xml"))
        )
        for word in (b"behind-the-door", b"thrown-out", b"back-room", b"secret", b"gone"):
            assert word not in topics
        assert b"in-the-open" in topics
        assert b"/tag/open/" in topics
        assert shown.category.slug.encode() in topics


@pytest.mark.parametrize("rows", [3, 30])
def test_the_map_costs_the_same_at_any_size(rows, as_, django_assert_num_queries):
    category = CategoryFactory()
    topics = [TopicFactory(category=category) for _ in range(rows)]
    shard = topics[0].pk // sitemaps.SHARD

    for url, cost in (("sitemap.xml", 1), (f"sitemap-topics-{shard}.xml", 1)):
        with django_assert_num_queries(cost):
            assert as_().get(f"/{url}").status_code == 200
    with django_assert_num_queries(2):
        as_().get("/sitemap-places.xml")


@pytest.mark.parametrize("shard", ["0", "9999", "9" * 30])
def test_there_is_no_empty_shard(shard, as_):
    assert as_().get(f"/sitemap-topics-{shard}.xml").status_code == 404


def test_the_addresses_are_where_the_site_says_it_is(as_, settings):
    settings.SITE_URL = "https://commons.example/"
    TopicFactory()

    shards = addresses(as_().get("/sitemap.xml"))
    assert all(shard.startswith("https://commons.example/sitemap-") for shard in shards)
    assert b"Sitemap: https://commons.example/sitemap.xml\n" in as_().get("/robots.txt").content


def test_robots_are_told_what_is_not_for_them(as_):
    robots = as_().get("/robots.txt")

    assert robots.headers["Content-Type"].startswith("text/plain")
    for closed in ("/admin/", "/accounts/", "/settings/", "/search", "/*?reply="):
        assert f"Disallow: {closed}\n" in robots.content.decode()


# -- one address for each page ----------------------------------------------------------------
def links(page):
    found = re.findall(r'<link rel="(canonical|prev|next)" href="([^"]+)">', page)
    return {rel: path(href) for rel, href in found}


@pytest.fixture
def long_topic():
    topic = TopicFactory(title="Long & winding", source="First words. " * 40)
    author = UserFactory()
    for _ in range(2 * PAGE + 3):
        PostFactory(thread=topic.thread, by=author)
    return topic


@pytest.mark.parametrize("view", ["", "nested", "flat"])
def test_however_a_page_is_looked_at_it_has_one_address(view, long_topic, as_):
    url = long_topic.get_absolute_url()
    asked = {"view": view} if view else {}

    first = links(as_().get(url, {**asked, "reply": "2"}).content.decode())
    second = links(as_().get(url, {**asked, "after": PAGE}).content.decode())
    third = links(as_().get(url, {**asked, "after": 2 * PAGE}).content.decode())

    assert first == {"canonical": url, "next": f"{url}?after={PAGE}"}
    assert second == {
        "canonical": f"{url}?after={PAGE}",
        "prev": url,
        "next": f"{url}?after={2 * PAGE}",
    }
    assert third == {"canonical": f"{url}?after={2 * PAGE}", "prev": f"{url}?after={PAGE}"}


def test_nonsense_has_the_address_of_the_beginning(long_topic, as_):
    page = as_().get(long_topic.get_absolute_url(), {"after": 99999}).content.decode()

    assert links(page)["canonical"] == long_topic.get_absolute_url()


def test_a_topic_tells_in_a_line_what_it_is_about(long_topic, as_):
    page = as_().get(long_topic.get_absolute_url()).content.decode()

    [summary] = re.findall(r'<meta name="description" content="([^"]+)">', page)
    assert summary.startswith("First words. First words.")
    assert len(summary) <= 160
    assert '<meta property="og:title" content="Long &amp; winding">' in page
    assert '<meta property="og:type" content="article">' in page
    assert '<meta name="twitter:card" content="summary">' in page


def test_lists_have_one_address_and_their_later_pages_none(as_):
    category, author = CategoryFactory(description="All about gauges."), UserFactory()
    for _ in range(35):
        TopicFactory(category=category, by=author)
    page = as_().get(category.get_absolute_url()).content.decode()
    older = re.search(r'href="(\?page=[^"]+)"', page)[1]

    later = as_().get(category.get_absolute_url() + older).content.decode()

    assert links(page)["canonical"] == category.get_absolute_url()
    assert 'content="All about gauges."' in page
    assert 'name="robots"' not in page
    assert '<meta name="robots" content="noindex, follow">' in later
    assert links(later) == {}


def test_of_a_place_only_its_latest_list_is_for_search_engines(as_):
    topic = TopicFactory()
    ThreadTag.objects.create(
        thread=topic.thread, tag=Tag.objects.create(name="frost", folded_name="frost")
    )

    for url in ("/hot/", f"{topic.category.get_absolute_url()}l/hot/", "/tag/frost/l/hot/"):
        page = as_().get(url).content.decode()
        assert '<meta name="robots" content="noindex, follow">' in page
    latest = as_().get("/tag/frost/").content.decode()
    assert links(latest)["canonical"] == "/tag/frost/"
    assert "/tag/frost.atom" in latest


def test_what_is_private_tells_nothing_to_other_programs(as_):
    member = UserFactory()
    team = form_audience(kind=Audience.Kind.SHARED, members=[member], title="Team")
    topic = TopicFactory(category=CategoryFactory(audience=team), by=member)

    page = as_(member).get(topic.get_absolute_url()).content.decode()

    for told in ("og:", "ld+json", 'rel="canonical"', "atom+xml", 'name="description"'):
        assert told not in page


@pytest.mark.parametrize("name", ["history", "print"])
def test_pages_that_repeat_others_are_not_to_be_found(name, as_):
    topic = TopicFactory()
    post = topic.thread.posts.get()
    urls = {"history": f"/posts/{post.pk}/history/", "print": f"{topic.get_absolute_url()}print/"}

    assert b'<meta name="robots" content="noindex">' in as_().get(urls[name]).content


def test_the_plain_page_of_a_topic_names_the_topics_own(as_):
    topic = TopicFactory()

    page = as_().get(f"/threads/{topic.pk}/").content.decode()

    assert links(page) == {"canonical": topic.get_absolute_url()}


def test_an_old_title_leads_to_the_new_one_for_good_with_what_was_asked(as_):
    topic = TopicFactory()
    url = topic.get_absolute_url()

    moved = as_().get(f"/t/old-title/{topic.pk}/?view=flat&after=50")

    assert (moved.status_code, moved.headers["Location"]) == (301, f"{url}?view=flat&after=50")
    assert "no-store" in moved.headers["Cache-Control"], "or a browser goes in circles"


def test_a_number_that_no_post_has_yet_leads_to_the_last(as_):
    topic = TopicFactory()
    last = PostFactory(thread=topic.thread)
    url = topic.get_absolute_url()

    for number in (last.number + 1, 10**9, 10**30):
        assert as_().get(f"{url}{number}/").headers["Location"].endswith(f"#p{last.number}")
    assert as_().get(f"{url}0/").status_code == 404


def test_every_page_is_seen_anew_after_a_topic_came(as_):
    TopicFactory()
    handled()
    as_().get("/sitemap.xml")
    as_().get("/sitemap-places.xml")
    fresh = TopicFactory()
    handled()

    assert fresh.category.slug in as_().get("/sitemap-places.xml").content.decode()
