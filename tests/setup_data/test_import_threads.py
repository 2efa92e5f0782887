"""The one bulk path, with all that a thread can bring along."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError
from django.utils import timezone

from community.accounts.audiences.actions import form_audience
from community.accounts.imports.actions import ImportedMember, import_members
from community.accounts.models import Audience, User
from community.discussions.imports.actions.records import (
    Act,
    Came,
    Earlier,
    ImportedLike,
    ImportedPost,
    ImportedReading,
    ImportedState,
)
from community.discussions.models import DEPTH, MOST_TAGS, Like, Post, Revision, Tag, Thread
from community.discussions.models.external_ids import ExternalId
from community.discussions.models.reading import Level, Reading, Reason
from community.discussions.tags.actions import make_tag
from community.kernel.errors import NothingWritten
from community.kernel.invariants import broken
from forum.actions_import import ImportedTopic, import_topics
from forum.models import Topic
from tests.factories import CategoryFactory, UserFactory

pytestmark = pytest.mark.django_db

BEGIN = datetime(2020, 5, 1, tzinfo=UTC)
LIKED = datetime(2020, 6, 1, tzinfo=UTC)


def topic(posts, **more):
    more.setdefault("category", CategoryFactory())
    return ImportedTopic(title="Old talk", posts=posts, **more)


def like(member, reaction="thanks"):
    return ImportedLike(member_id=member.pk, at=LIKED, reaction=Like.Reaction(reaction))


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
    ana, ben, eve, joe = UserFactory.create_batch(4)
    edited_at, removed_at = BEGIN + timedelta(hours=5), BEGIN + timedelta(hours=6)
    posts = [
        post(ana, likes=[like(ben, "insight"), like(eve, "insight"), like(joe)]),
        post(ben, 1, earlier=[Earlier(source="sad", editor_id=ben.pk, replaced_at=edited_at)]),
        post(ben, 2, parent=0, likes=[like(ana)], removed=Act(at=removed_at, by_id=ben.pk)),
    ]

    import_topics(topics=[topic(posts)])

    thread, edited = Thread.objects.get(), Post.objects.get(number=2)
    assert (thread.posts_count, thread.likes_count, thread.highest_number) == (2, 3, 3)
    assert (thread.bumped_at, thread.last_author) == (edited.created_at, ben)
    assert (edited.version, edited.edited_at) == (2, edited_at)
    assert Revision.objects.get().source == "sad"
    opening = Post.objects.get(number=1)
    assert (opening.replies_count, opening.likes_count) == (0, 3)
    assert opening.reactions == {"insight": 2, "thanks": 1}
    assert set(opening.likes.values_list("created_at", flat=True)) == {LIKED}
    assert Post.objects.get(number=3).deleted_by == ben
    assert broken() == []


def test_what_moderators_made_of_it_comes_along():
    ana, mod = UserFactory(), UserFactory(is_moderator=True)
    done = Act(at=BEGIN + timedelta(days=1), by_id=mod.pk)
    closed = ImportedState(closed=done, archived_at=done.at, pinned_at=BEGIN)
    removed = ImportedState(removed=done)
    place = CategoryFactory()
    told = [
        topic([post(ana), post(mod, 1)], category=place, state=closed),
        topic([post(ana), post(mod, 1)], category=place, state=removed, tags=["rain"]),
    ]

    import_topics(topics=told)

    shut, gone = Thread.objects.order_by("pk")
    assert (shut.closed_at, shut.closed_by, shut.archived_at) == (done.at, mod, done.at)
    assert (shut.pinned_at, shut.pinned_until, shut.is_pinned_everywhere) == (BEGIN, None, False)
    assert (gone.deleted_at, gone.deleted_by, gone.posts_count) == (done.at, mod, 2)
    place.refresh_from_db()
    assert (place.threads_count, place.posts_count) == (1, 2)
    assert Tag.objects.get(name="rain").threads_count == 0
    assert broken() == []


def test_how_far_members_read_comes_along_and_is_no_further_than_it_goes():
    ana, ben = UserFactory(), UserFactory()
    readings = [
        ImportedReading(member_id=ana.pk, upto=1),
        ImportedReading(member_id=ben.pk, upto=9, level=Level.TRACKING, reason=Reason.REPLIED),
    ]

    import_topics(topics=[topic([post(ana), post(ben, 1)], readings=readings)])

    rows = Reading.objects.order_by("pk").values_list("member", "last_read_number", "level")
    assert list(rows) == [(ana.pk, 1, Level.NORMAL), (ben.pk, 2, Level.TRACKING)]


def test_tags_come_along_under_the_name_that_they_have_here():
    ana = UserFactory()
    mod = UserFactory(is_moderator=True)
    make_tag(name="drizzle", synonym_of=make_tag(name="rain", by=mod), by=mod)
    many = [f"one{number}" for number in range(MOST_TAGS + 2)]
    told = [
        topic([post(ana)], tags=["Drizzle", "rain", "no name!", "wind"]),
        topic([post(ana)], tags=many),
    ]

    import_topics(topics=told)

    first, second = Topic.objects.order_by("pk")
    assert first.tag_names == ["rain", "wind"]
    assert len(second.tag_names) == MOST_TAGS
    assert Tag.objects.get(name="rain").threads_count == 1
    assert Tag.objects.get(name="drizzle").threads_count == 0
    assert broken() == []


def test_a_private_topic_does_not_show_in_a_tags_count():
    private = CategoryFactory(audience=form_audience(kind=Audience.Kind.SHARED))

    import_topics(topics=[topic([post(UserFactory())], category=private, tags=["rain"])])

    assert Topic.objects.get().tag_names == ["rain"]
    assert Tag.objects.get(name="rain").threads_count == 0
    assert broken() == []


def test_lists_know_at_once_how_hot_and_how_good_it_is():
    now = timezone.now()
    told = ImportedPost(author_id=UserFactory().pk, source="said", created_at=now)

    import_topics(topics=[topic([told], views_count=100)])

    thread = Thread.objects.get()
    assert thread.hot > 0
    assert thread.top_day == thread.top_all > 0


@pytest.mark.parametrize("name", ["x" * 90, "ﷺ" * 90, "Ana M. " * 30])
def test_whoever_has_too_long_a_name_has_a_page_all_the_same(client, name):
    [member] = import_members(members=[ImportedMember(name=name, number=9)])
    import_topics(topics=[topic([post(member)])])

    assert client.get(member.get_absolute_url()).status_code == 200
    assert client.get(Topic.objects.get().get_absolute_url()).status_code == 200


def test_nothing_comes_in_twice():
    ana = UserFactory()
    came = Came(site="there", kind=ExternalId.Kind.QUESTION, key=7)
    told = topic([post(ana, came=came)])
    import_topics(topics=[told])

    with pytest.raises(IntegrityError):
        import_topics(topics=[told])

    assert Thread.objects.count() == 1


def test_a_text_that_shows_nothing_fails_no_import():
    ana = UserFactory()

    told = [replace(post(ana), source=source) for source in ("#", "[1]: /b")]

    import_topics(topics=[topic(told)])

    assert Post.objects.count() == 2


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
