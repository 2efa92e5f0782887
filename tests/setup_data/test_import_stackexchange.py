"""What a Stack Exchange dump becomes: brought in once, and looked at from many sides."""

from datetime import UTC, datetime

import pytest
from django.utils import timezone

from community.accounts.models import ImportedBadge, User
from community.discussions.models import Like, Post, Thread
from community.discussions.models.external_ids import ExternalId
from community.kernel.invariants import broken
from community.setup.importing import fitting
from forum.models import Category
from tests.setup_data.stackexchange import UNUSED, everything, imported, thread_of
from tests.setup_data.worlds import world

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("stackexchange")]


@pytest.fixture(scope="module", autouse=True)
def said(django_db_setup, django_db_blocker):
    """What the command wrote to stdout and to stderr."""
    with world(django_db_blocker):
        yield imported()


def test_questions_become_topics_with_their_answers_by_date(said):
    thread = thread_of(3)
    assert said[0] == (
        "Imported from dump: 8 members, 5 topics, 12 posts, 3 badges. Rows skipped: 31.\n"
    )
    assert [post.source for post in thread.posts.order_by("number")] == [
        "I forgot.", "Now I know.", "Late, from nobody.",
    ]  # fmt: skip
    assert thread.created_at == datetime(2012, 3, 3, 9, tzinfo=UTC)
    assert thread.bumped_at == datetime(2012, 3, 6, 9, tzinfo=UTC)
    assert thread.last_author == thread.posts.get(number=3).author
    assert thread.topic.solution is None  # what it names answers another question
    assert Category.objects.get(slug="dump").posts_count == 12
    assert broken() == []


def test_comments_reply_to_what_they_are_under():
    posts = thread_of(1).posts.order_by("number")
    assert [(post.number, post.parent and post.parent.number, post.path) for post in posts] == [
        (1, None, [1]), (2, 1, [2]), (3, 1, [3]), (4, 3, [3, 4]),
    ]  # fmt: skip
    assert posts[1].source == "\\# Not a heading, `a || b` and *this* \\@Ana"
    assert ExternalId.objects.get(site="dump", kind="comment", key=2).object_id == posts[3].pk


def test_comments_look_different_from_answers(as_):
    page = as_().get(thread_of(1).topic.get_absolute_url()).text

    kinds = [post.is_comment for post in thread_of(1).posts.order_by("number")]
    assert kinds == [False, True, False, True]
    assert page.count('class="post comment"') == page.count(">Comment</span>") == 2


def test_votes_name_nobody_and_count_all_the_same():
    thread = thread_of(1)
    scores = [(post.imported_score, post.likes_count) for post in thread.posts.order_by("number")]
    assert scores == [(-1, -1), (3, 3), (3, 3), (0, 0)]
    assert thread.likes_count == 5
    assert thread_of(14).likes_count == -1
    assert not Like.objects.exists()


def test_without_an_address_there_is_no_way_back():
    assert not Post.objects.exclude(imported_url="").exists()


def test_a_question_that_was_closed_is_closed():
    assert thread_of(1).closed_at == datetime(2012, 4, 1, 9, tzinfo=UTC)
    assert thread_of(1).closed_by.is_machine
    assert thread_of(3).closed_at is None


def test_badges_are_kept():
    kept = ImportedBadge.objects.filter(site="dump").order_by("key")
    assert [(badge.name, badge.level, badge.member.username) for badge in kept] == [
        ("Student", 3, "Ana_M._Ruiz"), ("sorting", 1, "Ana_M._Ruiz"), ("Teacher", 3, "نورا"),
    ]  # fmt: skip


def test_members_say_of_themselves_what_they_said():
    first, second = (User.objects.get(username=name) for name in ("Ana_M._Ruiz", "ana_m._RUIZ-2"))
    assert first.profile.source == "I **sort** things."
    assert (first.profile.location, first.reputation) == ("Somewhere quiet", 7)
    assert first.profile.links == ["https://ana.example"]
    assert second.profile.links == []
    assert (len(second.profile.source), second.reputation) == (1000, 2**31 - 1)


def test_everything_that_can_be_written_comes_out_again():
    html = thread_of(14).posts.get(number=1).html
    assert "<h4>What I tried</h4>" in html
    assert '<details class="spoiler">' in html
    assert "<td>a | b</td>" in html
    assert "a || b, ~~not struck~~" in html
    assert "<s>struck</s>" in html
    assert 'alt="two wheels"' in html
    assert html.count("<blockquote>") == 2
    assert "1. not a list" in html


def test_no_date_is_later_than_now_and_no_reply_before_what_it_answers():
    own = thread_of(14)
    assert own.posts.get(number=2).created_at == own.created_at
    future = thread_of(16)
    assert future.created_at <= future.bumped_at <= timezone.now()
    assert User.objects.get(username="Tomorrow").date_joined <= timezone.now()


def test_what_xml_forbids_ends_nothing():
    thread = thread_of(16)
    assert thread.title == "مرحبا \ufffdfrom \ufffdthe future"
    assert thread.posts.get(number=2).source == "The words stay."  # nested 700 levels deep
    assert thread.topic.solution == thread.posts.get(number=2)


def test_a_title_of_142_characters_is_whole():
    assert len(thread_of(14).title) == 142
    assert thread_of(14).title.endswith("last one")


def test_an_answer_before_its_question_is_accepted_all_the_same():
    thread = thread_of(1)
    assert (thread.title, thread.views_count) == ("May I compare & sort?", 40)
    assert thread.topic.solution == thread.posts.get(number=3)


def test_html_becomes_markdown_that_renders_the_same():
    question, _comment, answer, _reply = thread_of(1).posts.order_by("number")
    assert question.source == r"2 \* 3 \* 4 and snake_case_name, \[not a link\](here)"
    assert "[not a link](here)" in question.html
    assert answer.source == "Use `a < b` & rest:\n\n```py\nif a < b:\n    rest()\n```"


def test_what_cannot_be_used_is_told_by_file_and_row(said):
    assert said[1].splitlines() == UNUSED


def test_members_get_names_of_their_own_and_no_way_in():
    members = User.objects.filter(is_machine=False).order_by("pk")
    names = [member.username for member in members]
    assert names[:4] == ["Ana_M._Ruiz", "ana_m._RUIZ-2", "user3", "System-5"]
    assert not any(member.has_usable_password() or member.email for member in members)
    assert members[0].date_joined == datetime(2012, 2, 1, 8, 0, 0, 123000, tzinfo=UTC)


def test_those_who_are_gone_have_a_stand_in_for_each_name():
    thread = thread_of(3)
    first, second, third = (post.author for post in thread.posts.order_by("number"))
    assert first == second
    assert (first.username, first.is_active) == ("Gone_Girl", False)
    assert third.username == fitting.NOBODY


def test_the_dumps_machine_is_ours_and_a_long_title_is_cut():
    thread = thread_of(13)
    assert thread.author.is_machine
    assert len(thread.title) <= 200
    assert thread.title.endswith("…")


def test_again_brings_nothing_in_twice():
    before = everything()

    out, err = imported()

    assert out == "Imported from dump: 0 members, 0 topics, 0 posts, 0 badges. Rows skipped: 30.\n"
    assert everything() == before
    assert set(UNUSED) - set(err.splitlines()) == {"Users.xml row 9: duplicate member 1"}


def test_two_sites_keep_their_numbers_apart():
    imported(site="other")

    assert Thread.objects.count() == 10
    assert User.objects.filter(folded_username__startswith="ana_m._ruiz").count() == 4
    assert broken() == []
