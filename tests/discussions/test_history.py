"""What a post said before: readable, bounded, and hidden where it must be."""

import random
import re

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from community.discussions.actions import (
    delete_post,
    edit_post,
    hide_revision,
    restore_version,
    show_revision,
)
from community.discussions.history import versions
from community.discussions.history.versions import Piece, collapsed, difference
from community.discussions.models import Revision
from community.events.models import EventRecord
from community.kernel.errors import Denied
from community.kernel.markdown import LONGEST
from tests.factories import ModeratorFactory, PostFactory, UserFactory

SECRET = "Elm street number nine in the back yard"


def texts(pieces):
    before = "".join(piece.text for piece in pieces if piece.op != "insert")
    return before, "".join(piece.text for piece in pieces if piece.op != "delete")


# -- the difference itself --------------------------------------------------------------------
def test_words_are_compared_not_letters():
    assert difference("The quick brown fox jumps.", "The slow red fox jumps.") == [
        Piece("keep", "The "),
        Piece("delete", "quick brown"),
        Piece("insert", "slow red"),
        Piece("keep", " fox jumps."),
    ]


def test_words_that_no_space_parts_are_compared_too():
    assert difference("我在家", "我在店") == [
        Piece("keep", "我在"),
        Piece("delete", "家"),
        Piece("insert", "店"),
    ]


def test_how_lines_end_is_no_difference():
    assert difference("one\r\n\r\ntwo", "one\n\ntwo") == [Piece("keep", "one\n\ntwo")]


@given(st.text("ab .\n漢", max_size=60), st.text("ab .\n漢", max_size=60))
def test_a_difference_holds_both_texts_whole(before, after):
    assert texts(difference(before, after)) == (before, after)


def longest(signs, seed):
    chosen = random.Random(seed)
    return "".join(chosen.choice(signs) for _ in range(LONGEST))


@pytest.mark.parametrize("signs", ["!?.,", "\nx", "ab ", "ab.\n", "漢字", "a"])
def test_the_worst_texts_cost_no_more_than_the_bound(signs, monkeypatch):
    costs, pieces = [], versions.Indel.opcodes

    def measured(a, b):
        costs.append(len(a) * len(b))
        return pieces(a, b)

    monkeypatch.setattr(versions.Indel, "opcodes", measured)
    before, after = longest(signs, 1), longest(signs, 2) + "!"

    found = difference(before, after)

    assert texts(found) == (before, after)
    assert sum(costs) <= 3 * versions.CELLS
    assert len(found) <= 2 * versions.PIECES


def test_a_long_text_with_one_word_changed_shows_that_word():
    words = [f"word{n}" for n in range(4000)]
    before = " ".join(words)
    after = before.replace("word2000", "changed")

    [kept, gone, come, rest] = difference(before, after)

    assert (gone.text, come.text) == ("word2000", "changed")
    shown = collapsed([kept, gone, come, rest])
    assert [piece.op for piece in shown] == ["gap", "keep", "delete", "insert", "keep", "gap"]
    assert sum(len(piece.text) for piece in shown) < 1000
    assert shown[0].left_out > 1900


def test_a_short_stretch_that_stayed_is_shown_whole():
    pieces = difference("one two three", "one two four")

    assert [piece.text for piece in collapsed(pieces)] == [piece.text for piece in pieces]


# -- the history of a post --------------------------------------------------------------------
@pytest.fixture
def post(db):
    """Three versions; the first holds what should not have been written."""
    post = PostFactory(source=f"I live in {SECRET}.")
    post = edit_post(post=post, source="I live in town, far from here.", by=ModeratorFactory())
    return edit_post(
        post=post, source="I live in a village, far from here.", by=post.author, reason="Moved"
    )


def revision_of(post, number):
    return Revision.objects.get(post=post, number=number)


def events(name):
    return EventRecord.objects.filter(name=f"discussions.revision.{name}").count()


def test_the_page_says_what_changed_and_why(post, as_):
    page = as_().get(f"/posts/{post.pk}/history/").content.decode()

    assert re.search(r"<del>.*?town.*?</del>", page)
    assert re.search(r"<ins>.*?a village.*?</ins>", page)
    assert "Moved" in page
    assert "[deleted: " in page


def test_the_texts_stand_there_on_demand(post, as_):
    page = as_().get(f"/posts/{post.pk}/history/?as=source").content.decode()

    assert f"I live in {SECRET}." in page
    assert "<del>" not in page


def test_what_was_typed_is_never_markup(as_):
    post = PostFactory(source="safe")
    edit_post(post=post, source="<script>alert(1)</script>" * 9, by=ModeratorFactory())

    page = as_().get(f"/posts/{post.pk}/history/").content.decode()

    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page


def test_a_post_that_nobody_edited_says_so(as_):
    page = as_().get(f"/posts/{PostFactory().pk}/history/").content.decode()

    assert "has not been edited" in page


def test_the_page_of_an_edited_post_begins_with_its_original(as_):
    post, editor = PostFactory(source="One drawer. " * 20), ModeratorFactory(username="edith")
    edit_post(post=post, source="Two shelves. " * 20, by=editor, reason="Tidied up")

    page = as_().get(f"/posts/{post.pk}/history/").content.decode()
    edit, original = page.split('id="original"')

    assert "Version 2" in edit
    assert "edith" in edit
    assert "Reason: <bdi>Tidied up</bdi>" in edit
    assert "Version 1 (original)" in original
    assert post.author.username in original
    assert "One drawer. One drawer." in original


def test_a_small_correction_soon_after_posting_is_named_as_one(as_):
    post = PostFactory(source="A tpyo")
    edit_post(post=post, source="A typo", by=post.author)

    page = as_().get(f"/posts/{post.pk}/history/").content.decode()

    assert "Only a small correction was made" in page
    assert "import" not in page.partition("<main")[2].partition("</main")[0]


@pytest.mark.parametrize("edits", [3, 19])
def test_the_page_costs_the_same_at_any_size(edits, as_, django_assert_num_queries):
    post, editor = PostFactory(), ModeratorFactory()
    for n in range(edits):
        post = edit_post(post=post, source=f"text number {n} of them", by=editor)
    client = as_(UserFactory())
    client.get("/")

    # session, member, audiences, post, how its category is read, permissions, revisions
    with django_assert_num_queries(6):
        page = client.get(f"/posts/{post.pk}/history/").content

    assert page.count(b'<li class="row"') == edits + 1


def test_a_long_history_goes_on_another_page(as_):
    post, editor = PostFactory(source="text 0"), ModeratorFactory()
    for n in range(1, 26):
        post = edit_post(post=post, source=f"text {n}", by=editor)
    client = as_()

    first = client.get(f"/posts/{post.pk}/history/").content.decode()
    older = re.search(r'href="(\?before=\d+)"[^>]*>Older', first)[1]
    second = client.get(f"/posts/{post.pk}/history/{older}").content.decode()

    assert first.count('<li class="row"') == 20
    assert second.count('<li class="row"') == 5 + 1
    assert re.search(r"<del>.*?4.*?</del>.*?<ins>.*?5", second), "the edit at the seam"
    assert "Older" not in second
    numbers = [
        row["number"] for row in client.get(f"/api/v1/posts/{post.pk}/revisions/?before=6").json()
    ]
    assert numbers == [5, 4, 3, 2, 1]


@pytest.mark.parametrize("before", ["x", "0", "9" * 30, "-1"])
def test_nonsense_asks_for_the_first_page(before, post, as_):
    page = as_().get(f"/posts/{post.pk}/history/", {"before": before})

    assert b"village" in page.content


def test_a_removed_posts_history_is_for_those_who_may_see_it(post, as_):
    delete_post(post=post, by=post.author)
    url = f"/posts/{post.pk}/history/"

    for reader, status in ((None, 404), (UserFactory(), 404), (ModeratorFactory(), 200)):
        assert as_(reader).get(url).status_code == status


# -- facts of the thread ----------------------------------------------------------------------
def test_the_title_tells_from_what_to_what(post, as_):
    Revision.objects.filter(post=post, number=1).update(facts={"title": "Where I live"})
    Revision.objects.filter(post=post, number=2).update(facts={"title": "Where I lived"})

    page = as_().get(f"/posts/{post.pk}/history/").content.decode()
    rows = as_().get(f"/api/v1/posts/{post.pk}/revisions/").json()

    assert "Where I lived" in page
    title = post.thread.title
    assert rows[0]["changes"] == [{"name": "title", "before": "Where I lived", "after": title}]
    assert rows[1]["changes"] == [
        {"name": "title", "before": "Where I live", "after": "Where I lived"}
    ]


# -- hiding -----------------------------------------------------------------------------------
def test_a_moderator_hides_and_shows(post):
    moderator = ModeratorFactory()

    hidden = hide_revision(revision=revision_of(post, 1), by=moderator)
    hide_revision(revision=revision_of(post, 1), by=moderator)

    assert (hidden.hidden_by, events("hidden")) == (moderator, 1)
    show_revision(revision=hidden, by=moderator)
    show_revision(revision=hidden, by=moderator)
    hidden.refresh_from_db()
    assert (hidden.hidden_at, hidden.hidden_by, events("shown")) == (None, None, 1)


def test_an_author_may_not_hide(post):
    with pytest.raises(Denied):
        hide_revision(revision=revision_of(post, 1), by=post.author)

    assert revision_of(post, 1).hidden_at is None
    assert events("hidden") == 0


def test_what_is_hidden_is_seen_by_moderators_only(post, as_):
    moderator = ModeratorFactory()
    hide_revision(revision=revision_of(post, 1), by=moderator)
    query = f"""{{ discussions {{ revisions(postId: {post.pk}) {{
        nodes {{ source pieces {{ text }} }} }} }} }}"""

    for reader, sees in ((None, False), (post.author, False), (moderator, True)):
        client = as_(reader)
        answers = [
            client.get(f"/posts/{post.pk}/history/?as=source"),
            client.get(f"/posts/{post.pk}/history/"),
            client.get(f"/api/v1/posts/{post.pk}/revisions/"),
            client.post("/graphql/", {"query": query}, content_type="application/json"),
        ]
        for answer in answers:
            assert (b"Elm street" in answer.content) == sees
        restored = client.post(f"/posts/{post.pk}/history/1/restoration/")
        assert restored.status_code == (404 if reader == post.author else 302)


# -- restoring --------------------------------------------------------------------------------
def test_an_earlier_version_is_restored_by_an_edit(post):
    restored = restore_version(revision=revision_of(post, 2), by=post.author)

    assert restored.source == "I live in town, far from here."
    assert restored.version == post.version + 1
    kept = revision_of(post, post.version)
    assert kept.source == "I live in a village, far from here."
    assert kept.reason == "Restored version 2"


def test_the_reason_is_in_the_language_of_the_site(post):
    with override("en-xa"):
        restore_version(revision=revision_of(post, 2), by=post.author)

    assert revision_of(post, post.version).reason == "Restored version 2"


def test_a_stranger_may_not_restore(post):
    with pytest.raises(Denied):
        restore_version(revision=revision_of(post, 1), by=UserFactory())

    post.refresh_from_db()
    assert "village" in post.source
    assert not Revision.objects.filter(post=post, number=3).exists()


# -- every interface -------------------------------------------------------------------------------
INTERFACES = {
    "page": lambda client, post, verb: client.post(
        f"/posts/{post.pk}/history/1/{'restoration' if verb == 'restore' else 'hiding'}/",
        {"undo": "1"} if verb == "show" else {},
    ),
    "rest": lambda client, post, verb: getattr(client, "delete" if verb == "show" else "put")(
        f"/api/v1/posts/{post.pk}/revisions/1/{'restoration' if verb == 'restore' else 'hiding'}/"
    ),
    "graphql": lambda client, post, verb: client.post(
        "/graphql/",
        {
            "query": f"""mutation {{ discussions {{ {verb}{
                "Version" if verb == "restore" else "Revision"
            }(postId: {post.pk}, number: 1) {{ post {{ id }} }} }} }}"""
        },
        content_type="application/json",
    ),
}


@pytest.mark.parametrize("interface", INTERFACES)
def test_every_interface_hides_shows_and_restores(interface, post, as_):
    client, call = as_(ModeratorFactory()), INTERFACES[interface]

    assert call(client, post, "hide").status_code < 400
    assert revision_of(post, 1).hidden_at
    assert call(client, post, "show").status_code < 400
    assert not revision_of(post, 1).hidden_at
    assert call(client, post, "restore").status_code < 400
    post.refresh_from_db()
    assert SECRET in post.source


@pytest.mark.parametrize("interface", INTERFACES)
@pytest.mark.parametrize("verb", ["hide", "restore"])
def test_every_interface_refuses_a_stranger(interface, verb, post, as_):
    INTERFACES[interface](as_(UserFactory()), post, verb)

    assert revision_of(post, 1).hidden_at is None
    post.refresh_from_db()
    assert SECRET not in post.source


def test_rest_and_graphql_give_the_difference(post, as_):
    expected = [
        {"op": "keep", "text": "I live in "},
        {"op": "delete", "text": "town"},
        {"op": "insert", "text": "a village"},
        {"op": "keep", "text": ", far from here."},
    ]
    query = f"""{{ discussions {{ revisions(postId: {post.pk}) {{ nodes {{
        number pieces {{ op text }} changes {{ name }} }} }} }} }}"""

    rest = as_().get(f"/api/v1/posts/{post.pk}/revisions/").json()
    graphql = as_().post("/graphql/", {"query": query}, content_type="application/json").json()

    assert rest[0]["pieces"] == expected
    assert graphql["data"]["discussions"]["revisions"]["nodes"][0]["pieces"] == expected
    assert graphql["data"]["discussions"]["revisions"]["nodes"][0]["changes"] == []


def test_a_short_address_leads_to_the_post(post, as_):
    answer = as_().get(f"/p/{post.pk}/")

    assert answer.headers["Location"].endswith(f"#p{post.number}")
    assert as_().get("/p/999999/").status_code == 404
