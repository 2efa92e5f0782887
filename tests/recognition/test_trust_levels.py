"""Which trust level rules give a member, and when they take level 3."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from community.accounts.audiences.actions import add_to_group, edit_group, remove_from_group
from community.accounts.models import Group, Standing, TrustChange, User
from community.accounts.people.actions import set_trust_level, silence_member
from community.discussions.models.reading import ReadingDay
from community.discussions.standing import GIVEN, RECEIVED, REPLY
from community.events.models import EventRecord
from community.kernel.errors import Denied
from experience.recognition.models import RecognitionState, TrustRequirement
from experience.recognition.trust.actions_levels import review_nightly, review_recent
from tests.factories import AdminFactory, ModeratorFactory, UserFactory
from tests.recognition.levels import (
    TODAY,
    contributed,
    only,
    reaches_basic,
    reaches_member,
    read,
    regular_of_here,
    review,
    standing,
)

pytestmark = pytest.mark.django_db


def changes(member):
    rows = TrustChange.objects.filter(member=member).order_by("pk")
    return [(row.before, row.after, row.reason) for row in rows]


def events(name):
    return [one.payload for one in EventRecord.objects.filter(name=name).order_by("id")]


# -- raising ---------------------------------------------------------------------------------------
def test_a_member_who_meets_all_of_level_1_gets_it_and_it_is_logged():
    member = UserFactory(trust_level=0)
    reaches_basic(member)

    review(member)
    review(member)

    assert member.trust_level == 1
    assert changes(member) == [(0, 1, "reached")]
    change = TrustChange.objects.get(member=member)
    assert change.by.is_machine
    assert change.measured["discussions.posts_read"] == [30, 30]
    [event] = events("accounts.trust_level.changed")
    assert (event["member_id"], event["after"], event["reason"]) == (member.pk, 1, "reached")
    assert not standing(member).is_trust_locked


@pytest.mark.parametrize("missing", ["threads", "posts", "minutes"])
def test_one_below_any_threshold_is_not_enough(missing):
    member = UserFactory(trust_level=0)
    enough = {"threads": 5, "posts": 30, "minutes": 10}
    reaches_basic(member, **{missing: enough[missing] - 1})

    review(member)

    assert (member.trust_level, changes(member)) == (0, [])


def test_a_member_may_rise_by_two_levels_at_once():
    member, other = UserFactory(trust_level=0), UserFactory()
    reaches_member(member, other)

    review(member)

    assert changes(member) == [(0, 2, "reached")]


def test_a_higher_level_asks_for_all_that_lower_ones_do():
    member = UserFactory(trust_level=0)
    only(2, posts_read=1)
    read(member, posts=29, threads=5, minutes=10)

    review(member)
    assert member.trust_level == 0

    read(member, posts=1, on=TODAY - timedelta(1))
    review(member)
    assert member.trust_level == 2


def test_a_level_without_requirements_is_given_by_hand_alone():
    member = UserFactory(trust_level=0)
    for level in (1, 2, 3):
        only(level)

    review(member)

    assert member.trust_level == 0


def test_what_was_withdrawn_does_not_count():
    member, other = UserFactory(), UserFactory()
    reaches_member(member, other)
    member.contributions.filter(rule=RECEIVED).update(is_withdrawn=True)

    review(member)

    assert member.trust_level == 1


def test_level_3_counts_its_period_alone():
    member, other = UserFactory(trust_level=2), UserFactory()
    reaches_member(member, other)
    only(3)
    row = TrustRequirement.objects.get(level=3, measure="recognition.likes_given")
    TrustRequirement.objects.filter(pk=row.pk).update(is_active=True, threshold=3, window_days=100)
    contributed(member, GIVEN, times=1, other=other, on=TODAY - timedelta(100))
    contributed(member, GIVEN, times=5, other=other, on=TODAY - timedelta(101))

    review(member)
    assert member.trust_level == 2

    contributed(member, GIVEN, other=other)
    review(member)
    assert member.trust_level == 3


@pytest.mark.parametrize(
    "how",
    [
        {"is_bot": True},
        {"is_active": False},
        {"silenced_until": User.FOREVER},
        {"suspended_until": User.FOREVER},
    ],
)
def test_who_cannot_take_part_is_left_alone(how):
    member = UserFactory(trust_level=0, **how)
    reaches_basic(member)

    review(member)

    assert member.trust_level == 0


def test_moderators_rise_like_everybody():
    moderator = ModeratorFactory(trust_level=0)
    reaches_basic(moderator)

    review(moderator)

    assert moderator.trust_level == 1


def test_rules_lower_nobody_below_level_3():
    member, leader = UserFactory(trust_level=2), UserFactory(trust_level=4)

    for days in range(20):
        review(member, leader, today=TODAY + timedelta(days))

    assert (member.trust_level, leader.trust_level) == (2, 4)


# -- by hand and by groups -------------------------------------------------------------------------
def test_a_moderators_change_locks_the_level_until_it_is_unlocked():
    member, moderator = UserFactory(trust_level=1), ModeratorFactory()
    reaches_basic(member)
    set_trust_level(member=member, level=0, by=moderator)
    review(member)
    assert (member.trust_level, standing(member).is_trust_locked) == (0, True)

    set_trust_level(member=member, level=0, by=moderator, is_locked=False)
    review(member)

    assert member.trust_level == 1
    assert changes(member) == [(1, 0, "manual"), (0, 1, "reached")]
    assert [one["is_locked"] for one in events("accounts.trust_lock.changed")] == [True, False]


def test_a_change_by_hand_may_leave_the_level_to_the_rules():
    member = UserFactory(trust_level=0)

    set_trust_level(member=member, level=2, by=ModeratorFactory(), is_locked=False)

    assert not Standing.objects.filter(member=member).exists()
    assert changes(member) == [(0, 2, "manual")]


def test_only_the_system_account_names_another_reason():
    member, moderator = UserFactory(), ModeratorFactory()

    with pytest.raises(Denied):
        set_trust_level(member=member, level=2, by=moderator, reason=TrustChange.Reason.REACHED)
    with pytest.raises(Denied):
        set_trust_level(member=moderator, level=2, by=ModeratorFactory())

    assert not TrustChange.objects.exists()


@pytest.fixture
def group():
    group = Group.objects.create(name="Helpers", slug="helpers")
    return edit_group(group=group, by=AdminFactory(), trust_floor=3)


def test_a_group_gives_its_trust_level_and_keeps_it(group):
    member, admin = UserFactory(trust_level=0), AdminFactory()

    add_to_group(group=group, member=member, by=admin)
    for days in (0, 14, 15):
        review(member, today=TODAY + timedelta(days))

    assert changes(member) == [(0, 3, "group")]
    assert standing(member).below_since is None


def test_after_leaving_the_group_the_rules_decide(group):
    member, admin = UserFactory(trust_level=0), AdminFactory()
    add_to_group(group=group, member=member, by=admin)

    remove_from_group(group=group, member=member, by=admin)
    member.refresh_from_db()
    assert member.trust_level == 3
    review(member)
    review(member, today=TODAY + timedelta(14))

    assert changes(member) == [(0, 3, "group"), (3, 2, "missed")]


def test_a_group_leaves_a_locked_level_alone(group):
    member, admin = UserFactory(trust_level=1), AdminFactory()
    set_trust_level(member=member, level=0, by=admin)

    add_to_group(group=group, member=member, by=admin)
    review(member)
    assert member.trust_level == 0

    set_trust_level(member=member, level=0, by=admin, is_locked=False)
    review(member)
    assert changes(member)[-1] == (0, 3, "group")


def test_raising_the_minimum_of_a_group_raises_its_members(group):
    member, admin = UserFactory(trust_level=3), AdminFactory()
    add_to_group(group=group, member=member, by=admin)

    edit_group(group=group, by=admin, trust_floor=4)

    assert changes(member) == [(3, 4, "group")]


# -- losing level 3 --------------------------------------------------------------------------------
@pytest.fixture
def regular():
    """Of level 3, which requires ten posts; as yet they have read nine."""
    only(3, posts_read=10)
    member = regular_of_here()
    read(member, posts=9)
    return member


def set_posts(member, posts):
    ReadingDay.objects.filter(member=member).update(posts=posts)


def test_level_3_stays_at_80_percent_and_a_notice_comes_below_it(regular):
    set_posts(regular, 8)
    review(regular)
    assert standing(regular).below_since is None

    set_posts(regular, 7)
    review(regular)
    review(regular)

    assert standing(regular).below_since == TODAY
    assert standing(regular).demotion_notified_at
    [event] = events("recognition.demotion.announced")
    assert (event["member_id"], event["level"], event["day"]) == (regular.pk, 3, 20261215)
    assert regular.trust_level == 3


def test_level_3_is_lost_14_days_after_the_notice_and_not_before(regular):
    set_posts(regular, 7)
    for days in range(14):
        review(regular, today=TODAY + timedelta(days))
    assert regular.trust_level == 3

    review(regular, today=TODAY + timedelta(14))

    assert changes(regular)[1:] == [(3, 2, "missed")]
    assert TrustChange.objects.latest("pk").measured == {"discussions.posts_read": [7, 10]}
    assert standing(regular).below_since is None
    assert len(events("recognition.demotion.announced")) == 1


def test_an_imported_level_is_not_lost_before_there_is_enough_to_judge_by():
    only(3, posts_read=10)
    TrustRequirement.objects.filter(level=3, measure="discussions.posts_read").update(
        window_days=100
    )
    member, away = UserFactory(trust_level=3), UserFactory(trust_level=3)
    read(member, posts=7)

    review(member, away, today=TODAY + timedelta(99))
    assert standing(member).below_since is None

    review(member, away, today=TODAY + timedelta(100))
    review(member, away, today=TODAY + timedelta(114))
    assert (member.trust_level, away.trust_level) == (2, 3)


def test_who_recovers_in_between_starts_again(regular):
    set_posts(regular, 7)
    review(regular)
    set_posts(regular, 8)
    review(regular, today=TODAY + timedelta(13))
    assert standing(regular).below_since is None

    set_posts(regular, 7)
    review(regular, today=TODAY + timedelta(14))
    review(regular, today=TODAY + timedelta(27))
    assert regular.trust_level == 3
    review(regular, today=TODAY + timedelta(28))
    assert regular.trust_level == 2


def test_a_demoted_member_needs_all_of_it_to_return(regular):
    regular.trust_level = 2
    regular.save()
    only(1)
    only(2)
    set_posts(regular, 9)
    review(regular)
    assert regular.trust_level == 2

    set_posts(regular, 10)
    review(regular)
    assert regular.trust_level == 3


def test_a_lock_ends_an_announced_demotion(regular):
    set_posts(regular, 1)
    review(regular)

    set_trust_level(member=regular, level=3, by=ModeratorFactory(), is_locked=True)
    review(regular, today=TODAY + timedelta(14))

    assert regular.trust_level == 3
    assert standing(regular).below_since is None


def test_a_limit_is_a_limit(regular):
    set_posts(regular, 10)
    TrustRequirement.objects.filter(level=3, measure="moderation.sanctions").update(is_active=True)
    review(regular)
    assert standing(regular).below_since is None
    moderator = ModeratorFactory()
    silence_member(member=regular, until=timezone.now() + timedelta(1), by=moderator)
    regular.sanctions.create(
        kind="silence", reason="Insults.", by=moderator, confirmed_at=timezone.now(),
        ends_at=timezone.now() + timedelta(1),
    )  # fmt: skip
    silence_member(member=regular, until=None, by=moderator)

    review(regular)

    assert standing(regular).below_since == TODAY


# -- when ------------------------------------------------------------------------------------------
def test_the_frequent_review_looks_at_whom_there_is_something_new_of():
    reader, old = UserFactory(trust_level=0), UserFactory(trust_level=0)
    today = timezone.now().date()
    reaches_basic(reader)
    reaches_basic(old)
    long_ago = timezone.now() - timedelta(5)
    ReadingDay.objects.filter(member=old).update(updated_at=long_ago)

    review_recent(today=today)

    levels = dict(User.objects.values_list("pk", "trust_level"))
    assert (levels[reader.pk], levels[old.pk]) == (1, 0)
    assert RecognitionState.objects.get().levels_reviewed_at


def test_it_overlaps_with_the_last_one():
    reader, today = UserFactory(trust_level=0), timezone.now().date()
    review_recent(today=today)
    reaches_basic(reader)
    ReadingDay.objects.update(updated_at=timezone.now() - timedelta(minutes=8))

    review_recent(today=today)

    assert changes(reader) == [(0, 1, "reached")]


def test_the_nightly_review_finds_what_was_done_without_reading():
    member, regular = UserFactory(trust_level=0), regular_of_here()
    for level in (1, 2):
        TrustRequirement.objects.filter(level=level).update(is_active=False)
    wanted = TrustRequirement.objects.filter(level=2, measure="recognition.topics_replied_to")
    wanted.update(is_active=True)
    contributed(member, REPLY, times=3)

    review_nightly(today=TODAY)

    assert changes(member) == [(0, 2, "reached")]
    assert standing(regular).below_since == TODAY


def test_a_review_costs_the_same_for_one_and_for_many():
    members = [UserFactory(trust_level=level) for level in (0, 1, 2) for _ in range(5)]
    members += [regular_of_here() for _ in range(5)]
    Standing.objects.bulk_create(
        Standing(member=one, below_since=TODAY, demotion_notified_at=timezone.now())
        for one in members
        if one.trust_level == 3
    )
    for one in members:
        read(one, posts=1)

    with CaptureQueriesContext(connection) as few:
        review(*members[::5])
    with CaptureQueriesContext(connection) as many:
        review(*members)

    assert len(many) - len(few) == 16  # each member that is read again by this test
