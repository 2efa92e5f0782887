"""One appeal against a sanction, decided by somebody else."""

import pytest

from community.accounts.models import User
from community.events.models import EventRecord
from community.kernel.errors import Denied
from community.moderation.models import Appeal, LogEntry, ReviewItem
from community.moderation.queue.actions import approve_item, reject_item
from community.moderation.sanctions.actions import (
    appeal_sanction,
    ban_member,
    lift_sanction,
    suspend_member,
    warn_member,
)
from community.moderation.sanctions.actions.appeals import (
    AlreadyAppealed,
    AnswerMissing,
    AppealMissing,
    DecidedByOthers,
    NotInForce,
)
from community.moderation.sanctions.actions.lifting import AppealWaiting
from community.moderation.sanctions.policy import may_decide_appeal
from community.notifications.models import Notification
from tests.factories import AdminFactory, ModeratorFactory, UserFactory
from tests.handled import handled

pytestmark = pytest.mark.django_db
REASON = "Insults in three topics."


@pytest.fixture
def suspended():
    return suspend_member(member=UserFactory(), days=7, reason=REASON, by=ModeratorFactory())


def appeal(sanction, text="It was not me."):
    return appeal_sanction(sanction=sanction, text=text, by=sanction.member)


def test_a_member_appeals_once_and_it_waits_in_the_queue(suspended):
    made = appeal(suspended)

    item = ReviewItem.objects.get(type="appeal")
    assert (item.subject.id, item.member) == (suspended.pk, suspended.member)
    assert made.outcome == Appeal.Outcome.PENDING
    with pytest.raises(AlreadyAppealed):
        appeal(suspended)
    assert EventRecord.objects.filter(name="moderation.appeal.made").count() == 1


def test_an_appeal_says_something_is_ones_own_and_against_what_is_in_force(suspended):
    with pytest.raises(AppealMissing):
        appeal(suspended, text=" ")
    with pytest.raises(Denied):
        appeal_sanction(sanction=suspended, text="Let Ben in.", by=UserFactory())
    lift_sanction(sanction=suspended, by=suspended.by)
    with pytest.raises(NotInForce):
        appeal(suspended)

    assert not Appeal.objects.exists()


def test_whoever_imposed_it_does_not_decide_and_another_lifts_it(suspended):
    made, another = appeal(suspended), ModeratorFactory()
    item = ReviewItem.objects.get()

    with pytest.raises(Denied):
        approve_item(item=item, by=suspended.by)
    with pytest.raises(AppealWaiting):
        lift_sanction(sanction=suspended, by=another)
    approve_item(item=item, by=another, text="Sorry.")

    made.refresh_from_db()
    assert (made.outcome, made.decided_by, made.answer) == ("lifted", another, "Sorry.")
    assert User.objects.get(pk=suspended.member_id).may_write
    lifted = LogEntry.objects.get(action="moderation.lifted")
    assert (lifted.reason, "alone" in lifted.facts) == ("", False)


def test_upholding_takes_an_answer_and_the_sanction_stays(suspended):
    made, another = appeal(suspended), ModeratorFactory()
    item = ReviewItem.objects.get()

    with pytest.raises(AnswerMissing):
        reject_item(item=item, by=another)
    reject_item(item=item, by=another, text="All three topics were yours.")

    made.refresh_from_db()
    assert (made.outcome, made.answer) == ("upheld", "All three topics were yours.")
    assert User.objects.get(pk=suspended.member_id).is_suspended
    assert LogEntry.objects.filter(action="moderation.appeal_upheld").count() == 1
    with pytest.raises(AlreadyAppealed):
        appeal(suspended)


def test_who_confirmed_a_ban_does_not_decide_either_but_an_administrator_does():
    first, second = ModeratorFactory(), ModeratorFactory()
    ban = ban_member(member=UserFactory(), reason=REASON, by=first)
    approve_item(item=ReviewItem.objects.get(), by=second)
    ban.refresh_from_db()
    appeal(ban)
    admin = AdminFactory()

    assert [may_decide_appeal(by, ban) for by in (first, second, admin)] == [False, False, True]


def test_where_nobody_else_exists_the_same_decides_and_the_log_says_so(suspended):
    appeal(suspended)

    approve_item(item=ReviewItem.objects.get(), by=suspended.by)

    assert LogEntry.objects.get(action="moderation.lifted").facts["alone"]


def test_a_second_decider_who_comes_back_must_decide(suspended):
    made = appeal(suspended)
    User.objects.filter(pk=ModeratorFactory().pk).update(is_active=False)
    assert may_decide_appeal(suspended.by, suspended)

    ModeratorFactory()

    from community.moderation.sanctions.actions import decide_appeal  # noqa: PLC0415

    with pytest.raises(DecidedByOthers):
        decide_appeal(appeal=made, by=suspended.by, is_granted=True)


def test_the_member_hears_of_the_sanction_and_of_the_answer_by_mail_too(suspended):
    appeal(suspended)
    another = ModeratorFactory()
    warn_member(member=UserFactory(), reason=REASON, by=another)
    approve_item(item=ReviewItem.objects.get(), by=another)
    handled()

    told = Notification.objects.filter(member=suspended.member).order_by("pk")
    assert [one.type for one in told] == ["moderation.sanction", "moderation.appeal_decided"]
    assert not any(one.actors for one in told)
    assert Notification.objects.count() == 3
