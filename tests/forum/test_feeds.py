"""What feed readers get: well-formed, public, stable."""

import xml.etree.ElementTree as ET
from datetime import datetime

import pytest

from community.accounts.audiences.actions import form_audience
from community.accounts.models import Audience
from community.discussions.actions import delete_post, delete_thread, edit_post
from community.discussions.models import Tag, ThreadTag
from tests.factories import (
    CategoryFactory,
    ModeratorFactory,
    PostFactory,
    TopicFactory,
    UserFactory,
)
from tests.handled import handled

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"


def read(answer):
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    return ET.fromstring(answer.content)


def said(element, name):
    return element.findtext(f"{ATOM}{name}")


def tagged(topic, name):
    """As a topic with a tag stands in the database."""
    tag, _ = Tag.objects.get_or_create(name=name, folded_name=name.casefold())
    ThreadTag.objects.create(thread=topic.thread, tag=tag)
    return tag


@pytest.fixture
def topic():
    topic = TopicFactory(title="Gauge & <hub>", source="See [this](/about/) ![map](/m.png)")
    tagged(topic, "Rain")
    PostFactory(thread=topic.thread, source="Hold the *button*.", by=topic.thread.author)
    return topic


def feeds_of(topic):
    author, place = topic.thread.author, topic.category
    return {
        "latest": "/latest.atom",
        "category": f"{place.get_absolute_url().rstrip('/')}.atom",
        "tag": "/tag/Rain.atom",
        "topic": f"{topic.get_absolute_url().rstrip('/')}.atom",
        "member": f"/u/{author.username}.atom",
    }


NAMES = ["latest", "category", "tag", "topic", "member"]


@pytest.mark.parametrize("name", NAMES)
def test_a_feed_has_all_that_atom_requires(name, topic, as_):
    feed = read(as_().get(feeds_of(topic)[name]))

    assert feed.tag == f"{ATOM}feed"
    entries = feed.findall(f"{ATOM}entry")
    assert entries
    ids = [said(feed, "id"), *(said(entry, "id") for entry in entries)]
    assert len(set(ids)) == len(ids)
    assert all(given.startswith("tag:testserver,2026:") for given in ids)
    links = {link.get("rel"): link.get("href") for link in feed.findall(f"{ATOM}link")}
    assert links["self"] == f"http://testserver{feeds_of(topic)[name]}"
    assert links["alternate"].startswith("http://testserver/")
    for part in (feed, *entries):
        assert said(part, "title")
        assert datetime.fromisoformat(said(part, "updated")).tzinfo
    for entry in entries:
        assert entry.find(f"{ATOM}link").get("href").startswith("http://testserver/t/")
        assert entry.findtext(f"{ATOM}author/{ATOM}name") == topic.thread.author.username
        assert "/u/" in entry.findtext(f"{ATOM}author/{ATOM}uri")
        content = entry.find(f"{ATOM}content")
        assert content.get("type") == "html"
        assert content.text.startswith("<p>")


def test_titles_addresses_and_categories_are_whole(topic, as_):
    entry = read(as_().get("/latest.atom")).find(f"{ATOM}entry")

    assert said(entry, "title") == "Gauge & <hub>"
    content = said(entry, "content")
    assert 'href="http://testserver/about/"' in content
    assert 'src="http://testserver/m.png"' in content
    terms = [category.get("term") for category in entry.findall(f"{ATOM}category")]
    assert terms == ["Sensors", "Rain"]


def test_what_xml_forbids_is_left_out(as_):
    TopicFactory(title="One\x01two\ufffe three\x1b", source="four\x08five \x0c six")

    entry = read(as_().get("/latest.atom")).find(f"{ATOM}entry")

    assert said(entry, "title") == "Onetwo three"
    assert "fourfive" in said(entry, "content")


def test_an_entry_keeps_its_id_whatever_becomes_of_the_title(topic, as_):
    before = said(read(as_().get("/latest.atom")).find(f"{ATOM}entry"), "id")
    type(topic.thread).objects.filter(pk=topic.pk).update(title="Another")
    edit_post(post=topic.thread.posts.get(number=1), source="new words", by=ModeratorFactory())
    handled()

    entry = read(as_().get("/latest.atom")).find(f"{ATOM}entry")

    assert said(entry, "id") == before
    assert said(entry, "updated") > said(entry, "published")


@pytest.mark.parametrize("name", NAMES)
def test_what_is_private_is_in_no_feed_not_even_a_members(name, as_):
    member = UserFactory()
    team = form_audience(kind=Audience.Kind.SHARED, members=[member], title="Team")
    topic = TopicFactory(
        category=CategoryFactory(audience=team), title="Behind the door", by=member
    )
    tagged(topic, "Rain")

    for client in (as_(), as_(member)):
        answer = client.get(feeds_of(topic)[name])

        assert answer.status_code == (200 if name in {"latest", "member"} else 404)
        assert b"Behind" not in answer.content


def test_what_was_removed_is_in_no_feed(topic, as_):
    reply = topic.thread.posts.get(number=2)
    delete_post(post=reply, by=ModeratorFactory())
    feeds = feeds_of(topic)

    assert b"button" not in as_().get(feeds["topic"]).content
    delete_thread(thread=topic.thread, by=ModeratorFactory())
    handled()
    assert as_().get(feeds["topic"]).status_code == 404
    for name in ("latest", "category", "member"):
        assert b"Gauge" not in as_().get(feeds[name]).content


@pytest.mark.parametrize("rows", [3, 40])
def test_a_feed_costs_the_same_at_any_size(rows, as_, django_assert_num_queries):
    category, author = CategoryFactory(), UserFactory()
    for n in range(rows):
        topic = TopicFactory(category=category, by=author, title=f"Topic {n}")
        tagged(topic, "Rain")
    for _ in range(rows):
        PostFactory(thread=topic.thread, by=author)
    costs = {"latest": 3, "category": 4, "tag": 4, "topic": 2, "member": 2}

    for name, url in feeds_of(topic).items():
        with django_assert_num_queries(costs[name]):
            feed = read(as_().get(url))
        assert len(feed.findall(f"{ATOM}entry")) <= 30


@pytest.mark.parametrize("name", NAMES)
def test_who_has_it_already_is_told_so(name, topic, as_, django_assert_num_queries):
    url = feeds_of(topic)[name]
    handled()
    first = as_().get(url)

    with django_assert_num_queries(0):
        again = as_().get(url, headers={"If-None-Match": first.headers["ETag"]})
        since = as_().get(url, headers={"If-Modified-Since": first.headers["Last-Modified"]})
        kept = as_().get(url)

    assert (again.status_code, since.status_code, kept.status_code) == (304, 304, 200)
    assert not again.content
    assert kept.content == first.content
    assert kept.headers["Content-Type"].startswith("application/atom+xml")


def test_a_new_topic_is_news(topic, as_):
    handled()
    first = as_().get("/latest.atom")
    TopicFactory(title="Fresh", category=topic.category)
    handled()

    again = as_().get("/latest.atom", headers={"If-None-Match": first.headers["ETag"]})

    assert b"Fresh" in again.content


def test_other_writings_of_the_address_lead_to_the_one(topic, as_):
    member, place = topic.thread.author, topic.category
    moved = {
        f"/u/{member.username.upper()}.atom": f"/u/{member.username}.atom",
        "/tag/rain.atom": "/tag/Rain.atom",
        f"/c/wrong/{place.pk}.atom": f"/c/{place.slug}/{place.pk}.atom",
        f"/t/wrong/{topic.pk}.atom": feeds_of(topic)["topic"],
    }
    for wrong, right in moved.items():
        assert as_().get(wrong).headers["Location"] == right


def test_the_pages_name_their_feeds(topic, as_):
    feeds = feeds_of(topic)
    pages = {"latest": "/", "category": topic.category.get_absolute_url()}
    pages["topic"] = topic.get_absolute_url()

    for name, page in pages.items():
        shown = as_().get(page).content.decode()
        assert 'type="application/atom+xml"' in shown
        assert f'href="http://testserver{feeds[name]}"' in shown
        assert f'<a href="{feeds[name]}"' in shown, "to be seen, too"
