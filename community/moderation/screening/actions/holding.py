"""What waits for approval: kept as arguments until a moderator decides, and nothing else."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community.accounts.models import User
from community.events.outbox import publish
from community.kernel.accepted import Accepted
from community.kernel.addresses import address
from community.kernel.editing import locked
from community.kernel.errors import Denied, RuleViolation
from community.kernel.subjects import Subject
from community.moderation.events import ItemDecided
from community.moderation.flags.actions import flag_by_system
from community.moderation.models import ReviewItem
from community.moderation.queue.actions import AlreadyDecided, close_item, facts, open_item
from community.moderation.registration import Described
from community.moderation.sanctions.actions import silence_member
from community.moderation.sanctions.policy import may_sanction
from community.moderation.screening import policy
from community.moderation.screening.checks import Verdict
from community.moderation.screening.registration import APPROVAL, holdable

WAITS = _("Your post waits for approval by a moderator. You will be notified of the decision.")
SILENCED_DAYS = 1  # by a word filter


class CannotPublish(RuleViolation):
    code = "cannot_publish"
    title = _("Cannot be published")
    message = _("What this needs is gone, so it can no longer be published. Reject it instead.")


class AuthorMayNot(RuleViolation):
    code = "author_may_not"
    title = _("Author may not publish this")
    message = _("Its author is no longer permitted to publish here, so it can only be rejected.")


def hold(  # noqa: PLR0913 - what is kept of a text
    *,
    verdict: Verdict,
    holdable: str,
    subject: Subject,
    arguments: Mapping[str, Any],
    by: User,
    shown: Described,
    published_id: int | None = None,
) -> Accepted:
    """Keep the arguments of what would have been published, for a moderator to decide.

    `subject` has the id that it gets when it is published; where callers know it by another one,
    that is `published_id`. `shown` is what the moderators and its author see until then.
    """
    payload = {
        "holdable": holdable,
        "arguments": dict(arguments),
        "title": shown.title,
        "url": shown.url,
        "html": shown.html,
        "language": shown.language,
        "place": shown.container_title,
        "published_id": published_id or subject.id,
        "words": list(verdict.words),
    }
    with transaction.atomic():
        item = open_item(
            type=APPROVAL,
            subject=subject,
            by=by,
            member=by,
            audience_id=shown.audience_id,
            container_id=shown.container_id,
            reasons=verdict.reasons,
            payload=payload,
            due_at=timezone.now() if "spam_check" in verdict.reasons else None,
        )
        if verdict.is_silenced:
            _silence(by)
    return accepted(item)


def accepted(item: ReviewItem) -> Accepted:
    """What the author of a waiting text is told."""
    return Accepted(
        item_id=item.pk,
        message=WAITS,
        subject_id=item.payload.get("published_id", item.subject_id),
        url=f"{address('moderation:pending')}#item-{item.pk}",
    )


def _silence(member: User) -> None:
    reason = _("A text that you sent contains words that are not allowed here.")
    machine = User.objects.get(is_machine=True)
    if may_sanction(machine, member) and not member.is_silenced:
        silence_member(member=member, days=SILENCED_DAYS, reason=str(reason), by=machine)


def flag_published(*, verdict: Verdict, subject: Subject, described: Described) -> None:
    """What was published all the same is flagged by the system, if its checks say so."""
    if verdict.is_flagged:
        flag_by_system(subject=subject, reasons=verdict.flagged_for, described=described)


def publish_held(*, item: ReviewItem, by: User, text: str = "") -> None:
    """Part of the decision, which has locked the item: publish what waits, as its author, now.

    Raises what the publishing function does, and CannotPublish if the app knows it no more.
    """
    kind = holdable(item.payload.get("holdable", ""))
    if kind is None or item.member is None:
        raise CannotPublish
    try:
        kind.publish(author=item.member, subject_id=item.subject_id, **item.payload["arguments"])
    except Denied as error:
        if error.code == Denied.code:
            raise AuthorMayNot from error
        raise  # it says why: the topic is closed
    _forget(item, tell="ham" if "spam" in item.reasons and not by.is_machine else "")


def discard_held(*, item: ReviewItem, by: User, text: str = "") -> None:
    """Part of the decision, which has locked the item: what waits is not published, and is kept no
    longer. Its author hears of it with `text`, which the decision keeps."""
    unanswered = {"spam_check", "no_spam_check"} & set(item.reasons)
    _forget(item, tell="spam" if unanswered else "")


def withdraw_pending_post(*, item: ReviewItem, by: User) -> ReviewItem:
    """Take back one's own text that waits. It is kept no longer.

    Doing so again changes nothing. Raises AlreadyDecided if a moderator was faster.
    """
    with transaction.atomic():
        row = locked(item)
        if row.type != APPROVAL or not policy.may_withdraw(by, row):
            raise Denied
        if not row.is_open and row.status != row.Status.IGNORED:
            raise AlreadyDecided
        if row.is_open:
            _forget(row, tell="")
            close_item(item=row, by=by)
            row.refresh_from_db()
    return row


def publish_unasked(*, item: ReviewItem, by: User) -> None:
    """Publish what waited for nothing but the spam check; the caller holds the item locked, and
    `by` is the system account."""
    publish_held(item=item, by=by)
    item.status, item.decided_by, item.decided_at = item.Status.APPROVED, by, timezone.now()
    item.due_at, item.version = None, item.version + 1
    item.save(update_fields=["status", "decided_by", "decided_at", "due_at", "version"])
    publish(ItemDecided(**facts(item, by), status=item.status))


def _forget(item: ReviewItem, *, tell: str) -> None:
    """Keep nothing of the text, but what Akismet is still to learn of it (actions/spam.py)."""
    kind = holdable(item.payload.get("holdable", ""))
    if kind and kind.forget:
        kind.forget(item_id=item.pk)
    told = item.payload.get("akismet") if tell else None
    item.payload = {"akismet": told, "tell": tell} if told else {}
    item.save(update_fields=["payload"])
