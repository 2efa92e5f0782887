"""The forum's own pages have no English in the pseudo-language, where each text that was marked
for translation is in ⟦ ⟧. What people wrote here is one word, and no text of ours has it."""

import re

import pytest
from django.db.models import TextField, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone
from django.utils.html import strip_tags
from django.utils.translation import override

from community.accounts.audiences.actions import form_group
from community.accounts.demo import make_cast
from community.accounts.models import Group
from community.discussions.actions import archive_thread, close_thread, pin_thread
from community.discussions.models import TagGroup
from community.discussions.tags.actions import form_tag_group, make_tag
from community.kernel.errors import Stale
from community.kernel.pseudo import ACCENTED
from forum import queries
from forum.actions import accept_answer, edit_topic, set_permissions
from forum.demo.places import open_places
from forum.imports.items import Unfit
from forum.models import Category
from tests.factories import AdminFactory, CategoryFactory, PostFactory, TopicFactory, UserFactory

pytestmark = pytest.mark.django_db

WORD = "xyzzy"
MAIN = re.compile(r"<main\b.*</main>", re.DOTALL)
HEAD = re.compile(r'<header class="topic-head">.*?</header>|<ol class="track">.*?</ol>', re.DOTALL)
SAYS_NOTHING = re.compile(
    r'<(script|svg|code|pre|bdi|time|textarea)\b.*?</\1>|<(\w+)[^>]* lang="en".*?</\2>', re.DOTALL
)
SAID = re.compile(r'\b(?:aria-label|title|placeholder)="([^"]*)"')
TRANSLATED = re.compile("⟦[^⟦⟧]*⟧")
NAMES = re.compile(rf"{WORD}|https?://\S+|\b(Commons|GraphQL|REST|OpenAPI|Swagger UI|\S+\.\w+)\b")
ENGLISH = re.compile(r"[A-Za-z]{2,}")


def english(html, part=MAIN):
    """Our words of a part of the page that are in no brackets."""
    shown = SAYS_NOTHING.sub("", "".join(found[0] for found in part.finditer(html)))
    assert shown
    text = " ".join([strip_tags(shown), *SAID.findall(shown)])
    while TRANSLATED.search(text):  # a translated name may be in a translated sentence
        text = TRANSLATED.sub("", text)
    return ENGLISH.findall(NAMES.sub("", text))


class World:
    def __init__(self):
        self.admin = AdminFactory(username=f"{WORD}1")
        self.member = UserFactory(username=f"{WORD}2")
        Group.objects.update(name=Concat(Value(f"{WORD} "), Cast("pk", TextField())))
        self.readers = form_group(name=WORD, slug=WORD, members=[self.member], by=self.admin)
        group = form_tag_group(title=WORD, by=self.admin)
        make_tag(name=f"{WORD}-1", description=WORD, group=group, by=self.admin)
        make_tag(name=f"{WORD}-2", by=self.admin)
        self.above = CategoryFactory(title=WORD, description=WORD, slug=WORD, by=self.admin)
        self.category = CategoryFactory(
            title=WORD, slug=f"{WORD}-1", parent=self.above, by=self.admin
        )
        self.topic = TopicFactory(
            title=WORD, source=WORD, category=self.category, tags=[f"{WORD}-1"], by=self.member
        )
        self.post = PostFactory(thread=self.topic.thread, source=WORD, by=self.admin)
        accept_answer(post=self.post, by=self.member)

    @property
    def settings(self):
        return f"/c/{WORD}-1/{self.category.pk}/"


@pytest.fixture
def world():
    return World()


@pytest.fixture
def ask(as_, world):
    """Get or send a page in the pseudo-language, as an administrator."""

    def ask(address, sent=None):
        client = as_(world.admin)
        client.defaults["HTTP_ACCEPT_LANGUAGE"] = ACCENTED
        answer = client.get(address) if sent is None else client.post(address, sent)
        assert answer.status_code in {200, 422}, answer.status_code
        return answer.content.decode()

    return ask


def test_a_topic_is_started_in_the_readers_language(ask):
    for page in (ask("/new-topic/"), ask("/new-topic/", {"title": "", "tags": WORD})):
        assert english(page) == []


def test_a_topic_is_edited_in_the_readers_language(ask, world):
    address = f"{world.topic.get_absolute_url()}edit/"
    stale = {"title": "Another", "category": world.category.pk, "version": 9}

    for page in (ask(address), ask(address, {"title": ""}), ask(address, stale)):
        assert english(page) == []


def test_categories_and_tags_are_shown_in_the_readers_language(ask):
    for address in ("/categories/", "/tags/", "/tags/?order=name"):
        assert english(ask(address)) == [], address


def test_empty_lists_are_shown_in_the_readers_language(as_):
    for person in (None, AdminFactory()):
        client = as_(person)
        client.defaults["HTTP_ACCEPT_LANGUAGE"] = ACCENTED
        for address in ("/categories/", "/tags/", "/new-topic/"):
            answer = client.get(address)
            if answer.status_code == 200:
                assert english(answer.content.decode()) == [], address


def test_a_category_is_set_up_in_the_readers_language(ask, world):
    set_permissions(category=world.category, rows=[(world.readers, "read", "yes")], by=world.admin)
    settings, everybody = f"{world.settings}settings/", f"{world.settings}permissions/"
    version = Category.objects.get(pk=world.category.pk).version
    opened = {"version": version, "0-read": "yes"}

    pages = [
        ask("/categories/new/"),
        ask("/categories/new/", {"title": "", "parent": world.above.pk}),
        ask(settings),
        ask(f"/c/{WORD}/{world.above.pk}/settings/"),
        ask(settings, {"title": "", "version": version}),
        ask(everybody, opened),
    ]

    for page in pages:
        assert english(page) == []
    assert 'name="is_public_meant"' in pages[-1]


def test_a_topic_is_printed_in_the_readers_language(ask, world, monkeypatch):
    address = f"{world.topic.get_absolute_url()}print/"
    whole = ask(address)
    monkeypatch.setattr(queries, "PRINTED", 1)

    assert english(whole) == english(ask(address)) == []


@pytest.mark.parametrize("close", [pin_thread, close_thread, archive_thread])
def test_a_topic_is_shown_in_the_readers_language(close, ask, world):
    close(thread=world.topic.thread, by=world.admin)

    assert english(ask(world.topic.get_absolute_url()), HEAD) == []


def test_the_admin_lists_and_moves_topics_in_the_readers_language(ask, world):
    chosen = {"action": "move_topics", "_selected_action": world.topic.pk}

    for address, sent in [
        ("/admin/forum/topic/", None),
        ("/admin/forum/topic/", chosen),
        ("/admin/forum/category/", None),
        (f"/admin/forum/category/{world.category.pk}/change/", None),
    ]:
        assert english(ask(address, sent)) == [], address


def test_guides_are_in_english_and_what_is_around_them_is_not(ask):
    for address in ("/developers/", "/developers/quick-start/", "/developers/problems/stale/"):
        page = re.sub(r"<(\w+)[^>]* lang=\"en\".*?</\1>", "", ask(address), flags=re.DOTALL)
        names = {
            "REST",
            "GraphQL",
            "Swagger",
            "UI",
            "OpenAPI",
            "openapi",
            "yaml",
            "schema",
            "graphql",
        }
        assert set(english(page)) <= names, address


def test_what_is_refused_is_said_in_the_readers_language(world):
    with override(ACCENTED):
        assert english(f"<main>{Unfit('repeated', 'external_id')}</main>") == []
        with pytest.raises(Stale) as refused:
            edit_topic(topic=world.topic, title="Another", by=world.admin, version=9)

    assert english(f"<main>{refused.value.now}</main>") == []


def test_the_demonstration_is_labelled_in_the_language_in_which_it_is_made():
    with override(ACCENTED):
        places = open_places(make_cast(password="x", now=timezone.now()))

    for place in places.values():
        place.refresh_from_db()
        assert place.title.startswith("⟦")
        assert place.description.startswith("⟦")
    assert all(group.title.startswith("⟦") for group in TagGroup.objects.all())
    assert places["troubleshooting"].required_tag_groups.get() == TagGroup.objects.first()
