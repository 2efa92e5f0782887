"""Rebuilding, healing, and what happens where two index the same at once."""

from contextlib import suppress
from functools import partial
from threading import Event

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.db.models import Q

from community.discussions.actions import delete_post, edit_post
from community.discussions.models import Post
from community.kernel.health import readyz
from community.kernel.invariants import broken
from community.search import registration
from community.search.indexing import actions_outdated, actions_rebuild
from community.search.indexing.actions import index, outdate, outdate_missing, retry
from community.search.indexing.actions_outdated import heal, work_off
from community.search.models import Document, Outdated, Rebuild
from tests.factories import PostFactory, TopicFactory, UserFactory
from tests.handled import handled

pytestmark = pytest.mark.django_db
SOURCE = "discussions.post"


@pytest.fixture
def thread(monkeypatch):
    monkeypatch.setattr(actions_rebuild, "BATCH", 2)
    monkeypatch.setattr(actions_outdated, "BATCH", 2)
    thread = TopicFactory().thread
    for _ in range(5):
        PostFactory(thread=thread)
    return thread


def found():
    """Of which posts there are documents."""
    rows = Document.objects.filter(source=SOURCE).order_by("object_id")
    return list(rows.values_list("object_id", flat=True))


def posts():
    return list(Post.objects.live().order_by("pk").values_list("pk", flat=True))


def spoil():
    """What no product does: a document lost, one changed, one of a post that never was."""
    documents = Document.objects.filter(source=SOURCE).order_by("object_id")
    documents.first().delete()
    documents.filter(pk=documents.last().pk).update(body="old")
    strange = documents.last()
    strange.pk, strange.object_id = None, strange.object_id + 1000
    strange.save(force_insert=True)


def test_the_command_makes_all_documents_anew(thread, capsys):
    handled()
    spoil()
    assert broken()

    call_command("rebuild_search")

    assert found() == posts()
    assert not Document.objects.filter(body="old").exists()
    assert not Rebuild.objects.exists()
    assert "discussions.post: 6 documents." in capsys.readouterr().out
    handled()
    assert not broken()


def test_what_was_stopped_goes_on_from_there(thread, monkeypatch, capsys):
    handled()
    Document.objects.filter(source=SOURCE).delete()
    do, stops = actions_rebuild._step, iter([False, True])

    def stopped(*args):
        if next(stops, False):
            raise KeyboardInterrupt
        return do(*args)

    monkeypatch.setattr(actions_rebuild, "_step", stopped)
    with pytest.raises(CommandError, match="Run the command again"):
        call_command("rebuild_search", source=SOURCE)
    assert found() == posts()[:2]
    Document.objects.filter(object_id=posts()[0]).delete()

    call_command("rebuild_search", source=SOURCE)
    assert found() == posts()[1:]
    assert f"continues after ID {posts()[1]}" in capsys.readouterr().out

    with suppress(CommandError):
        stops = iter([True])
        call_command("rebuild_search", source=SOURCE)
    call_command("rebuild_search", source=SOURCE, restart=True)
    assert found() == posts()


def test_one_kind_alone_leaves_the_others_as_they_are(thread):
    handled()
    spoil()
    Document.objects.filter(source=SOURCE).update(body="old")

    call_command("rebuild_search", kind="toykind.letter")
    assert set(Document.objects.filter(source=SOURCE).values_list("body", flat=True)) == {"old"}

    call_command("rebuild_search", kind="forum.topic")
    assert found() == posts()
    assert not Document.objects.filter(source=SOURCE, body="old").exists()


@pytest.mark.parametrize("asked", [{"source": "x"}, {"kind": "x"}])
def test_an_unknown_name_is_told_with_those_that_there_are(asked):
    with pytest.raises(CommandError, match=r"Choose from: .*(discussions\.post|forum\.topic)"):
        call_command("rebuild_search", **asked)


def test_healing_finds_what_is_missing_and_what_is_too_much(thread):
    handled()
    spoil()
    Document.objects.filter(source=SOURCE, object_id=posts()[2]).update(version=7)
    Document.objects.filter(source=SOURCE, object_id=posts()[3]).update(audience_id=7)

    heal()
    handled()

    assert found() == posts()
    assert not Document.objects.filter(Q(version=7) | Q(audience_id=7)).exists()
    assert not Outdated.objects.exists()


def test_where_search_is_new_all_is_indexed_without_being_asked(thread):
    handled()
    Document.objects.all().delete()
    PostFactory(thread=thread)

    handled()

    assert found() == posts()
    assert Document.objects.filter(source="accounts.member").exists()
    assert not broken()


def test_every_source_agrees_with_itself_on_what_can_be_found(thread):
    """Else it would be missing for ever, and indexed every ten seconds."""
    delete_post(post=thread.posts.get(number=3), by=thread.posts.get(number=3).author)
    handled()

    for source in registration.sources():
        ids = source.ids_after(0, 1000)
        assert ids == sorted(entry.object_id for entry in source.read(range(1, 100_000)))
        assert source.count() == len(ids)
        assert source.ids_after(ids[0], 1) == ids[1:2] if ids else True


def test_a_failure_is_kept_and_tried_again(thread, monkeypatch, client):
    handled()
    outdate(SOURCE, lexeme="/topic/1")
    row = Outdated.objects.get()
    monkeypatch.setattr(actions_outdated, "ids_with", lambda *_: 1 / 0)

    for attempt in range(1, actions_outdated.TRIES + 1):
        Outdated.objects.exclude(due_at=None).update(due_at="2020-01-01T00:00:00Z")
        assert "search" in readyz(None).content.decode()
        work_off(outdated_id=row.pk)
        row.refresh_from_db()
        assert (row.attempts, row.error) == (attempt, "ZeroDivisionError('division by zero')")

    assert row.due_at is None
    monkeypatch.undo()
    retry(outdated=row)
    handled()
    assert not Outdated.objects.exists()


def test_what_is_outdated_while_a_job_is_at_it_is_done_anew(thread, monkeypatch):
    handled()
    outdate(SOURCE, lexeme="/kind/forum.topic")
    row = Outdated.objects.get()
    batches, real = [], actions_outdated.index

    def between(source, ids):
        if len(batches) == 1:
            outdate(SOURCE, lexeme="/kind/forum.topic")
        batches.append(sorted(ids))
        return real(source, ids)

    monkeypatch.setattr(actions_outdated, "index", between)
    work_off(outdated_id=row.pk)
    row.refresh_from_db()
    assert (row.done_id, len(batches)) == (0, 2)

    work_off(outdated_id=row.pk)
    assert not Outdated.objects.exists()
    assert [pk for ids in batches[2:] for pk in ids] == posts()


def test_index_belongs_in_a_transaction_and_ignores_what_nobody_registered():
    with transaction.atomic():
        assert index("nobody.thing", [1]) == 0
        outdate_missing(["nobody.thing"])
    handled()
    assert not Outdated.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_an_older_reading_never_overwrites_a_newer_one(in_threads, monkeypatch):
    """The rebuild has read the post when it is edited; the relay hears of it meanwhile."""
    post = PostFactory(source="Old words.")
    handled()
    source = registration.source_named(SOURCE)
    was_read, may_go_on = Event(), Event()

    def slow_read(ids):
        entries = list(source.read(ids))
        was_read.set()
        may_go_on.wait(1)
        return entries

    def rebuild():
        slow = registration.Source(**{**vars(source), "read": slow_read})
        monkeypatch.setattr("community.search.indexing.actions.source_named", lambda _: slow)
        with transaction.atomic():
            index(SOURCE, [post.pk])

    def edit():
        was_read.wait(5)
        monkeypatch.setattr("community.search.indexing.actions.source_named", lambda _: source)
        edit_post(post=post, source="New words.", version=1, by=post.author)
        handled()
        may_go_on.set()

    in_threads([rebuild, edit])

    assert Document.objects.get(source=SOURCE, object_id=post.pk).body == "New words."
    assert not broken()


@pytest.mark.django_db(transaction=True)
def test_a_rebuild_beside_writing_ends_right(in_threads, monkeypatch):
    monkeypatch.setattr(actions_rebuild, "BATCH", 3)
    thread, by = TopicFactory().thread, UserFactory()
    old = [PostFactory(thread=thread, by=by) for _ in range(12)]
    handled()

    def write():
        for post in old[::2]:
            delete_post(post=post, by=by)
            PostFactory(thread=thread, by=by)
            handled()

    rebuild = partial(call_command, "rebuild_search", source=SOURCE, verbosity=0)
    in_threads([write, rebuild, rebuild])

    handled()
    assert found() == posts()
    assert not Rebuild.objects.exists()
    assert not broken()
