"""Warnings, silences, suspensions and bans: who imposes them, and what they do."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from community.accounts.models import User
from community.accounts.people.actions import ensure_system_account
from community.events.models import EventRecord
from community.kernel.errors import Denied, RuleViolation
from community.moderation.models import LogEntry, ReviewItem, Sanction
from community.moderation.queue.actions import approve_item, reject_item
from community.moderation.sanctions.actions import (
    ban_member,
    lift_sanction,
    silence_member,
    suspend_member,
    warn_member,
)
from community.moderation.sanctions.actions.bans import AlreadyProposed
from community.moderation.sanctions.actions.lifting import NotConfirmed
from community.moderation.sanctions.actions.sanctions import (
    AlreadySanctioned,
    NoSuchDuration,
    ReasonMissing,
)
from community.moderation.sanctions.queries import histories_of, history_of
from tests.factories import AdminFactory, ModeratorFactory, UserFactory

pytestmark = pytest.mark.django_db
REASON = "Insults in three topics."


def told(name):
    return EventRecord.objects.filter(name=f"moderation.sanction.{name}").count()


def fresh(member):
    return User.objects.get(pk=member.pk)


def impose(kind, *, member, by, reason=REASON, days=7):
    if kind == "warning":
        return warn_member(member=member, reason=reason, by=by)
    if kind == "ban":
        return ban_member(member=member, reason=reason, by=by)
    act = silence_member if kind == "silence" else suspend_member
    return act(member=member, days=days, reason=reason, by=by)


# -- the rules --------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("kind", "state"),
    [
        ("warning", {"is_silenced": False, "is_suspended": False, "may_write": True}),
        ("silence", {"is_silenced": True, "is_suspended": False, "may_write": False}),
        ("suspension", {"is_silenced": False, "is_suspended": True, "may_write": False}),
        ("ban", {"is_silenced": False, "is_suspended": True, "is_banned": True}),
    ],
)
def test_a_sanction_takes_effect_at_once_and_is_told_and_logged_once(kind, state):
    member, moderator = UserFactory(), ModeratorFactory()

    made = impose(kind, member=member, by=moderator)

    member = fresh(member)
    assert {name: getattr(member, name) for name in state} == state
    assert made.is_active
    assert told("imposed") == 1
    entry = LogEntry.objects.get()
    assert (entry.action, entry.actor, entry.member) == (f"moderation.{kind}", moderator, member)
    assert entry.reason == REASON


@pytest.mark.parametrize("kind", ["warning", "silence", "suspension", "ban"])
def test_moderators_sanction_members_and_neither_themselves_nor_each_other(kind):
    moderator, admin = ModeratorFactory(), AdminFactory()

    for by, whom in [
        (moderator, ModeratorFactory()), (moderator, admin), (moderator, moderator),
        (admin, admin), (UserFactory(), UserFactory()),
        (moderator, User.objects.get(is_machine=True)),
    ]:  # fmt: skip
        with pytest.raises(Denied):
            impose(kind, member=whom, by=by)

    assert not Sanction.objects.exists()
    assert told("imposed") == 0
    assert impose(kind, member=ModeratorFactory(), by=admin)


def test_the_system_silences_who_a_word_filter_caught():
    ensure_system_account()
    system = User.objects.get(is_machine=True)

    silence_member(member=(member := UserFactory()), days=1, reason=REASON, by=system)

    assert fresh(member).is_silenced


def test_a_reason_is_mandatory_and_durations_are_those_of_the_ladder():
    member, moderator = UserFactory(), ModeratorFactory()

    for blank in ("", " \n", "\u200b"):
        with pytest.raises(ReasonMissing):
            warn_member(member=member, reason=blank, by=moderator)
    for act, days in [(silence_member, 2), (suspend_member, 1), (suspend_member, 365)]:
        with pytest.raises(NoSuchDuration):
            act(member=member, days=days, reason=REASON, by=moderator)
    with pytest.raises(RuleViolation, match="2,000"):
        warn_member(member=member, reason="x" * 2001, by=moderator)

    assert not Sanction.objects.exists()


def test_a_warning_lapses_after_180_days():
    made = warn_member(member=UserFactory(), reason=REASON, by=ModeratorFactory())

    for days, active in ((179, True), (181, False)):
        with time_machine.travel(timezone.now() + timedelta(days=days), tick=False):
            assert made.is_active == active
            assert Sanction.objects.active().exists() == active


# -- overlaps ---------------------------------------------------------------------------------
def test_what_overlaps_is_refused_in_words_and_changes_nothing():
    member, moderator = UserFactory(), ModeratorFactory()
    suspend_member(member=member, days=7, reason=REASON, by=moderator)
    until = fresh(member).suspended_until

    with pytest.raises(AlreadySanctioned, match="Lift it first"):
        suspend_member(member=member, days=90, reason=REASON, by=moderator)

    assert fresh(member).suspended_until == until
    assert (Sanction.objects.count(), told("imposed"), LogEntry.objects.count()) == (1, 1, 1)
    for _ in range(2):  # warnings may overlap, and a silence with a suspension
        warn_member(member=member, reason=REASON, by=moderator)
    silence_member(member=member, days=1, reason=REASON, by=moderator)


def test_the_next_one_may_follow_when_the_first_is_over_or_lifted():
    member, moderator = UserFactory(), ModeratorFactory()
    first = silence_member(member=member, days=1, reason=REASON, by=moderator)
    lift_sanction(sanction=first, by=moderator)
    silence_member(member=member, days=1, reason=REASON, by=moderator)

    with time_machine.travel(timezone.now() + timedelta(days=2), tick=False):
        silence_member(member=member, days=1, reason=REASON, by=moderator)


@pytest.mark.django_db(transaction=True)
def test_of_two_moderators_at_once_one_is_refused(in_threads):
    member, moderators = UserFactory(), [ModeratorFactory(), ModeratorFactory()]

    def suspend(by):
        try:
            return suspend_member(member=member, days=7, reason=REASON, by=by)
        except AlreadySanctioned:
            return None

    made = in_threads([lambda by=by: suspend(by) for by in moderators])

    assert made.count(None) == 1
    assert (Sanction.objects.count(), told("imposed")) == (1, 1)


# -- bans -------------------------------------------------------------------------------------
def test_a_ban_takes_two_moderators_and_replaces_the_suspension():
    first, second = ModeratorFactory(), ModeratorFactory()
    suspension = suspend_member(member=(member := UserFactory()), days=7, reason=REASON, by=first)

    ban = ban_member(member=member, reason=REASON, by=first)

    item = ReviewItem.objects.get(type="ban")
    assert not fresh(member).is_banned
    assert not ban.is_active
    with pytest.raises(AlreadyProposed):
        ban_member(member=member, reason=REASON, by=second)
    with pytest.raises(NotConfirmed):
        lift_sanction(sanction=ban, by=first)
    with pytest.raises(Denied):
        approve_item(item=item, by=first)
    approve_item(item=item, by=second)
    ban.refresh_from_db()
    suspension.refresh_from_db()
    assert fresh(member).is_banned
    assert (ban.confirmed_by, suspension.is_active) == (second, False)
    assert LogEntry.objects.get(action="moderation.ban").facts["proposed_by"] == first.pk


def test_a_ban_that_is_turned_down_never_takes_effect():
    first, second = ModeratorFactory(), ModeratorFactory()
    ban = ban_member(member=(member := UserFactory()), reason=REASON, by=first)

    reject_item(item=ReviewItem.objects.get(), by=second)

    ban.refresh_from_db()
    assert (ban.is_active, ban.lifted_by, fresh(member).is_suspended) == (False, second, False)
    assert told("imposed") == 0


def test_where_one_moderator_exists_one_is_enough_and_the_log_says_so():
    moderator = ModeratorFactory()

    ban_member(member=(member := UserFactory()), reason=REASON, by=moderator)

    assert fresh(member).is_banned
    assert not ReviewItem.objects.exists()
    assert LogEntry.objects.get().facts["alone"]


# -- lifting ----------------------------------------------------------------------------------
@pytest.mark.parametrize("kind", ["warning", "silence", "suspension", "ban"])
def test_lifting_ends_it_at_once_and_once(kind):
    member, moderator = UserFactory(), ModeratorFactory()
    made = impose(kind, member=member, by=moderator)

    for _ in range(2):
        made = lift_sanction(sanction=made, by=moderator, reason="A mistake.")

    assert fresh(member).may_write
    assert made.lifted_by == moderator
    assert told("lifted") == 1
    with pytest.raises(Denied):
        lift_sanction(sanction=made, by=UserFactory())


# -- history and ladder -----------------------------------------------------------------------
def test_the_ladder_goes_from_a_warning_over_suspensions_to_a_ban():
    member, moderator = UserFactory(), ModeratorFactory()

    def step():
        found = history_of(member, moderator).recommended
        return (found.kind, found.days) if found else None

    assert step() == ("warning", 0)
    warn_member(member=member, reason=REASON, by=moderator)
    for days, ago in [(7, 150), (30, 130), (90, 95)]:
        assert step() == ("suspension", days)
        with time_machine.travel(timezone.now() - timedelta(days=ago), tick=False):
            suspend_member(member=member, days=days, reason=REASON, by=moderator)
    assert step() == ("ban", 0)
    ban_member(member=member, reason=REASON, by=moderator)
    assert step() is None


def test_what_was_lifted_or_is_long_over_does_not_count():
    member, moderator = UserFactory(), ModeratorFactory()
    lift_sanction(
        sanction=suspend_member(member=member, days=30, reason=REASON, by=moderator), by=moderator
    )
    assert history_of(member, moderator).recommended.kind == "warning"

    suspend_member(member=member, days=30, reason=REASON, by=moderator)
    with time_machine.travel(timezone.now() + timedelta(days=300), tick=False):
        assert history_of(member, moderator).recommended.kind == "warning"


def test_histories_of_many_members_cost_as_much_as_one(django_assert_num_queries):
    moderator, members = ModeratorFactory(), [UserFactory() for _ in range(12)]
    for member in members:
        warn_member(member=member, reason=REASON, by=moderator)

    for ids in ([members[0].pk], [member.pk for member in members]):
        with django_assert_num_queries(5):
            found = histories_of(ids, moderator)
            assert all(len(one.sanctions) == 1 and one.posts_count == 0 for one in found.values())

    assert histories_of(ids, members[0]) == {}


def test_a_warning_that_is_sent_twice_is_one():
    member, moderator = UserFactory(), ModeratorFactory()

    first, again = (warn_member(member=member, reason=REASON, by=moderator) for _ in range(2))
    other = warn_member(member=member, reason="Spam.", by=moderator)

    assert first == again != other
    assert LogEntry.objects.count() == 2


def test_a_ban_is_not_stuck_when_the_second_moderator_is_gone():
    member, moderator, other = UserFactory(), ModeratorFactory(), ModeratorFactory()
    ban = ban_member(member=member, reason=REASON, by=moderator)
    User.objects.filter(pk=other.pk).update(is_moderator=False)

    approve_item(item=ReviewItem.objects.get(), by=moderator)

    ban.refresh_from_db()
    assert ban.is_active
    assert fresh(member).is_banned
    assert LogEntry.objects.get().facts["alone"]


def test_who_may_not_write_is_no_second_moderator():
    member, moderator, other = UserFactory(), ModeratorFactory(), ModeratorFactory()
    User.objects.filter(pk=other.pk).update(silenced_until="2099-01-01T00:00:00Z")

    assert ban_member(member=member, reason=REASON, by=moderator).is_active
