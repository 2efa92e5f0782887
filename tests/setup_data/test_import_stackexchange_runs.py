"""Runs that are not like any other: broken off, repeated, of another dump, into another place."""

import re
import shutil
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError
from django.urls import reverse
from django.utils.html import escape

from community.discussions.models import Post, Tag, Thread
from community.discussions.models.external_ids import ExternalId
from community.events.models import EventRecord
from community.kernel.invariants import broken
from community.notifications.models import Mail
from community.setup.importing import fitting, run
from forum.models import Category
from tests.factories import CategoryFactory, TopicFactory, UserFactory
from tests.handled import handled
from tests.setup_data.stackexchange import DUMP, TOLD, copied, imported, thread_of

pytestmark = pytest.mark.django_db


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

    assert out.startswith("Imported from dump: 6 members, 5 topics, 10 posts, 0 badges.")
    assert broken() == []


def test_what_is_no_address_is_refused():
    with pytest.raises(CommandError, match="must start with https"):
        imported(url="old.example")


def test_tags_come_along_however_the_dump_writes_them():
    sorting = Tag.objects.create(name="sorting", folded_name="sorting")
    Tag.objects.create(name="sort", folded_name="sort", synonym_of=sorting)

    imported()

    assert thread_of(1).topic.tag_names == ["feature-request", "sorting"]
    assert thread_of(3).topic.tag_names == ["identity"]
    assert thread_of(14).topic.tag_names == ["a", "b", "c", "d", "sorting"]
    sorting.refresh_from_db()
    assert sorting.threads_count == 2


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
    monkeypatch.setattr(
        "community.discussions.imports.actions.containers.count_in_containers",
        lambda _changes: 1 / 0,
    )

    with pytest.raises(ZeroDivisionError):
        imported()

    assert not Thread.objects.exists()
    assert not ExternalId.objects.filter(kind="question").exists()


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

    assert (
        "Posts.xml row 22: new in a topic that was imported before, not added" in err.splitlines()
    )


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
    with pytest.raises(CommandError, match="is not a directory"):
        imported(tmp_path / "nowhere")


def test_a_text_that_is_too_much_is_told(tmp_path):
    shutil.copy(DUMP / "Users.xml", tmp_path)
    cells = "&lt;td&gt;x&lt;/td&gt;" * 300
    body = f"&lt;table&gt;&lt;tr&gt;{cells}&lt;/tr&gt;&lt;/table&gt;"
    rows = [
        '<row Id="1" PostTypeId="1" CreationDate="2013-01-01" Title="x" Body="fine" />',
        f'<row Id="2" PostTypeId="2" ParentId="1" CreationDate="2013-01-01" Body="{body}" />',
    ]
    (tmp_path / "Posts.xml").write_text(f"<posts>{''.join(rows)}</posts>")

    _out, err = imported(tmp_path)

    why = "its text cannot be rendered: A table has at most 200 columns."
    assert f"Posts.xml row 2: {why}" in err.splitlines()
    assert Post.objects.get().source == "fine"


def test_a_question_that_is_too_long_is_cut_and_leads_to_all_of_it(tmp_path):
    body = "&lt;p&gt;word&lt;/p&gt;" * 7_000
    row = f'<row Id="1" PostTypeId="1" CreationDate="2013-01-01" Title="x" Body="{body}" />'
    (tmp_path / "Posts.xml").write_text(f"<posts>{row}</posts>")

    out, err = imported(tmp_path, url="https://old.example")

    post = Post.objects.get()
    assert post.source.endswith("[Read the full text](https://old.example/posts/1/revisions).")
    assert post.source.startswith("word\n\nword\n\n")
    assert "Posts.xml row 1: shortened to 32,000 characters" in err.splitlines()
    assert "Posts shortened: 1." in out.splitlines()


def test_a_dump_without_members_has_a_stand_in_for_each_account(tmp_path):
    rows = "".join(
        f'<row Id="{key}" PostTypeId="{kind}" ParentId="1" CreationDate="2013-01-0{key}"'
        f' Title="x" Body="x" OwnerUserId="{owner}" />'
        for key, kind, owner in [(1, 1, 11), (2, 2, 12), (3, 2, 11), (4, 2, -1)]
    )
    (tmp_path / "Posts.xml").write_text(f"<posts>{rows}</posts>")

    imported(tmp_path)
    imported(tmp_path)

    authors = [post.author for post in Post.objects.select_related("author").order_by("number")]
    assert [author.username for author in authors[:3]] == ["user11", "user12", "user11"]
    assert authors[3].is_machine
    assert Thread.objects.get().others_count == 2


def test_names_lead_to_who_bore_them_in_the_topic_or_to_nobody(tmp_path):
    here = UserFactory(username="Cy")
    people = "".join(
        f'<row Id="{key}" DisplayName="{name}" CreationDate="2012-01-01" />'
        for key, name in [(1, "Ana M. Ruiz"), (2, "Bo"), (3, "Dee")]
    )
    (tmp_path / "Users.xml").write_text(f"<users>{people}</users>")
    (tmp_path / "Posts.xml").write_text(
        '<posts><row Id="1" PostTypeId="1" CreationDate="2013-01-01" Title="x" OwnerUserId="1"'
        ' Body="&lt;p&gt;`x` @Bo &lt;code&gt;@Bo&lt;/code&gt; @Dee&lt;/p&gt;" />'
        '<row Id="2" PostTypeId="2" ParentId="1" CreationDate="2013-01-02" OwnerUserId="2"'
        ' Body="@AnaM, @Cy: $a_i*b*c_i$" /></posts>'
    )

    imported(tmp_path)

    first, second = Post.objects.order_by("number")
    assert first.source == "\\`x\\` @Bo `@Bo` \\@Dee"  # who takes no part is not called
    assert second.source.startswith("@Ana_M._Ruiz, \\@Cy:")
    assert here.get_absolute_url() not in first.html + second.html
    assert second.html.count('class="mention"') == 1


def test_it_can_be_stopped_from_the_keyboard(monkeypatch):
    def pressed(**_told):
        raise KeyboardInterrupt

    monkeypatch.setattr(run, "import_topics", pressed)

    with pytest.raises(CommandError, match="Run the command again"):
        imported()


def test_a_terminal_sees_how_far_it_is():
    class Terminal(StringIO):
        def isatty(self):
            return True

    out = Terminal()

    call_command("import_stackexchange", str(DUMP), stdout=out, stderr=StringIO())

    assert re.search(r"\rImporting topics +\[#{24}\] 100%", out.getvalue())
