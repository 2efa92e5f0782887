"""The one bulk path, with all that a thread can bring along."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError

from community.accounts.actions_import import ImportedMember, import_members
from community.accounts.models import User
from community.discussions.actions.imports import (
    Came,
    Earlier,
    ImportedPost,
    Removal,
)
from community.discussions.actions.text import NothingWritten
from community.discussions.models import DEPTH, Post, Revision, Thread
from community.discussions.origins import Origin
from community.kernel.invariants import broken
from forum.actions_import import ImportedTopic, import_topics
from tests.factories import CategoryFactory, UserFactory

pytestmark = pytest.mark.django_db

BEGIN = datetime(2020, 5, 1, tzinfo=UTC)


def topic(posts, **more):
    return ImportedTopic(category=CategoryFactory(), title="Old talk", posts=posts, **more)


def post(author, hours=0, **more):
    return ImportedPost(
        author_id=author.pk, source="said", created_at=BEGIN + timedelta(hours=hours), **more
    )


def test_replies_stand_under_their_parents():
    ana = UserFactory()
    posts = [post(ana), post(ana, 1, parent=0), post(ana, 2, parent=1), post(ana, 3, parent=2)]

    import_topics(topics=[topic(posts, answer=2)])

    opening, first, second, third = Post.objects.order_by("number")
    assert (first.parent, second.parent, third.parent) == (opening, first, second)
    assert [p.path for p in (opening, first, second, third)] == [[1], [2], [2, 3], [2, 3, 4]]
    assert [p.replies_count for p in (opening, first, second, third)] == [1, 1, 1, 0]
    assert opening.thread.topic.solution == second
    assert broken() == []


def test_a_very_deep_thread_stays_within_what_a_path_holds():
    ana = UserFactory()
    posts = [post(ana), *(post(ana, at, parent=at - 1) for at in range(1, DEPTH + 5))]

    import_topics(topics=[topic(posts)])

    assert max(len(deep.path) for deep in Post.objects.all()) == DEPTH
    assert broken() == []


def test_likes_edits_and_removals_come_along():
    ana, ben = UserFactory(), UserFactory()
    edited_at, removed_at = BEGIN + timedelta(hours=5), BEGIN + timedelta(hours=6)
    posts = [
        post(ana, liked_by=[ben.pk]),
        post(ben, 1, earlier=[Earlier(source="sad", editor_id=ben.pk, replaced_at=edited_at)]),
        post(ben, 2, parent=0, liked_by=[ana.pk], removed=Removal(at=removed_at, by_id=ben.pk)),
    ]

    import_topics(topics=[topic(posts)])

    thread, edited = Thread.objects.get(), Post.objects.get(number=2)
    assert (thread.posts_count, thread.likes_count, thread.highest_number) == (2, 1, 3)
    assert (thread.bumped_at, thread.last_author) == (edited.created_at, ben)
    assert (edited.version, edited.edited_at) == (2, edited_at)
    assert Revision.objects.get().source == "sad"
    assert Post.objects.get(number=1).replies_count == 0
    assert Post.objects.get(number=3).deleted_by == ben
    assert broken() == []


def test_nothing_comes_in_twice():
    ana = UserFactory()
    came = Came(site="there", kind=Origin.Kind.QUESTION, key=7)
    told = topic([post(ana, came=came)])
    import_topics(topics=[told])

    with pytest.raises(IntegrityError):
        import_topics(topics=[told])

    assert Thread.objects.count() == 1


def test_a_text_that_nobody_could_write_is_refused():
    with pytest.raises(NothingWritten):
        import_topics(topics=[topic([ImportedPost(author_id=1, source=" ", created_at=BEGIN)])])

    assert not Thread.objects.exists()


@pytest.mark.parametrize(
    ("name", "made"),
    [
        ("Ana Ruiz", "Ana_Ruiz"),
        ("  <ana>  ", "ana"),
        ("!!!", "user9"),
        ("", "user9"),
        ("___", "user9"),
        ("x" * 90, "x" * 40),
        ("ﷺ" * 90, "ﷺ" * 10),
        ("e\u0301va", "éva"),
        ("system", "system-9"),
    ],
    ids=["spaces", "signs", "only signs", "none", "lines", "long", "folds long", "marks", "taken"],
)
def test_any_name_becomes_one_of_ours(name, made):
    [member] = import_members(members=[ImportedMember(name=name, number=9)])

    assert member.username == made
    member.full_clean()


def test_names_stay_apart_whatever_is_taken():
    names = ["ana", "Ana", "ANA-3", "Åna"]

    import_members(members=[ImportedMember(name=name, number=3) for name in names])
    import_members(members=[ImportedMember(name="ana", number=3)])

    people = User.objects.filter(is_machine=False).order_by("pk")
    assert [person.username for person in people] == [
        "ana", "Ana-3", "ANA-3-3", "Åna-3-2", "ana-3-4",
    ]  # fmt: skip
