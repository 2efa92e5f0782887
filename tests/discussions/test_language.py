"""The language of posts and titles: whose it is, who changes it, where it shows."""

import json
import re
import xml.etree.ElementTree as ET

import pytest

from community.accounts.models import User
from community.discussions.actions import edit_post, reply_to_thread
from community.discussions.history.versions import history_of
from community.discussions.languages import NoSuchLanguage, language_from
from community.discussions.models import Post, Thread
from community.events.models import EventRecord
from community.kernel.errors import Denied, Stale
from community.kernel.invariants import broken
from forum.actions import edit_topic, start_topic
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

ATOM = "{http://www.w3.org/2005/Atom}"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def speaker(language):
    member = UserFactory()
    User.objects.filter(pk=member.pk).update(language=language)
    member.refresh_from_db()
    return member


def told(name="discussions.post.edited"):
    return EventRecord.objects.filter(name=name)


def languages_of(topic):
    """Of its title and its opening post, as they are stored."""
    opening = Post.objects.get(thread=topic.pk, number=1)
    return Thread.objects.get(pk=topic.pk).language, opening.language


# -- what a new post is written in ------------------------------------------------------------
def test_a_reply_is_in_its_authors_language():
    assert PostFactory(by=speaker("de")).language == "de"
    assert Post.objects.get(number=2).language == "de"


def test_who_chose_no_language_writes_in_that_of_the_site(settings):
    settings.LANGUAGE_CODE = "fr"

    assert PostFactory().language == "fr"


@pytest.mark.parametrize("chosen", ["pt-br", ""])
def test_what_is_chosen_comes_before_the_setting(chosen):
    assert PostFactory(by=speaker("de"), language=chosen).language == chosen


def test_a_topics_title_is_in_the_language_of_its_opening_post():
    assert languages_of(TopicFactory(by=speaker("ja"))) == ("ja", "ja")
    assert languages_of(TopicFactory(by=speaker("ja"), language="ko")) == ("ko", "ko")


@pytest.mark.parametrize("unknown", ["xx", "EN", "english"])
def test_a_language_that_is_not_listed_is_refused(unknown):
    topic, member = TopicFactory(), UserFactory()

    with pytest.raises(NoSuchLanguage):
        reply_to_thread(thread=topic.thread, source="!", by=member, language=unknown)
    with pytest.raises(NoSuchLanguage):
        start_topic(category=topic.category, title="T", source="!", by=member, language=unknown)

    assert Post.objects.count() == Thread.objects.count() == 1


def test_changing_the_setting_changes_no_post():
    post = PostFactory(by=speaker("de"))

    User.objects.filter(pk=post.author_id).update(language="es")

    post.refresh_from_db()
    assert post.language == "de"


# -- changing it ------------------------------------------------------------------------------
def test_an_author_changes_the_language_of_a_post():
    post = PostFactory()

    edit_post(post=post, language="es", by=post.author, version=1)

    now = Post.objects.get(pk=post.pk)
    assert (now.language, now.version, now.source) == ("es", 2, post.source)
    assert now.edited_at is None  # its words are those that they were
    assert now.thread.language == "en"
    event = told().get().payload
    assert (event["is_language_changed"], event["version"]) == (True, 2)


def test_text_and_language_change_at_once():
    post = PostFactory()

    edit_post(post=post, source="Pulsa *dos* veces.", language="es", by=post.author)

    post.refresh_from_db()
    assert post.html == "<p>Pulsa <em>dos</em> veces.</p>\n"
    assert (post.language, post.version) == ("es", 2)
    assert post.edited_at
    assert told().count() == 1


def test_an_edit_of_the_text_keeps_the_language():
    post = PostFactory(language="es")

    edit_post(post=post, source="Otras palabras.", by=post.author)

    post.refresh_from_db()
    assert post.language == "es"
    assert told().get().payload["is_language_changed"] is False


def test_the_language_of_an_opening_post_is_that_of_the_title():
    topic = TopicFactory()

    edit_post(post=topic.thread.posts.get(), language="ru", by=topic.thread.author)

    assert languages_of(topic) == ("ru", "ru")
    assert not broken()


def test_a_topics_head_and_its_opening_post_change_together():
    topic = TopicFactory()

    edit_topic(topic=topic, language="ru", by=topic.thread.author, version=1)

    assert languages_of(topic) == ("ru", "ru")
    opening = topic.thread.posts.get()
    assert (opening.version, opening.edited_at) == (2, None)
    assert told("forum.topic.edited").count() == 1
    assert not broken()


def test_what_is_so_already_is_no_edit():
    topic = TopicFactory(language="de")
    post, author = topic.thread.posts.get(), topic.thread.author

    edit_post(post=post, language="de", source=post.source, by=author, version=7)
    edit_topic(topic=topic, language="de", by=author, version=7)
    edit_post(post=post, by=author)

    post.refresh_from_db()
    assert post.version == 1
    assert not post.revisions.exists()
    assert not told().exists()
    assert not told("forum.topic.edited").exists()


def test_a_language_that_is_not_listed_is_none_to_change_to():
    topic = TopicFactory()
    post, author = topic.thread.posts.get(), topic.thread.author

    with pytest.raises(NoSuchLanguage):
        edit_post(post=post, source="Other words", language="xx", by=author)
    with pytest.raises(NoSuchLanguage):
        edit_topic(topic=topic, title="Another", language="xx", by=author)

    assert languages_of(topic) == ("en", "en")
    assert Post.objects.get(pk=post.pk).source == post.source
    assert not told().exists()


def test_one_that_an_import_brought_in_stays():
    post = PostFactory()
    Post.objects.filter(pk=post.pk).update(language="it")

    edit_post(post=post, source="Altre parole", language="it", by=post.author)

    post.refresh_from_db()
    assert (post.language, post.source) == ("it", "Altre parole")


def test_a_stranger_may_not():
    topic = TopicFactory()

    with pytest.raises(Denied):
        edit_post(post=topic.thread.posts.get(), language="de", by=UserFactory())
    with pytest.raises(Denied):
        edit_topic(topic=topic, language="de", by=UserFactory())

    assert languages_of(topic) == ("en", "en")
    assert not told().exists()


def test_who_was_slower_is_told():
    post = PostFactory()
    edit_post(post=post, source="Other words", by=post.author, version=1)

    with pytest.raises(Stale):
        edit_post(post=post, language="de", by=post.author, version=1)


def test_the_history_tells_who_changed_it():
    post, moderator = PostFactory(), ModeratorFactory()

    edit_post(post=post, language="de", by=moderator, reason="It is")
    edit_post(post=post, language="", by=moderator)

    post = Post.objects.select_related("thread").get(pk=post.pk)
    steps = history_of(post, moderator).steps
    assert [(s.facts[0].name, s.facts[0].before, s.facts[0].after) for s in steps] == [
        ("language", "Deutsch", ""),
        ("language", "English", "Deutsch"),
    ]
    assert [step.revision.editor for step in steps] == [moderator, moderator]


def test_a_topics_history_tells_it_beside_the_title():
    topic, moderator = TopicFactory(title="Before"), ModeratorFactory()

    edit_topic(topic=topic, title="Nachher", language="de", by=moderator)

    opening = topic.thread.posts.select_related("thread").get()
    [step] = history_of(opening, moderator).steps
    assert {one.name: (one.before, one.after) for one in step.facts} == {
        "title": ("Before", "Nachher"),
        "language": ("English", "Deutsch"),
    }
    assert opening.edited_at


def test_another_sites_name_for_a_language_is_ours():
    named = {
        "pt_BR": "pt-br", "zh_CN": "zh-hans", "zh-TW": "zh-hant", "en-GB": "en", "de": "de",
        "it": "it", "sr-Latn": "sr-latn", " FR ": "fr", "": "", "?": "", "English": "",
        "a-very-long-tag-of-much": "",
    }  # fmt: skip

    assert {said: language_from(said) for said in named} == named


def test_an_import_keeps_what_it_is_told(as_):
    category, admin = CategoryFactory(), AdminFactory()
    said = {"author": admin.username, "created_at": "2020-05-01T10:00:00Z", "markdown": "Words"}
    reply = {**said, "external_id": "r1"}
    topic = {**said, "external_id": "t1", "title": "T", "category": category.slug}
    topic |= {"language": "pt_BR", "posts": [reply]}

    answer = as_(admin).post(
        "/api/v1/imports/topics/",
        {"source": "https://old.example", "items": [topic]},
        content_type="application/json",
    )

    assert answer.json()["created"] == 1, answer.text
    assert languages_of(category.topics.get()) == ("pt-br", "pt-br")
    assert Post.objects.get(number=2).language == ""
    assert not broken()


# -- where it shows ---------------------------------------------------------------------------
@pytest.fixture
def topic():
    """In German, answered in Spanish and in a language that is not known."""
    topic = TopicFactory(title="Der Sensor blinkt", language="de")
    PostFactory(thread=topic.thread, source="Pulsa dos veces.", language="es")
    PostFactory(thread=topic.thread, source="Words.", language="")
    handled()
    return topic


def test_the_page_says_it_of_the_title_and_of_each_post(topic, as_):
    page = as_().get(topic.get_absolute_url()).content.decode()

    assert '<span lang="de">Der Sensor blinkt</span></h1>' in page
    shown = re.findall(r'<div class="prose" lang="([^"]*)" dir="auto">', page)
    assert shown == ["de", "es", ""]


@pytest.mark.parametrize("name", ["list", "print", "history", "post", "member", "reply"])
def test_every_page_with_a_title_or_a_post_says_it(name, topic, as_):
    opening = topic.thread.posts.get(number=1)
    path = {
        "list": "/",
        "print": f"{topic.get_absolute_url()}print/",
        "history": f"/posts/{opening.pk}/history/?as=source",
        "post": f"/posts/{opening.pk}/",
        "member": f"/u/{opening.author.username}/",
        "reply": f"/posts/{topic.thread.posts.get(number=2).pk}/",
    }[name]

    page = as_().get(path, follow=True).content.decode()

    assert re.search(r'lang="de"[^>]*>Der Sensor blinkt', page)


def test_pages_that_are_kept_show_the_new_one(topic, as_):
    reader, opening = as_(), topic.thread.posts.get(number=1)
    title = re.compile(r'lang="([^"]*)"[^>]*>Der Sensor blinkt')

    def shown():
        pages = [reader.get(path).content.decode() for path in (topic.get_absolute_url(), "/")]
        return [title.findall(page) for page in pages]

    assert shown() == [["de"], ["de"]]
    edit_post(post=opening, language="fr", by=opening.author)
    handled()

    assert shown() == [["fr"], ["fr"]]


def test_feeds_say_it_where_it_is_known(topic, as_):
    feed = ET.fromstring(as_().get(f"{topic.get_absolute_url().rstrip('/')}.atom").content)

    entries = feed.findall(f"{ATOM}entry")
    assert [entry.find(f"{ATOM}content").get(XML_LANG) for entry in entries] == [None, "es", "de"]
    assert {entry.find(f"{ATOM}title").get(XML_LANG) for entry in entries} == {"de"}


def test_search_engines_are_told(topic, as_):
    page = as_().get(topic.get_absolute_url()).content.decode()
    [block] = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)

    told = json.dumps(json.loads(block))
    assert told.count('"inLanguage": "de"') == told.count('"inLanguage": "es"') == 1
    assert told.count("inLanguage") == 2


def test_rest_shows_takes_and_refuses_it(topic, as_):
    author = topic.thread.author
    client, json_ = as_(author), {"content_type": "application/json"}
    thread, opening = f"/api/v1/threads/{topic.pk}/", topic.thread.posts.get(number=1)

    reply = client.post(f"{thread}posts/", {"source": "Oui.", "language": "fr"}, **json_).json()
    edited = client.patch(f"/api/v1/posts/{opening.pk}/", {"language": "pt-br"}, **json_).json()
    shown = client.get(thread).json()["language"]
    moved = client.patch(f"/api/v1/topics/{topic.pk}/", {"language": "ko"}, **json_).json()
    new = {"title": "T", "source": "S", "category": topic.category_id, "language": "ja"}
    begun = client.post("/api/v1/topics/", new, **json_).json()
    refused = client.patch(f"/api/v1/posts/{opening.pk}/", {"language": "xx"}, **json_)

    assert (reply["language"], edited["language"], shown) == ("fr", "pt-br", "pt-br")
    assert edited["source"] == opening.source
    assert (moved["language"], begun["language"]) == ("ko", "ja")
    assert (refused.status_code, refused.json()["code"]) == (409, "no_such_language")


def test_graphql_shows_and_takes_it(topic, as_):
    opening = topic.thread.posts.get(number=1)
    edit = f'editPost(postId: {opening.pk}, language: "fr")'
    shown = "post { language thread { language } }"
    query = f"mutation {{ discussions {{ {edit} {{ {shown} }} }} }}"

    answer = as_(topic.thread.author).post(
        "/graphql/", {"query": query}, content_type="application/json"
    )

    edited = answer.json()["data"]["discussions"]["editPost"]["post"]
    assert edited == {"language": "fr", "thread": {"language": "fr"}}


# -- the forms --------------------------------------------------------------------------------
def chosen_in(page):
    """The chosen option of the form's languages."""
    select = re.search(r'<select name="language".*?</select>', page.content.decode(), re.DOTALL)
    return re.search(r'<option value="([^"]*)"[^>]* selected', select[0])[1]


def test_a_new_topics_form_begins_with_the_members_language(as_):
    CategoryFactory()

    assert chosen_in(as_(speaker("ja")).get("/new-topic/")) == "ja"
    assert chosen_in(as_(UserFactory()).get("/new-topic/")) == "en"


def test_the_forms_send_it(as_):
    member, category = speaker("ja"), CategoryFactory()
    client = as_(member)
    sent = {"title": "One", "category": category.pk, "source": "Two"}

    client.post("/new-topic/", {**sent, "language": "fr"})
    topic = category.topics.get()
    assert languages_of(topic) == ("fr", "fr")

    opening = topic.thread.posts.get()
    edit, head = f"/posts/{opening.pk}/edit/", f"{topic.get_absolute_url()}edit/"
    assert chosen_in(client.get(edit)) == chosen_in(client.get(head)) == "fr"
    client.post(edit, {"source": "Two", "language": "de", "version": 1})
    assert languages_of(topic) == ("de", "de")
    client.post(head, {"title": "One", "category": category.pk, "language": "", "version": 2})
    assert languages_of(topic) == ("", "")


def test_a_form_that_is_sent_without_it_changes_none(as_):
    member, category = speaker("ja"), CategoryFactory()
    client = as_(member)

    client.post("/new-topic/", {"title": "One", "category": category.pk, "source": "Two"})
    topic = category.topics.get()
    opening = topic.thread.posts.get()
    client.post(f"/posts/{opening.pk}/edit/", {"source": "Three", "version": 1})

    assert languages_of(topic) == ("ja", "ja")
    assert Post.objects.get(pk=opening.pk).source == "Three"


def test_a_language_that_cannot_be_chosen_stays_in_its_form(as_):
    post = PostFactory()
    Post.objects.filter(pk=post.pk).update(language="it")
    client, edit = as_(post.author), f"/posts/{post.pk}/edit/"

    assert chosen_in(client.get(edit)) == "it"
    answer = client.post(edit, {"source": "Altre parole", "language": "it", "version": 1})

    post.refresh_from_db()
    assert answer.status_code == 302
    assert (post.language, post.source) == ("it", "Altre parole")
