"""The unread list asks candidates only, and is what asking all that one follows would say."""

import random
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.db.models import Exists, F, OuterRef, Q

from community.discussions.actions import (
    delete_post,
    delete_thread,
    reply_to_thread,
    restore_post,
    restore_thread,
)
from community.discussions.imports.actions.records import ImportedPost, ImportedReading
from community.discussions.imports.actions.replies import import_replies
from community.discussions.kinds import kind_named
from community.discussions.lists.orders import ORDERS, following
from community.discussions.lists.queries import counts, light_page, page_of
from community.discussions.lists.scope import Scope
from community.discussions.models import Post, Thread
from community.discussions.models.reading import Level, Reading, Reason, UnreadHint
from community.discussions.reading import actions_hints
from community.discussions.reading.actions import (
    mark_all_read,
    mark_read,
    watch_place,
    watch_thread,
)
from community.discussions.reading.actions_hints import are_hints_due, repair_hints, update_hints
from community.discussions.tasks import repair_counters
from community.kernel.invariants import broken
from community.search.indexing.actions_outdated import heal
from forum.actions_import import ImportedTopic, import_topics
from forum.models import KIND
from tests.factories import (
    AdminFactory,
    CategoryFactory,
    ModeratorFactory,
    PostFactory,
    TopicFactory,
    UserFactory,
)
from tests.handled import handled

pytestmark = pytest.mark.django_db
THEN = datetime(2020, 5, 1, tzinfo=UTC)


def scope_of(member):
    return Scope(kind=kind_named(KIND), viewer=member)


def asked_of_all(member):
    """The definition of unread, without hints: every thread that is followed is asked."""
    scope = scope_of(member)
    since = Post.objects.live().filter(
        thread=OuterRef("pk"), number__gt=OuterRef("readings__last_read_number")
    )
    rows = following(scope).filter(
        Q(posts_count=F("highest_number")) | Q(Exists(since)),
        readings__member=scope.viewer.pk,
        readings__last_read_number__lt=F("highest_number"),
    )
    return list(rows.order_by("-bumped_at", "-id").values_list("pk", flat=True))


def listed(member):
    scope = scope_of(member)
    first = [row.pk for row in light_page(ORDERS["unread"], scope, None).rows]
    assert first == [row.pk for row in page_of(ORDERS["unread"], scope, None).rows]
    assert counts(scope)["unread"] == len(first)
    return first


def candidates(member):
    rows = Reading.objects.filter(member=member, level__gte=Level.TRACKING)
    return set(rows.filter(unread_hint__gt=UnreadHint.NO).values_list("thread", flat=True))


class Doings:
    """What members, moderators, imports and the worker may do, each at random; some more often."""

    often = ("do_reply", "do_import_replies", "do_watch", "do_let_the_worker_look")

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.moderator, self.admin = ModeratorFactory(), AdminFactory()
        self.members = [UserFactory() for _ in range(3)]
        self.places = [CategoryFactory(by=self.admin) for _ in range(2)]
        for place in self.places:
            for author in self.members[:2]:
                thread = TopicFactory(category=place, by=author).thread
                for member in self.members:
                    watch_thread(thread=thread, level=Level.TRACKING, by=member)

    def do(self):
        names = [name for name in vars(Doings) if name.startswith("do_")]
        getattr(self, self.random.choice([*names, *self.often * 2]))()

    @property
    def member(self):
        return self.random.choice(self.members)

    @property
    def place(self):
        return {"kind": "forum.category", "object_id": self.random.choice(self.places).pk}

    def thread(self, **of):
        return self.random.choice(Thread.objects.filter(**of).order_by("pk"))

    def post(self, **of):
        found = Post.objects.filter(number__gt=1, thread__deleted_at=None, **of).order_by("pk")
        return self.random.choice(found) if found else None

    def do_reply(self):
        reply_to_thread(thread=self.thread(deleted_at=None), source="Words", by=self.member)

    def do_delete(self):
        if post := self.post(deleted_at=None):
            delete_post(post=post, by=self.moderator)

    def do_restore(self):
        if post := self.post(deleted_at__isnull=False):
            restore_post(post=post, by=self.moderator)

    def do_read(self):
        thread = self.thread(deleted_at=None)
        upto, ms = self.random.randint(0, thread.highest_number), self.random.choice([0, 400_000])
        mark_read(thread=thread, upto=upto, ms=ms, by=self.member)

    def do_read_to_the_end(self):
        thread = self.thread(deleted_at=None)
        mark_read(thread=thread, upto=thread.highest_number, ms=5, by=self.member)

    def do_watch(self):
        level = self.random.choice([0, 1, 2, 3])
        watch_thread(thread=self.thread(deleted_at=None), level=level, by=self.member)

    def do_watch_place(self):
        watch_place(**self.place, level=self.random.choice([None, 0, 1, 2, 3]), by=self.member)

    def do_mark_all_read(self):
        place = self.random.choice([self.place, {"kind": "forum", "object_id": 0}])
        mark_all_read(**place, by=self.member)

    def do_delete_or_restore_a_thread(self):
        thread = self.thread()
        (delete_thread if thread.is_live else restore_thread)(thread=thread, by=self.moderator)

    def imported(self):
        return ImportedPost(author_id=self.member.pk, source="Old words", created_at=THEN)

    def do_import_replies(self):
        told = {self.thread(deleted_at=None).pk: [self.imported(), self.imported()]}
        import_replies(site="there", kind=KIND, replies=told, by=self.admin)

    def do_import_topic(self):
        readings = [
            ImportedReading(
                member_id=member.pk,
                upto=self.random.randint(0, 2),
                level=self.random.choice([Level.NORMAL, Level.TRACKING]),
                reason=Reason.REPLIED,
            )
            for member in self.members
        ]
        posts, place = [self.imported(), self.imported()], self.random.choice(self.places)
        told = ImportedTopic(title="Old talk", posts=posts, category=place, readings=readings)
        import_topics(topics=[told])

    def do_let_the_worker_look(self):
        update_hints()


@pytest.mark.parametrize("seed", range(3))
def test_whatever_happens_the_list_is_what_asking_all_would_say(seed):
    doings = Doings(seed)
    seen = set()
    for _ in range(40):
        doings.do()
        for member in doings.members:
            expected = asked_of_all(member)
            assert listed(member) == expected
            seen.add(len(expected))
    assert max(seen) > 2, "there was something to say"
    heal()  # imports are told of by whoever starts them, which nobody did here
    handled()

    assert not broken()
    for member in doings.members:
        behind = Reading.objects.filter(member=member, level__gte=Level.TRACKING)
        behind = behind.filter(last_read_number__lt=F("thread__highest_number"))
        assert candidates(member) == set(behind.values_list("thread", flat=True))
    assert not are_hints_due()


def test_only_what_is_unread_stays_a_candidate():
    member, threads = UserFactory(), [TopicFactory().thread for _ in range(4)]
    for thread in threads:
        watch_thread(thread=thread, level=Level.WATCHING, by=member)
        mark_read(thread=thread, upto=1, ms=0, by=member)
    update_hints()
    assert candidates(member) == set()

    for thread in threads[:2]:
        PostFactory(thread=thread)
    assert candidates(member) == set(), "nothing is written for followers while one replies"
    assert set(listed(member)) == {thread.pk for thread in threads[:2]}
    update_hints()

    assert candidates(member) == set(listed(member)) == {thread.pk for thread in threads[:2]}
    mark_read(thread=threads[0], upto=2, ms=0, by=member)
    update_hints()
    assert candidates(member) == set(listed(member)) == {threads[1].pk}


def test_who_reads_on_but_not_to_the_end_needs_no_new_look():
    thread, member = TopicFactory().thread, UserFactory()
    watch_thread(thread=thread, level=Level.TRACKING, by=member)
    for _ in range(3):
        PostFactory(thread=thread)
    update_hints()

    mark_read(thread=thread, upto=2, ms=9, by=member)

    assert not are_hints_due()
    assert Reading.objects.get(member=member).unread_hint == UnreadHint.YES


def test_hints_are_updated_in_batches_and_the_rest_is_due_again(monkeypatch):
    for name, value in ("READINGS", 2), ("THREADS", 1), ("MOST_ROUNDS", 3):
        monkeypatch.setattr(actions_hints, name, value)
    member, threads = UserFactory(), [PostFactory().thread for _ in range(4)]
    for thread in threads:
        watch_thread(thread=thread, level=Level.TRACKING, by=member)

    runs = 0
    while are_hints_due():
        update_hints()
        assert set(listed(member)) == {thread.pk for thread in threads}
        runs += 1

    assert runs > 2
    assert candidates(member) == {thread.pk for thread in threads}


def test_a_wrong_hint_is_found_and_mended(caplog):
    post, member = PostFactory(), UserFactory()
    watch_thread(thread=post.thread, level=Level.TRACKING, by=member)
    handled()
    assert listed(member) == [post.thread_id]
    assert repair_hints() == []

    Reading.objects.filter(member=member).update(unread_hint=UnreadHint.NO)
    assert listed(member) == []
    [line] = broken()
    assert "candidate of the unread list" in line

    repair_counters()

    assert "unread hint was wrong" in caplog.text
    assert listed(member) == [post.thread_id]
    assert not broken()


def test_a_change_of_hints_is_none_that_programs_see():
    thread = PostFactory().thread
    before = Thread.objects.values("updated_at", "changes").get(pk=thread.pk)

    update_hints()

    assert not Thread.objects.get(pk=thread.pk).has_outdated_hints
    assert Thread.objects.values("updated_at", "changes").get(pk=thread.pk) == before


def test_a_release_that_knows_no_hints_misses_nothing():
    """Its statements, as they were: it runs on while the new one starts."""
    thread, member = TopicFactory().thread, UserFactory()
    watch_thread(thread=thread, level=Level.TRACKING, by=member)
    mark_read(thread=thread, upto=1, ms=0, by=member)
    handled()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE discussions_thread SET highest_number = 2, posts_count = 2")
        cursor.execute(
            "INSERT INTO discussions_reading"
            " (member_id, thread_id, last_read_number, level, reason, read_ms)"
            " VALUES (%s, %s, 1, 2, 0, 0)",
            [other := UserFactory().pk, thread.pk],
        )

    for who in (member.pk, other):
        assert listed(type(member).objects.get(pk=who)) == [thread.pk]
