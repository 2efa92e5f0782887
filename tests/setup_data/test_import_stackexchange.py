"""The dump beside this file is our own writing; every oddity in it is one that real dumps have."""

import shutil
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError

from community.accounts.models import User
from community.discussions.models import Post, Thread
from community.discussions.origins import Origin
from community.events.models import EventRecord
from community.kernel.invariants import broken
from community.notifications.models import Mail
from community.setup import importers
from forum.models import Category, Tag, Topic
from tests.factories import CategoryFactory
from tests.handled import handled

pytestmark = pytest.mark.django_db

DUMP = Path(__file__).parent / "dump"
TOLD = "discussions.threads.imported"


def imported(folder=DUMP, **options):
    """Run the command; return its lines on stdout and on stderr."""
    out, err = StringIO(), StringIO()
    call_command("import_stackexchange", str(folder), stdout=out, stderr=err, **options)
    return out.getvalue(), err.getvalue()


def thread_of(question):
    origin = Origin.objects.get(site="dump", kind="question", key=question)
    return Thread.objects.get(pk=origin.object_id)


def everything():
    return [
        list(model.objects.order_by("pk").values_list("pk", flat=True))
        for model in (User, Thread, Topic, Post, Origin, EventRecord)
    ]


def test_questions_become_topics_with_their_answers_by_date():
    out, _err = imported()

    thread = thread_of(3)
    assert out == "Imported from dump: 6 members, 3 topics, 6 posts; 9 rows skipped.\n"
    assert [post.source for post in thread.posts.order_by("number")] == [
        "I forgot.", "Now I know.", "Late, from nobody.",
    ]  # fmt: skip
    assert thread.created_at == datetime(2012, 3, 3, 9, tzinfo=UTC)
    assert thread.bumped_at == datetime(2012, 3, 6, 9, tzinfo=UTC)
    assert thread.last_author == thread.posts.get(number=3).author
    assert Category.objects.get(slug="dump").posts_count == 6
    assert broken() == []


def test_tags_come_along_however_the_dump_writes_them():
    imported()

    assert thread_of(1).topic.tag_names == ["feature-request", "sorting"]
    assert thread_of(3).topic.tag_names == ["identity"]
    assert Tag.objects.get(name="sorting").topics_count == 1


def test_an_answer_before_its_question_is_accepted_all_the_same():
    imported()

    thread = thread_of(1)
    assert (thread.title, thread.views_count) == ("May I compare & sort?", 40)
    assert thread.topic.solution == thread.posts.get(number=2)


def test_html_becomes_markdown_that_renders_the_same():
    imported()

    question, answer = thread_of(1).posts.order_by("number")
    assert question.source == r"2 \* 3 \* 4 and snake_case_name, \[not a link\](here)"
    assert "[not a link](here)" in question.html
    assert answer.source == "Use `a < b` & rest:\n\n```py\nif a < b:\n    rest()\n```"


def test_what_cannot_be_used_is_told_by_file_and_row():
    _out, err = imported()

    assert set(err.splitlines()) == {
        "Users.xml row 5: it has no Id",
        "Users.xml row 6: its CreationDate is no date: yesterday",
        "Posts.xml row 4: its Body is empty",
        "Posts.xml row 5: its question 99 is not in the dump",
        "Posts.xml row 7: it has no Title",
        "Posts.xml row 8: its question 7 cannot be used",
        "Posts.xml row 9: it has no CreationDate",
        "Posts.xml row 12: there was a post 11 before",
        "Posts.xml row 13: its Id is no number: twelve",
    }


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
    assert third.username == importers.NOBODY


def test_the_dumps_machine_is_ours_and_a_long_title_is_cut():
    imported()

    thread = thread_of(13)
    assert thread.author.is_machine
    assert len(thread.title) == 200
    assert thread.title.endswith("…")


def test_one_event_tells_of_it_and_nobody_is_notified():
    imported()
    handled()

    [event] = EventRecord.objects.filter(name=TOLD)
    assert (event.payload["threads_count"], event.payload["posts_count"]) == (3, 6)
    assert not Mail.objects.exists()


def test_again_brings_nothing_in_twice():
    imported()
    before = everything()

    out, _err = imported()

    assert out.startswith("Imported from dump: 0 members, 0 topics, 0 posts;")
    assert everything() == before


def test_after_a_kill_in_the_middle_the_next_run_goes_on(monkeypatch):
    whole = importers.import_topics
    calls = []

    def killed_at_the_second(**told):
        calls.append(told)
        if len(calls) == 2:
            whole(**told)
            raise OperationalError("killed")
        return whole(**told)

    monkeypatch.setattr(importers, "BATCH", 1)
    monkeypatch.setattr(importers, "import_topics", killed_at_the_second)

    with pytest.raises(CommandError, match="killed"):
        imported()
    assert not EventRecord.objects.filter(name=TOLD).exists()
    monkeypatch.undo()
    imported()

    assert (Thread.objects.count(), Post.objects.count()) == (3, 6)
    [event] = EventRecord.objects.filter(name=TOLD)
    assert (event.payload["threads_count"], event.payload["posts_count"]) == (3, 6)
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

    assert Thread.objects.count() == 6
    assert User.objects.filter(folded_username__startswith="ana_m._ruiz").count() == 4
    assert broken() == []


def test_topics_go_where_they_are_sent_and_are_read_by_whom_reads_there():
    category = CategoryFactory(slug="attic")

    imported(category="attic")

    assert set(Thread.objects.values_list("container_id", flat=True)) == {category.pk}
    assert not Category.objects.filter(slug="dump").exists()


def test_a_new_answer_to_an_imported_question_is_told(tmp_path):
    folder = tmp_path / "dump"
    shutil.copytree(DUMP, folder)
    imported(folder)
    posts = folder / "Posts.xml"
    row = '<row Id="50" PostTypeId="2" ParentId="1" CreationDate="2013-01-01" Body="x" /></posts>'
    posts.write_text(posts.read_text("utf-8").replace("</posts>", row), "utf-8")

    _out, err = imported(folder)

    assert "Posts.xml row 15: its question was imported without it" in err.splitlines()


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
        ("x" * 33_000, "its Body is longer than 32,000 characters"),
        ("&lt;b&gt;" * 2000, "its Body is nested too deep"),
    ],
    ids=["long", "deep"],
)
def test_a_text_that_is_too_much_is_told(tmp_path, body, why):
    shutil.copy(DUMP / "Users.xml", tmp_path)
    row = f'<row Id="1" PostTypeId="1" CreationDate="2013-01-01" Title="x" Body="{body}" />'
    (tmp_path / "Posts.xml").write_text(f"<posts>{row}</posts>")

    _out, err = imported(tmp_path)

    assert f"Posts.xml row 1: {why}" in err.splitlines()
    assert not Thread.objects.exists()


def test_it_can_be_stopped_from_the_keyboard(monkeypatch):
    def pressed(**_told):
        raise KeyboardInterrupt

    monkeypatch.setattr(importers, "import_topics", pressed)

    with pytest.raises(CommandError, match="Run it again to go on"):
        imported()


def test_a_terminal_sees_how_far_it_is():
    class Terminal(StringIO):
        def isatty(self):
            return True

    out = Terminal()

    call_command("import_stackexchange", str(DUMP), stdout=out, stderr=StringIO())

    assert "\rImporting topics:" in out.getvalue()
