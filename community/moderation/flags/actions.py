"""Every way a flag changes. The item is locked first, then its subject: see queue/actions.py."""

from collections.abc import Sequence
from datetime import timedelta

from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community.accounts import rates
from community.accounts.models import User
from community.events.outbox import publish
from community.kernel.errors import Denied, RuleViolation
from community.kernel.languages import Text, filled
from community.kernel.subjects import Subject
from community.kernel.text import is_blank, storable
from community.moderation.events import ContentHidden, FlagsSettled
from community.moderation.flags import policy, scoring
from community.moderation.flags.items import TYPE, items_flagged_by
from community.moderation.models import Flag, ReviewItem
from community.moderation.queue.actions import (
    AlreadyDecided,
    close_item,
    hide_content,
    open_item,
    touch_item,
)
from community.moderation.registration import Described, Reviewable, described, reviewable

BY_MEMBERS, LIKELY_SPAM = "flagged", "likely_spam"  # reasons of items
LONGEST = 1_000
QUIET = timedelta(hours=24)  # after a decision, not flagged again for the same reason


class UnknownReason(RuleViolation):
    code = "unknown_reason"
    title = _("Unknown reason")
    message = _("Choose one of the reasons.")


class ExplanationMissing(RuleViolation):
    code = "explanation_missing"
    title = _("Explanation missing")
    message = _("Explain in a few words what is wrong.")


class ExplanationTooLong(RuleViolation):
    code = "explanation_too_long"
    title = _("Explanation too long")
    message: Text = filled(
        _("The explanation is too long. The limit is %(count)s characters."), count=LONGEST
    )


class NothingToFlag(RuleViolation):
    code = "nothing_to_flag"
    title = _("Nothing to flag")
    message = _("This was deleted, or it cannot be flagged.")


class OwnContent(Denied):
    code = "own_content"
    title = _("Own content")
    message = _("You cannot flag what is your own.")


class RecentlyReviewed(RuleViolation):
    code = "recently_reviewed"
    title = _("Recently reviewed")
    message = _(
        "A moderator reviewed this for the same reason in the last 24 hours. If something else is"
        " wrong, choose another reason."
    )


def flag_content(
    *, subject: Subject, reason: str, by: User, text: str = "", take_action: bool = False
) -> Flag:
    """Tell the moderators that something breaks the rules. Flagging it again changes nothing.

    `text` explains it, and is needed for the reason `other`. Enough flags hide the content until a
    moderator has decided. With `take_action` a moderator hides it at once.

    Raises UnknownReason, ExplanationMissing, ExplanationTooLong, NothingToFlag, OwnContent,
    RecentlyReviewed, TooMany, Denied.
    """
    text = _explained(reason, text)
    kind, subject, found = _found(subject, by)
    if not policy.may_flag(by, kind, found):
        raise OwnContent if found.member_id == by.pk else Denied
    if take_action and not policy.may_take_action(by, kind, found):
        raise Denied
    rates.consume("flag", by=by)
    with transaction.atomic():
        item = _item(subject, found, by, [BY_MEMBERS])
        if flag := item.flags.filter(member=by).first():
            if take_action:  # flagged before, and hidden now
                hide_content(item=item, by=by)
                flag.refresh_from_db()
            return flag
        if _was_reviewed(subject, reason):
            raise RecentlyReviewed
        score = scoring.flag_score(
            trust_level=by.trust_level,
            is_moderator=by.is_moderator or by.is_staff,
            accuracy=_accuracy(by),
            take_action=take_action,
        )
        flag = Flag.objects.create(item=item, member=by, reason=reason, text=text, score=score)
        _weigh(item, by)
        if take_action:
            hide_content(item=item, by=by)
            flag.refresh_from_db()
        else:
            _hide_if_enough(item, kind, found)
    return flag


def withdraw_flag(*, subject: Subject, by: User) -> None:
    """Take back one's own flag while it waits. Without one, nothing changes.

    An item that nobody flags any more is closed, unless its content was hidden: a moderator has to
    decide that. Raises AlreadyDecided.
    """
    with transaction.atomic():
        item = items_flagged_by(by, subject).select_for_update(no_key=True).first()
        if item is None:
            return
        if not item.is_open:
            raise AlreadyDecided
        item.flags.filter(member=by).delete()
        _weigh(item, by)
        if not item.flags.exists() and set(item.reasons) <= {BY_MEMBERS} and not item.hidden_at:
            close_item(item=item, by=by)


def flag_by_system(*, subject: Subject, reasons: Sequence[str], described: Described) -> ReviewItem:
    """Let moderators look at something that a rule of the site found, and return its item.

    Called after the commit or by a subscriber: whoever holds the thread locked opens no item.
    `reasons` are registered codes (registration.py).
    """
    system = User.objects.get(is_machine=True)
    with transaction.atomic():
        subject = described.counts_for or subject
        item = _item(subject, described, system, reasons)
        _weigh(item, system)
    return item


def agree(*, item: ReviewItem, by: User, text: str = "") -> None:
    """Part of a decision: the flags are right, and the content is hidden if it can be."""
    kind = reviewable(item.subject_kind)
    if kind and kind.hide:
        kind.hide(pk=item.subject_id, by=by)
    _settle(item, Flag.Outcome.AGREED, by)


def disagree(*, item: ReviewItem, by: User, text: str = "") -> None:
    """Part of a decision: nothing is wrong, and hidden content is shown again."""
    _show(item, by)
    _settle(item, Flag.Outcome.DISAGREED, by)


def ignore(*, item: ReviewItem, by: User, text: str = "") -> None:
    """Part of a decision: the flags count neither for nor against their members."""
    _show(item, by)
    _settle(item, Flag.Outcome.IGNORED, by)


def _explained(reason: str, text: str) -> str:
    if reason not in Flag.Reason:
        raise UnknownReason
    text = storable(text).strip()
    if len(text) > LONGEST:
        raise ExplanationTooLong
    if reason == Flag.Reason.OTHER and is_blank(text):
        raise ExplanationMissing
    return text


def _found(subject: Subject, by: User) -> tuple[Reviewable, Subject, Described]:
    """What is flagged, as its kind describes it; for an opening post that is its topic."""
    found = described(subject, by)
    if found and found.counts_for:
        subject, found = found.counts_for, described(found.counts_for, by)
    kind = reviewable(subject.kind)
    if kind is None or found is None or found.is_deleted:
        raise NothingToFlag
    return kind, subject, found


def _item(subject: Subject, found: Described, by: User, reasons: Sequence[str]) -> ReviewItem:
    member = User.objects.filter(pk=found.member_id).first() if found.member_id else None
    return open_item(
        type=TYPE, subject=subject, by=by, member=member, audience_id=found.audience_id,
        container_id=found.container_id, reasons=reasons,
    )  # fmt: skip


def _was_reviewed(subject: Subject, reason: str) -> bool:
    return ReviewItem.objects.filter(
        type=TYPE,
        subject_kind=subject.kind,
        subject_id=subject.id,
        decided_at__gt=timezone.now() - QUIET,
        decided_by__isnull=False,
        flags__reason=reason,
    ).exists()


def _accuracy(member: User) -> scoring.Accuracy:
    agreed, disagreed = Flag.Outcome.AGREED, Flag.Outcome.DISAGREED
    counted = member.flags.aggregate(
        agreed=Count("pk", filter=Q(outcome=agreed)),
        total=Count("pk", filter=Q(outcome__in=[agreed, disagreed])),
    )
    return scoring.Accuracy(**counted)


def _weigh(item: ReviewItem, by: User) -> None:
    """Update the item's score from its flags, with the item locked."""
    flags = list(item.flags.values_list("score", "reason"))
    score = sum(score for score, _reason in flags)
    reasons = [code for code in item.reasons if code != LIKELY_SPAM]
    if set(reasons) - {BY_MEMBERS}:
        score += scoring.BY_SYSTEM
    spam = [score for score, reason in flags if reason == Flag.Reason.SPAM]
    by_newcomer = item.member is not None and item.member.trust_level == User.Trust.NEW
    if by_newcomer and len(spam) >= scoring.SPAM_BY and sum(spam) >= scoring.SPAM_SCORE:
        reasons.append(LIKELY_SPAM)
        score += scoring.URGENT
    is_new = item.version == 1  # told already, when it was opened
    touch_item(item=item, by=by, is_told=is_new, score=score, reasons=reasons)


def _hide_if_enough(item: ReviewItem, kind: Reviewable, found: Described) -> None:
    flags = list(item.flags.values_list("score", flat=True))
    enough = scoring.is_enough(
        sum(flags), len(flags), hides_at=kind.hides_at, hidden_by=kind.hidden_by
    )
    if kind.hide is None or item.hidden_at or not enough:
        return
    system = User.objects.get(is_machine=True)
    kind.hide(pk=item.subject_id, by=system)
    touch_item(item=item, by=system, hidden_at=timezone.now())
    publish(
        ContentHidden(
            actor_id=system.pk,
            item_id=item.pk,
            subject_kind=item.subject_kind,
            subject_id=item.subject_id,
            member_id=item.member_id,
        )
    )


def _show(item: ReviewItem, by: User) -> None:
    kind = reviewable(item.subject_kind)
    if kind and kind.show:
        kind.show(pk=item.subject_id, by=by)


def _settle(item: ReviewItem, outcome: Flag.Outcome, by: User) -> None:
    pending = item.flags.filter(outcome=Flag.Outcome.PENDING)
    member_ids = sorted(pending.values_list("member_id", flat=True))
    pending.update(outcome=outcome)
    if member_ids:
        publish(
            FlagsSettled(
                actor_id=by.pk,
                item_id=item.pk,
                subject_kind=item.subject_kind,
                subject_id=item.subject_id,
                member_id=item.member_id,
                outcome=outcome.value,
                flagger_ids=member_ids,
            )
        )
