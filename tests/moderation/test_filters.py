"""Word filters: what they find, what becomes of a text, and how they are set up."""

import pytest

from community.accounts.audiences.actions import form_audience
from community.accounts.models import Audience
from community.discussions.actions import edit_post, reply_to_thread
from community.discussions.models import Post
from community.events.models import EventRecord
from community.kernel.accepted import Accepted
from community.kernel.errors import Denied, NothingWritten, Stale
from community.moderation.models import Flag, ReviewItem, WordFilter
from community.moderation.screening import active
from community.moderation.screening.actions import (
    create_word_filter,
    delete_word_filter,
    edit_word_filter,
)
from community.moderation.screening.actions.filters import FilterExists, FilterTooLong
from community.moderation.screening.checks import BlockedWords
from community.moderation.screening.previews import tried
from community.moderation.screening.words import (
    Filters,
    InvalidPattern,
    MatchesEverything,
    replaced,
)
from forum.actions import edit_topic
from tests.factories import (
    CategoryFactory,
    ModeratorFactory,
    PostFactory,
    TopicFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

PAGE = "/moderation/filters/new/"
WIDE = "".join(chr(ord(letter) + 0xFEE0) for letter in "cheap")
BOLD = "".join(chr(ord(letter) - ord("a") + 0x1D41A) for letter in "cheap")


@pytest.fixture
def moderator():
    return ModeratorFactory()


@pytest.fixture
def add(moderator):
    def make(pattern, action="block", **values):
        return create_word_filter(pattern=pattern, action=action, by=moderator, **values)

    return make


def found(pattern, text, **values):
    row = WordFilter(pattern=pattern, action="block", **values)
    return [text[one.start : one.end] for one in Filters([row]).found_in(text)]


@pytest.mark.parametrize(
    ("pattern", "text", "words"),
    [
        ("cheap", "Cheap, CHEAP and cheap-ish", ["Cheap", "CHEAP", "cheap"]),
        ("cheap", "cheapest and incheap", []),
        ("buy now", "Please buy now!", ["buy now"]),
        ("a.b", "a.b acb", ["a.b"]),
        ("cheap", WIDE, [WIDE]),
        ("cheap", "c\u0336h\u0336e\u0336a\u0336p\u0336", ["c\u0336h\u0336e\u0336a\u0336p\u0336"]),
        ("cheap", "ch\u200beap", ["ch\u200beap"]),
        ("cheap", f"so {BOLD} it is", [BOLD]),
        ("schwul", "Es ist schwül.", []),
        ("ярмарка", "Ярмарка", ["Ярмарка"]),
        ("便宜", "非常便宜的手表", ["便宜"]),
    ],
)
def test_words_are_found_whole_however_they_are_written(pattern, text, words):
    assert found(pattern, text) == words


def test_a_pattern_is_found_anywhere_and_capitals_count_where_they_should():
    assert found(r"v[i1]agra\d*", "xV1AGRA500!", is_pattern=True) == ["V1AGRA500"]
    assert found("ACME", "acme ACME", is_case_sensitive=True) == ["ACME"]


def test_a_pattern_takes_no_longer_for_being_nasty():
    """Engines that try one way after the other would take longer than the universe lasts."""
    assert found("(a+)+$", "a" * 30_000 + "b", is_pattern=True) == []


def test_replacements_leave_links_alone():
    row = WordFilter(pattern="acme", action="replace", replacement="A.")
    text = "acme is at https://acme.example/acme, said ACME"

    made = replaced(text, Filters([row]).found_in(text))

    assert made == "A. is at https://acme.example/acme, said A."


@pytest.mark.parametrize(
    ("pattern", "refusal"),
    [("(a", InvalidPattern), (r"(a)\1", InvalidPattern), ("a{9}{9}{999}", InvalidPattern),
     ("a*", MatchesEverything), ("x" * 101, FilterTooLong), ("  ", NothingWritten)],
)  # fmt: skip
def test_a_pattern_that_cannot_be_is_refused(pattern, refusal, add):
    with pytest.raises(refusal):
        add(pattern, is_pattern=True)

    assert not WordFilter.objects.exists()


def test_only_moderators_set_them_up(add):
    row, member = add("cheap"), UserFactory()

    with pytest.raises(Denied):
        create_word_filter(pattern="more", action="block", by=member)
    with pytest.raises(Denied):
        edit_word_filter(word_filter=row, note="mine", by=member)
    with pytest.raises(Denied):
        delete_word_filter(word_filter=row, by=member)
    with pytest.raises(Denied):
        tried(member, pattern="cheap")


def test_each_change_counts_at_once_and_is_told(add, moderator):
    row = add("cheap")
    with pytest.raises(BlockedWords):
        PostFactory(source="So cheap")

    edit_word_filter(word_filter=row, pattern="dear", by=moderator, version=1)
    edit_word_filter(word_filter=row, pattern="dear", by=moderator)  # changes nothing
    assert PostFactory(source="So cheap").source == "So cheap"
    with pytest.raises(Stale):
        edit_word_filter(word_filter=row, pattern="other", by=moderator, version=1)

    delete_word_filter(word_filter=row, by=moderator)
    delete_word_filter(word_filter=row, by=moderator)
    assert PostFactory(source="My dear").source == "My dear"
    assert EventRecord.objects.filter(name="moderation.word_filters.changed").count() == 3


def test_the_same_filter_is_made_once(add):
    add("cheap")

    with pytest.raises(FilterExists):
        add("cheap")
    add("cheap", "flag")


def test_a_blocked_text_is_refused_with_its_words(add):
    add("cheap watches")
    topic = TopicFactory()

    with pytest.raises(BlockedWords, match="CHEAP watches"):
        reply_to_thread(thread=topic.thread, source="Get CHEAP watches", by=UserFactory())
    with pytest.raises(BlockedWords):
        TopicFactory(title="Cheap watches!")
    assert Post.objects.count() == 1


def test_words_are_replaced_in_title_and_text(add):
    add("darn", "replace", replacement="****")

    topic = TopicFactory(title="A darn sensor", source="It is a *darn* thing.")

    assert topic.thread.title == "A **** sensor"
    assert topic.thread.posts.get().source == "It is a ****** thing."


def test_what_is_to_be_approved_waits(add):
    add("casino", "approve")

    sent = reply_to_thread(
        thread=TopicFactory().thread, source="A casino nearby", by=UserFactory(trust_level=3)
    )

    assert isinstance(sent, Accepted)
    item = ReviewItem.objects.get(pk=sent.item_id)
    assert (item.type, item.reasons) == ("approval", ["word_filter"])
    assert item.payload["words"] == ["casino"]


def test_a_flagged_text_is_published_and_flagged(add):
    add("casino", "flag")

    post = PostFactory(source="A casino nearby")

    item = ReviewItem.objects.get(type="flag", subject_id=post.pk)
    assert "word_filter" in item.reasons
    assert not Flag.objects.filter(item=item, member=post.author).exists()


def test_a_silencing_filter_holds_the_text_and_silences_its_author(add):
    add("casino", "silence")
    member = UserFactory()

    sent = reply_to_thread(thread=TopicFactory().thread, source="A casino", by=member)

    member.refresh_from_db()
    assert isinstance(sent, Accepted)
    assert member.is_silenced


def test_moderators_of_the_place_write_what_they_like(add, moderator):
    add("cheap")

    assert reply_to_thread(thread=TopicFactory().thread, source="cheap", by=moderator).pk


def test_edits_are_blocked_replaced_or_flagged(add):
    post = PostFactory(source="All is well")
    add("cheap")
    add("darn", "replace", replacement="dear")
    add("casino", "approve")

    with pytest.raises(BlockedWords):
        edit_post(post=post, source="All is cheap", by=post.author)
    edited = edit_post(post=post, source="The darn casino", by=post.author)

    assert edited.source == "The dear casino"
    assert ReviewItem.objects.filter(type="flag", subject_id=post.pk).exists()
    with pytest.raises(BlockedWords):
        edit_topic(topic=TopicFactory(by=post.author), title="cheap", by=post.author)


def test_a_text_is_checked_without_a_query(add, django_assert_num_queries):
    member = UserFactory()
    with django_assert_num_queries(0):
        assert not Filters(()).found_in("Any text")
    add("cheap")
    PostFactory(by=member)  # has looked

    with django_assert_num_queries(0):
        assert active.current().found_in("cheap")


# -- the preview, and every interface ----------------------------------------------------------
def test_a_preview_shows_what_would_have_been_found_and_changes_nothing(moderator):
    PostFactory(source="Nothing here. " * 30 + "A casino at last" + " and so on" * 30)
    TopicFactory(title="Casino night")

    shown = tried(moderator, pattern="casino")

    assert (shown.caught_count, shown.checked_count) == (2, 3)
    marked = [piece.text for piece in shown.excerpts[1].pieces if piece.is_match]
    assert marked == ["casino"]
    assert len("".join(piece.text for piece in shown.excerpts[1].pieces)) < 200
    assert not WordFilter.objects.exists()


def test_a_preview_reads_no_private_posts(moderator):
    member = UserFactory()
    private = form_audience(kind=Audience.Kind.SHARED, members=[member])
    TopicFactory(category=CategoryFactory(audience=private), by=member, source="A casino")

    assert tried(moderator, pattern="casino").caught_count == 0
    assert tried(ModeratorFactory(is_superuser=False), pattern="casino").checked_count == 0


def test_the_page_tries_out_saves_and_deletes(as_, moderator):
    PostFactory(source="A casino at last")
    client = as_(moderator)
    typed = {"pattern": "casino", "action": "approve", "note": "spam"}

    tried_out = client.post(PAGE, {**typed, "preview": "1"})
    assert "<mark>casino</mark>" in tried_out.content.decode()
    assert not WordFilter.objects.exists()
    wrong = client.post(PAGE, {**typed, "pattern": "(", "is_pattern": "on"})
    assert wrong.status_code == 422
    client.post(PAGE, typed)
    row = WordFilter.objects.get()
    assert "casino" in client.get("/moderation/filters/").content.decode()
    client.post(f"/moderation/filters/{row.pk}/", {**typed, "note": "ham", "version": "1"})
    row.refresh_from_db()
    assert row.note == "ham"
    client.post(f"/moderation/filters/{row.pk}/deletion/")
    assert not WordFilter.objects.exists()
    assert as_(UserFactory()).get("/moderation/filters/").status_code == 403


def test_rest_and_graphql_have_it_too(as_, moderator):
    PostFactory(source="A casino at last")
    client = as_(moderator)

    made = client.post(
        "/api/v1/moderation/word-filters/",
        {"pattern": "casino", "action": "flag"},
        "application/json",
    )
    shown = client.get("/api/v1/moderation/word-filters/preview/?pattern=casino").json()
    query = """{ moderation {
        wordFilters { nodes { pattern action } }
        wordFilterPreview(pattern: "casino") { caughtCount excerpts { pieces { isMatch } } }
    } }"""
    told = client.post("/graphql/", {"query": query}, "application/json").json()["data"]

    assert made.status_code == 201
    assert (shown["caught_count"], shown["excerpts"][0]["pieces"][1]["is_match"]) == (1, True)
    assert told["moderation"]["wordFilters"]["nodes"] == [{"pattern": "casino", "action": "FLAG"}]
    assert told["moderation"]["wordFilterPreview"]["caughtCount"] == 1


@pytest.mark.parametrize(
    "text",
    [
        "ch\u2066eap", "ch\u061ceap", "ch\u202aeap", "ch\ufe00eap", "ch\u3164eap",
        "ch\U000e0041eap", "ch**e**ap", "che*a*p", "**ch**eap", "ch`e`ap", "ch~~e~~ap",
        "ch&#101;ap", "ch&shy;eap", "ch&ZeroWidthSpace;eap", "[che](https://a.b/c)ap",
    ],
)  # fmt: skip
def test_what_readers_see_is_found_however_it_is_written(text):
    assert len(found("cheap", f"So {text} it is")) == 1


def test_markdown_makes_no_match_of_what_is_apart():
    assert found("cheap", "**so** cheaper, che *ap*, a|che|ap|, che_ap") == []
    assert found("cheap", "**cheap** [cheap](/cheap)") == ["cheap"] * 3
    assert found(r"\*\*", "**", is_pattern=True) == ["**"]


def test_words_in_a_title_flag_the_topic_also_when_it_is_edited(add):
    add("casino", "approve")
    add("lottery", "flag")
    author = UserFactory(trust_level=2)
    topic, written = TopicFactory(by=author), TopicFactory(by=author, title="A lottery")

    edit_topic(topic=topic, title="A casino", by=author)
    edit_topic(topic=topic, title="A casino", by=author)

    flagged = ReviewItem.objects.order_by("pk").values_list("subject_kind", "subject_id")
    assert list(flagged) == [
        ("discussions.thread", written.pk),
        ("discussions.thread", topic.pk),
    ]
