"""What members earn, by what they do."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from community.accounts.models import BadgeAward, User
from community.accounts.standing.registration import (
    rules,
)
from community.discussions import actions as discussions
from community.kernel.days import number_of
from community.kernel.subjects import Subject
from community.moderation.flags.actions import agree, flag_content
from community.moderation.models import ReviewItem
from experience.recognition.events import (
    ContainerKindChanged,
    VoteRingCleared,
    VoteRingFound,
)
from experience.recognition.models import (
    Contribution,
    KindOfContainer,
    ReputationEntry,
    Score,
    Tally,
)
from forum import actions as forum
from tests.factories import ModeratorFactory, PostFactory, TopicFactory, UserFactory
from tests.handled import handled
from tests.recognition.told import BEGINNING, LIMITED, counted, happened, teller  # noqa: F401

pytestmark = pytest.mark.django_db


def reputation(member):
    handled()
    return User.objects.get(pk=member.pk).reputation


def entries(member):
    found = ReputationEntry.objects.filter(member=member).order_by("pk")
    return list(found.values_list("contribution__rule", "points", "cause"))


@pytest.fixture
def moderator():
    return ModeratorFactory()


# -- what the product's own events mean -----------------------------------------------------------
def test_a_reaction_gives_a_point_and_takes_it_back():
    post, reader = PostFactory(), UserFactory()

    discussions.like_post(post=post, by=reader)
    assert reputation(post.author) == 1
    discussions.unlike_post(post=post, by=reader)
    assert reputation(post.author) == 0
    discussions.like_post(post=post, by=reader)

    assert reputation(post.author) == 1
    rule = "discussions.like_received"
    assert entries(post.author) == [
        (rule, 1, "counted"),
        (rule, -1, "withdrawn"),
        (rule, 1, "counted"),
    ]
    assert Contribution.objects.filter(rule=rule).count() == 1


def test_a_reaction_of_somebody_new_is_worth_nothing_to_others():
    post, newcomer = PostFactory(), UserFactory(trust_level=0)

    discussions.like_post(post=post, by=newcomer)

    assert reputation(post.author) == 0
    assert Contribution.objects.filter(rule="discussions.like_given", member=newcomer).exists()


def test_a_deleted_post_takes_its_points_along_and_brings_them_back(moderator):
    post, reader = PostFactory(), UserFactory()
    discussions.like_post(post=post, by=reader)

    discussions.delete_post(post=post, by=moderator)
    assert reputation(post.author) == 0
    assert not Contribution.objects.filter(subject_id=post.pk, holds=True).exists()
    discussions.restore_post(post=post, by=moderator)

    assert reputation(post.author) == 1
    assert [cause for _rule, _points, cause in entries(post.author)] == [
        "counted", "removed", "restored"
    ]  # fmt: skip


def test_a_deleted_topic_takes_along_what_was_counted_in_it(moderator):
    topic = TopicFactory()
    post, gone = PostFactory(thread=topic.thread), PostFactory(thread=topic.thread)
    for one in (post, gone):
        discussions.like_post(post=one, by=topic.thread.author)
    discussions.delete_post(post=gone, by=moderator)

    discussions.delete_thread(thread=topic.thread, by=moderator)
    assert reputation(post.author) == 0
    discussions.restore_thread(thread=topic.thread, by=moderator)

    assert reputation(post.author) == 1
    assert reputation(gone.author) == 0, "it is still deleted by itself"


def test_a_solution_gives_points_to_both():
    asker = UserFactory(trust_level=1)
    topic = TopicFactory(by=asker)
    post = PostFactory(thread=topic.thread)

    forum.accept_answer(post=post, by=asker)

    assert reputation(post.author) == 10
    assert reputation(asker) == 2


def test_whoever_helps_a_newcomer_earns_more():
    newcomer = UserFactory(trust_level=0)
    topic = TopicFactory(by=newcomer)
    post = PostFactory(thread=topic.thread)

    forum.accept_answer(post=post, by=newcomer)

    assert reputation(post.author) == 25


def test_another_solution_replaces_the_first():
    topic = TopicFactory()
    first, second = PostFactory(thread=topic.thread), PostFactory(thread=topic.thread)

    forum.accept_answer(post=first, by=topic.thread.author)
    forum.accept_answer(post=second, by=topic.thread.author)

    assert reputation(first.author) == 0
    assert reputation(second.author) == 10
    assert reputation(topic.thread.author) == 2


def test_an_unmarked_or_deleted_solution_earns_nothing(moderator):
    topic = TopicFactory()
    post = PostFactory(thread=topic.thread)

    forum.accept_answer(post=post, by=topic.thread.author)
    forum.withdraw_answer(post=post, by=topic.thread.author)
    assert (reputation(post.author), reputation(topic.thread.author)) == (0, 0)
    forum.accept_answer(post=post, by=topic.thread.author)
    assert (reputation(post.author), reputation(topic.thread.author)) == (10, 2)
    discussions.delete_post(post=post, by=moderator)
    assert (reputation(post.author), reputation(topic.thread.author)) == (0, 0)
    discussions.restore_post(post=post, by=moderator)

    assert (reputation(post.author), reputation(topic.thread.author)) == (0, 0), (
        "it is no solution now"
    )


def test_nobody_earns_with_a_solution_of_their_own():
    topic = TopicFactory()
    own = PostFactory(thread=topic.thread, by=topic.thread.author)

    forum.accept_answer(post=own, by=topic.thread.author)

    assert reputation(topic.thread.author) == 0


def test_a_flag_that_moderators_agree_with_gives_points(moderator):
    post, flagger = PostFactory(), UserFactory()
    flag_content(subject=Subject("discussions.post", post.pk), reason="spam", by=flagger)

    agree(item=ReviewItem.objects.get(), by=moderator)

    assert reputation(flagger) == 2
    assert list(Score.objects.filter(scope="kind:support").values_list("member_id", "points")) == [
        (flagger.pk, 2)
    ]


# -- limits ---------------------------------------------------------------------------------------
def test_one_member_gives_another_at_most_30_points_a_day(told):
    giver, member = UserFactory(), UserFactory()

    counted(*(told.limited(member, giver) for _ in range(40)))
    assert reputation(member) == 30
    counted(told.limited(member, giver, days=1))

    assert reputation(member) == 31
    assert ReputationEntry.objects.filter(member=member).count() == 41, "the ledger has them all"


def test_rules_without_a_limit_come_first(told):
    giver, member = UserFactory(), UserFactory()

    counted(*(told.limited(member, giver) for _ in range(25)), told.unlimited(member, giver))
    assert reputation(member) == 30
    counted(*(told.unlimited(member, giver) for _ in range(4)))

    assert reputation(member) == 30


def test_what_is_limited_comes_to_at_most_200_points_a_day(told):
    member, givers = UserFactory(), UserFactory.create_batch(11)

    counted(*(told.limited(member, giver) for giver in givers for _ in range(20)))
    assert reputation(member) == 200
    counted(told.unlimited(member, givers[0]))

    assert reputation(member) == 210


def test_withdrawn_points_make_room_for_others(told):
    giver, member = UserFactory(), UserFactory()
    made = [told.limited(member, giver) for _ in range(35)]
    counted(*made)

    counted(*(told.withdrawn(one) for one in made[:10]))

    assert reputation(member) == 25


def test_nothing_is_limited_that_nobody_else_gave(told):
    member = UserFactory()

    counted(*(told.unlimited(member, None) for _ in range(5)))

    assert reputation(member) == 50


def test_each_scope_has_the_same_limits(told):
    giver, member = UserFactory(), UserFactory()

    counted(*(told.limited(member, giver, container_id=n % 2 + 7) for n in range(50)))

    assert dict(Score.objects.values_list("scope", "points")) == {
        "": 30, "container:7": 25, "container:8": 25, "kind:testing": 30
    }  # fmt: skip


# -- kinds, rings, tallies ------------------------------------------------------------------------
def test_a_contribution_is_of_the_kind_that_its_category_had_then(told):
    member, giver = UserFactory(), UserFactory()

    def kind(slug):
        return happened(ContainerKindChanged(actor_id=None, container_id=7, kind=slug))

    counted(
        told.limited(member, giver, container_id=7),
        kind("education"),
        told.limited(member, giver, container_id=7),
        kind("code"),
        kind(""),
        told.limited(member, giver, container_id=7),
        kind("design"),
        kind("unknown"),
    )

    kinds = Contribution.objects.order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == ["testing", "education", "testing"]
    assert not KindOfContainer.objects.exists()


def ring(event_type, members, days=(0, 0)):
    today = date(2026, 3, 1)
    since, until = (number_of(today + timedelta(days=n)) for n in days)
    return happened(
        event_type(
            actor_id=None,
            ring_id=1,
            member_ids=[one.pk for one in members],
            since=since,
            until=until,
        )
    )


@pytest.mark.parametrize("at_once", [True, False])
def test_votes_in_a_ring_do_not_count_until_it_is_cleared(told, at_once):
    one, two, honest = UserFactory.create_batch(3)
    votes = [
        told.limited(one, two), told.limited(two, one), told.limited(one, honest),
        told.limited(one, two, days=3),
    ]  # fmt: skip
    found, cleared = (ring(kind, [one, two]) for kind in (VoteRingFound, VoteRingCleared))

    counted(*votes, found) if at_once else (counted(*votes), counted(found))
    assert (reputation(one), reputation(two)) == (2, 0)
    counted(cleared)

    assert (reputation(one), reputation(two)) == (3, 1)
    causes = ReputationEntry.objects.filter(member=two).order_by("pk")
    assert list(causes.values_list("cause", flat=True)) == ["counted", "vote_ring", "cleared"]


@pytest.mark.parametrize("size", [1, 2, 9])
def test_what_was_reached_by_votes_of_a_ring_leaves_the_same_in_any_lists(told, size):
    one, two = UserFactory.create_batch(2)
    votes = [told.limited(two, one) for _ in range(3)]
    happened_so = [*votes, ring(VoteRingFound, [one, two])]

    for at in range(0, len(happened_so), size):
        counted(*happened_so[at : at + size])

    (award,) = BadgeAward.objects.filter(member=two, badge="tests.badge_")
    assert (award.awarded_at, award.revoked_at) == (
        votes[2].occurred_at,
        happened_so[3].occurred_at,
    )


def test_a_badge_keeps_the_time_when_its_number_was_first_reached(told):
    one, two = UserFactory.create_batch(2)
    votes = [told.limited(two, one) for _ in range(3)]
    honest = [told.limited(two, UserFactory()) for _ in range(3)]

    counted(*votes, ring(VoteRingFound, [one, two]), *honest)

    (award,) = BadgeAward.objects.filter(member=two, badge="tests.badge_")
    assert (award.awarded_at, award.revoked_at) == (votes[2].occurred_at, None)


def test_tallies_are_kept_as_badges_ask_for_them(told):
    member, other = UserFactory.create_batch(2)
    made = [told.limited(member, other, subject=5, container_id=7) for _ in range(2)]
    made[1] = told.limited(member, None, subject=5, container_id=7)

    counted(*made, told.withdrawn(made[0]))

    tallies = Tally.objects.order_by("by").values_list("by", "scope", "number", "peak")
    assert list(tallies) == [("", 0, 1, 2), ("container", 7, 1, 2), ("subject", 5, 1, 2)]


def test_a_tally_that_was_not_kept_until_now_begins_with_what_there_is(told):
    member, others = UserFactory(), UserFactory.create_batch(2)
    first, second = (told.limited(member, other, subject=5, container_id=7) for other in others)
    counted(first)
    with transaction.atomic():
        Tally.objects.exclude(by="").delete()

    counted(second)

    assert set(Tally.objects.values_list("by", "number")) == {
        ("", 2), ("container", 2), ("subject", 2)
    }  # fmt: skip


# -- what cannot be -------------------------------------------------------------------------------
def test_who_is_not_there_is_skipped(told):
    member = UserFactory()

    counted(
        told.limited(member, User(pk=10**9)),
        told.limited(User(pk=10**9), member),
        told.limited(member, UserFactory()),
    )

    assert reputation(member) == 1


def test_a_rule_of_an_app_that_is_gone_is_skipped(told, monkeypatch):
    event = told.limited(UserFactory(), None)
    monkeypatch.delitem(rules, LIMITED)

    counted(event)

    assert not Contribution.objects.exists()


def test_counting_the_same_again_changes_nothing(told):
    event = told.limited(UserFactory(), None)

    counted(event, event)
    counted(event)

    assert ReputationEntry.objects.count() == 1


@pytest.mark.parametrize("change", ["UPDATE {} SET points = 2", "DELETE FROM {}"])
def test_entries_are_never_changed(told, change):
    counted(told.limited(UserFactory(), None))

    with (
        pytest.raises(DatabaseError, match="never changed"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(change.format("recognition_reputationentry"))


def test_a_list_takes_the_same_queries_whatever_its_length(told):
    members, giver = UserFactory.create_batch(20), UserFactory()
    counted(*(told.limited(member, giver) for member in members))  # statements are prepared

    def of(some):
        """Nobody gets a badge by it, since each of those is an event."""
        return [
            event
            for member in some
            for made in [told.limited(member, giver, container_id=7, thread_id=9)]
            for event in (made, told.withdrawn(made), made)
        ]

    with CaptureQueriesContext(connection) as few:
        counted(*of(members[:2]))
    with CaptureQueriesContext(connection) as many:
        counted(*of(members[2:]))

    assert len(few) == len(many) < 30
