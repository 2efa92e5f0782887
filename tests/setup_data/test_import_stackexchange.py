"""The dump beside this file is our own writing; every oddity in it is one that real dumps have."""

import re
import shutil
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from community.accounts.badges import ImportedBadge
from community.accounts.models import User
from community.discussions.models import Like, Post, Thread
from community.discussions.origins import Origin
from community.events.models import EventRecord
from community.kernel.invariants import broken
from community.notifications.models import Mail
from community.setup.importing import fitting, run
from forum.models import Category, Tag, Topic
from tests.factories import CategoryFactory, TopicFactory, UserFactory
from tests.handled import handled

pytestmark = pytest.mark.django_db

DUMP = Path(__file__).parent / "dump"
TOLD = "discussions.threads.imported"
UNUSED = [
    "Users.xml row 5: it has no Id",
    "Users.xml row 6: its CreationDate is no date: yesterday",
    "Users.xml row 9: there was a member 1 before",
    "Posts.xml row 6: it is a tag's wiki page, not a question or answer",
    "Posts.xml row 9: it has no CreationDate",
    "Posts.xml row 12: there was a post 11 before",
    "Posts.xml row 13: its Id is no number: twelve",
    "Posts.xml row 19: its Id is no number: 99999999999999999999",
    "Posts.xml row 20: it is of type 42, not a question or answer",
    "Posts.xml row 21: it is of no type, not a question or answer",
    "Comments.xml row 3: its post 99 is not there",
    "Comments.xml row 6: there was a comment 5 before",
    "Comments.xml row 7: it has no CreationDate",
    "Comments.xml row 9: its post 6 is not there",
    "Comments.xml row 10: it has no Id",
    "Votes.xml row 8: its post 99 is not there",
    "Votes.xml row 12: its post 6 is not there",
    "Votes.xml row 13: its Id is no number: x",
    "Votes.xml row 15: there was a vote 6 before",
    "Votes.xml row 16: there was a vote 4 before",
    "Posts.xml row 5: its question 99 is not in the dump",
    "Comments.xml row 8: its post 5 cannot be used",
    "Comments.xml row 4: there is no text in it",
    "Posts.xml row 4: there is no text in it",
    "Comments.xml row 5: the post that it answers cannot be used",
    "Posts.xml row 7: it has no title",
    "Posts.xml row 8: its topic cannot be used",
    "Badges.xml row 5: there is no Class 9",
    "Badges.xml row 6: it has no Name",
    "Badges.xml row 4: there is no member 77",
    "Badges.xml row 7: there was a badge 1 before",
]


def imported(folder=DUMP, **options):
    """Run the command; return its lines on stdout and on stderr."""
    out, err = StringIO(), StringIO()
    call_command("import_stackexchange", str(folder), stdout=out, stderr=err, **options)
    return out.getvalue(), err.getvalue()


def copied(tmp_path):
    folder = tmp_path / "dump"
    shutil.copytree(DUMP, folder)
    return folder


def thread_of(question, site="dump"):
    origin = Origin.objects.get(site=site, kind="question", key=question)
    return Thread.objects.get(pk=origin.object_id)


def post_of(answer):
    return Post.objects.get(pk=Origin.objects.get(site="dump", kind="answer", key=answer).object_id)


def everything():
    return [
        list(model.objects.order_by("pk").values_list("pk", flat=True))
        for model in (User, Thread, Topic, Post, Origin, Tag, ImportedBadge, EventRecord)
    ]


def test_questions_become_topics_with_their_answers_by_date():
    out, _err = imported()

    thread = thread_of(3)
    assert out == (
        "Imported from dump: 8 members, 5 topics, 12 posts, 3 badges; 31 rows not used.\n"
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
    imported()

    posts = thread_of(1).posts.order_by("number")
    assert [(post.number, post.parent and post.parent.number, post.path) for post in posts] == [
        (1, None, [1]), (2, 1, [2]), (3, 1, [3]), (4, 3, [3, 4]),
    ]  # fmt: skip
    assert posts[1].source == "\\# Not a heading, `a || b` and *this* @Ana"
    assert Origin.objects.get(site="dump", kind="comment", key=2).object_id == posts[3].pk


def test_votes_name_nobody_and_count_all_the_same():
    imported()

    thread = thread_of(1)
    scores = [(post.imported_score, post.likes_count) for post in thread.posts.order_by("number")]
    assert scores == [(-1, -1), (3, 3), (3, 3), (0, 0)]
    assert thread.likes_count == 5
    assert thread_of(14).likes_count == -1
    assert not Like.objects.exists()


def test_without_votes_the_score_is_taken(tmp_path):
    folder = copied(tmp_path)
    (folder / "Votes.xml").unlink()

    imported(folder)

    assert [post.likes_count for post in thread_of(1).posts.order_by("number")] == [-3, 3, 4, 0]
    assert thread_of(14).posts.get(number=1).likes_count == fitting.MOST_SCORE


def test_everything_but_the_posts_may_be_missing(tmp_path):
    folder = tmp_path / "dump"
    folder.mkdir()
    shutil.copy(DUMP / "Posts.xml", folder)

    out, _err = imported(folder)

    assert out.startswith("Imported from dump: 2 members, 5 topics, 10 posts, 0 badges;")
    assert broken() == []


def test_posts_say_where_they_stood_and_under_which_licence():
    imported(url="https://old.example/")

    question, comment, answer, _reply = thread_of(1).posts.order_by("number")
    assert question.imported_url == "https://old.example/posts/1/revisions"
    assert comment.imported_url == "https://old.example/posts/comments/1"
    assert (question.imported_licence, answer.imported_licence) == ("CC BY-SA 2.5", "CC BY-SA 3.0")
    assert answer.edited_at == datetime(2012, 3, 2, 10, tzinfo=UTC)


def test_without_an_address_there_is_no_way_back():
    imported()

    assert not Post.objects.exclude(imported_url="").exists()


def test_what_is_no_address_is_refused():
    with pytest.raises(CommandError, match="an address begins with https"):
        imported(url="old.example")


def test_a_question_that_was_closed_is_closed():
    imported()

    assert thread_of(1).closed_at == datetime(2012, 4, 1, 9, tzinfo=UTC)
    assert thread_of(1).closed_by.is_machine
    assert thread_of(3).closed_at is None


def test_badges_are_kept():
    imported()

    kept = ImportedBadge.objects.filter(site="dump").order_by("key")
    assert [(badge.name, badge.level, badge.member.username) for badge in kept] == [
        ("Student", 3, "Ana_M._Ruiz"), ("sorting", 1, "Ana_M._Ruiz"), ("Teacher", 3, "نورا"),
    ]  # fmt: skip


def test_members_say_of_themselves_what_they_said():
    imported()

    first, second = (User.objects.get(username=name) for name in ("Ana_M._Ruiz", "ana_m._RUIZ-2"))
    assert first.profile.source == "I **sort** things."
    assert (first.profile.location, first.reputation) == ("Somewhere quiet", 7)
    assert first.profile.links == ["https://ana.example"]
    assert second.profile.links == []
    assert (len(second.profile.source), second.reputation) == (1000, 2**31 - 1)


def test_everything_that_can_be_written_comes_out_again():
    imported()

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
    imported()

    own = thread_of(14)
    assert own.posts.get(number=2).created_at == own.created_at
    future = thread_of(16)
    assert future.created_at <= future.bumped_at <= timezone.now()
    assert User.objects.get(username="Tomorrow").date_joined <= timezone.now()


def test_what_xml_forbids_ends_nothing():
    imported()

    thread = thread_of(16)
    assert thread.title == "مرحبا \ufffdfrom \ufffdthe future"
    assert thread.posts.get(number=2).source == "The words stay."  # nested 700 levels deep
    assert thread.topic.solution == thread.posts.get(number=2)


def test_a_title_of_142_characters_is_whole():
    imported()

    assert len(thread_of(14).title) == 142
    assert thread_of(14).title.endswith("last one")


def test_tags_come_along_however_the_dump_writes_them():
    sorting = Tag.objects.create(name="sorting", folded_name="sorting")
    Tag.objects.create(name="sort", folded_name="sort", synonym_of=sorting)

    imported()

    assert thread_of(1).topic.tag_names == ["feature-request", "sorting"]
    assert thread_of(3).topic.tag_names == ["identity"]
    assert thread_of(14).topic.tag_names == ["a", "b", "c", "d", "sorting"]
    sorting.refresh_from_db()
    assert sorting.topics_count == 2


def test_an_answer_before_its_question_is_accepted_all_the_same():
    imported()

    thread = thread_of(1)
    assert (thread.title, thread.views_count) == ("May I compare & sort?", 40)
    assert thread.topic.solution == thread.posts.get(number=3)


def test_html_becomes_markdown_that_renders_the_same():
    imported()

    question, _comment, answer, _reply = thread_of(1).posts.order_by("number")
    assert question.source == r"2 \* 3 \* 4 and snake_case_name, \[not a link\](here)"
    assert "[not a link](here)" in question.html
    assert answer.source == "Use `a < b` & rest:\n\n```py\nif a < b:\n    rest()\n```"


def test_what_cannot_be_used_is_told_by_file_and_row():
    _out, err = imported()

    assert err.splitlines() == UNUSED


def test_members_get_names_of_their_own_and_no_way_in():
    imported()

    members = User.objects.filter(is_machine=False).order_by("pk")
    names = [member.username for member in members]
    assert names[:4] == ["Ana_M._Ruiz", "ana_m._RUIZ-2", "user3", "System-5"]
    assert not any(member.has_usable_password() or member.email for member in members)
    assert members[0].date_joined == datetime(2012, 2, 1, 8, 0, 0, 123000, tzinfo=UTC)


def test_those_who_are_gone_have_a_stand_in_for_each_name():
    imported()

    thread = thread_of(3)
    first, second, third = (post.author for post in thread.posts.order_by("number"))
    assert first == second
    assert (first.username, first.is_active) == ("Gone_Girl", False)
    assert third.username == fitting.NOBODY


def test_the_dumps_machine_is_ours_and_a_long_title_is_cut():
    imported()

    thread = thread_of(13)
    assert thread.author.is_machine
    assert len(thread.title) <= 200
    assert thread.title.endswith("…")


def test_one_event_tells_of_it_and_nobody_is_notified():
    member = UserFactory(username="Ana")  # whom a comment calls, as somebody else's name there
    imported()
    handled()

    [event] = EventRecord.objects.filter(name=TOLD)
    assert (event.payload["threads_count"], event.payload["posts_count"]) == (5, 12)
    assert not Mail.objects.exists()
    assert not member.mentions.exists()


def test_nothing_of_it_is_new_or_unread_to_members(as_):
    member = UserFactory()
    imported()

    for name in ("new", "unread"):
        assert "May I compare" not in as_(member).get(reverse(f"forum:list_{name}")).text


def test_lists_have_it_by_its_dates(as_):
    ours = TopicFactory()
    imported()

    page = as_().get("/").text
    titles = ["the future", ours.thread.title, "A title of one", "long long", "Who was I?"]
    at = [page.index(escape(title)) for title in titles]
    assert at == sorted(at)


def test_again_brings_nothing_in_twice():
    imported()
    before = everything()

    out, err = imported()

    assert out == "Imported from dump: 0 members, 0 topics, 0 posts, 0 badges; 30 rows not used.\n"
    assert everything() == before
    assert set(UNUSED) - set(err.splitlines()) == {"Users.xml row 9: there was a member 1 before"}


def test_after_a_kill_in_the_middle_the_next_run_goes_on(monkeypatch):
    whole = run.import_topics
    calls = []

    def killed_at_the_second(**told):
        calls.append(told)
        if len(calls) == 2:
            whole(**told)
            raise OperationalError("killed")
        return whole(**told)

    monkeypatch.setattr(run, "BATCH", 1)
    monkeypatch.setattr(run, "import_topics", killed_at_the_second)

    with pytest.raises(CommandError, match="killed"):
        imported()
    assert not EventRecord.objects.filter(name=TOLD).exists()
    monkeypatch.undo()
    imported()

    assert (Thread.objects.count(), Post.objects.count()) == (5, 12)
    [event] = EventRecord.objects.filter(name=TOLD)
    assert (event.payload["threads_count"], event.payload["posts_count"]) == (5, 12)
    assert broken() == []


def test_a_batch_that_fails_leaves_no_row(monkeypatch):
    monkeypatch.setattr("forum.actions_import.count_in_categories", lambda _changes: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        imported()

    assert not Thread.objects.exists()
    assert not Origin.objects.filter(kind="question").exists()


def test_two_sites_keep_their_numbers_apart():
    imported()
    imported(site="other")

    assert Thread.objects.count() == 10
    assert User.objects.filter(folded_username__startswith="ana_m._ruiz").count() == 4
    assert broken() == []


def test_topics_go_where_they_are_sent_and_are_read_by_whom_reads_there():
    category = CategoryFactory(slug="attic")

    imported(category="attic")

    assert set(Thread.objects.values_list("container_id", flat=True)) == {category.pk}
    assert not Category.objects.filter(slug="dump").exists()


def test_a_new_answer_to_an_imported_question_is_told(tmp_path):
    folder = copied(tmp_path)
    imported(folder)
    posts = folder / "Posts.xml"
    row = '<row Id="50" PostTypeId="2" ParentId="1" CreationDate="2013-01-01" Body="x" /></posts>'
    posts.write_text(posts.read_text("utf-8").replace("</posts>", row), "utf-8")

    _out, err = imported(folder)

    assert "Posts.xml row 22: its topic was imported without it" in err.splitlines()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "Posts.xml is missing."),
        ("", "Posts.xml cannot be read"),
        ('<posts><row Id="1" /><row', "Posts.xml cannot be read"),
        ('<!DOCTYPE x [<!ENTITY a "b">]><posts><row Id="&a;" /></posts>', "cannot be read"),
    ],
)
def test_a_dump_that_cannot_be_read_ends_with_one_line(tmp_path, content, said):
    shutil.copy(DUMP / "Users.xml", tmp_path)
    if content is not None:
        (tmp_path / "Posts.xml").write_text(content)

    with pytest.raises(CommandError, match=said) as error:
        imported(tmp_path)

    assert "\n" not in str(error.value)


def test_a_folder_that_is_not_there_ends_with_one_line(tmp_path):
    with pytest.raises(CommandError, match="is no folder"):
        imported(tmp_path / "nowhere")


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ("x" * 33_000, "its text is longer than 32,000 characters"),
        (
            "&lt;table&gt;&lt;tr&gt;"
            + "&lt;td&gt;x&lt;/td&gt;" * 300
            + "&lt;/tr&gt;&lt;/table&gt;",
            "its text cannot be shown: That is too long. A post holds 32,000 characters.",
        ),
    ],
    ids=["long", "wide"],
)
def test_a_text_that_is_too_much_is_told(tmp_path, body, why):
    shutil.copy(DUMP / "Users.xml", tmp_path)
    rows = [
        '<row Id="1" PostTypeId="1" CreationDate="2013-01-01" Title="x" Body="fine" />',
        f'<row Id="2" PostTypeId="2" ParentId="1" CreationDate="2013-01-01" Body="{body}" />',
    ]
    (tmp_path / "Posts.xml").write_text(f"<posts>{''.join(rows)}</posts>")

    _out, err = imported(tmp_path)

    assert f"Posts.xml row 2: {why}" in err.splitlines()
    assert Post.objects.get().source == "fine"


def test_it_can_be_stopped_from_the_keyboard(monkeypatch):
    def pressed(**_told):
        raise KeyboardInterrupt

    monkeypatch.setattr(run, "import_topics", pressed)

    with pytest.raises(CommandError, match="Run it again to go on"):
        imported()


def test_a_terminal_sees_how_far_it_is():
    class Terminal(StringIO):
        def isatty(self):
            return True

    out = Terminal()

    call_command("import_stackexchange", str(DUMP), stdout=out, stderr=StringIO())

    assert re.search(r"\rImporting topics +\[#{24}\] 100%", out.getvalue())
