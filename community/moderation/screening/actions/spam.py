"""What waits for the spam check: a worker asks Akismet, and tells it later where it was wrong."""

import logging
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from community.accounts.models import User
from community.kernel.errors import RuleViolation, Unavailable
from community.moderation.models import ReviewItem
from community.moderation.queue.actions import touch_item
from community.moderation.screening import akismet
from community.moderation.screening.actions.holding import publish_unasked
from community.moderation.screening.registration import APPROVAL

logger = logging.getLogger(__name__)

LEASE = timedelta(seconds=60)  # a worker that was killed is followed by another after this
PATIENCE = timedelta(seconds=30)  # so long we ask again before we do without an answer
AGAIN = timedelta(seconds=10)


def check_spam(*, item_id: int) -> None:
    """Ask about one text, and publish it if it waited for nothing else.

    Where Akismet does not answer for 30 seconds, a text of trust level 1 or higher is published,
    and one of a new member stays in the queue.
    """
    if (item := _claimed(item_id)) is None:
        return
    if not item.is_open:
        _give_feedback(item)
        return
    about = item.payload.get("akismet") or _about(item)
    try:
        verdict: bool | None = akismet.is_spam(about)
    except Unavailable as error:
        logger.warning("The spam check of review item %s failed: %s", item.pk, error)
        verdict = None
    _record(item, about, verdict)


def plan_feedback(*, item_id: int) -> None:
    """After a decision: the worker tells Akismet of it, if there is anything to tell."""
    told = ReviewItem.objects.decided().filter(pk=item_id, type=APPROVAL, due_at=None)
    told.filter(payload__has_key="tell").update(due_at=timezone.now())


def _claimed(pk: int) -> ReviewItem | None:
    """The item, if no other worker has it: one conditional update."""
    now = timezone.now()
    due = ReviewItem.objects.filter(pk=pk, type=APPROVAL, due_at__lte=now)
    return ReviewItem.objects.get(pk=pk) if due.update(due_at=now + LEASE) else None


def _about(item: ReviewItem) -> dict[str, str]:
    assert item.member is not None, "what waits for approval has an author"
    arguments = item.payload["arguments"]
    return akismet.comment(
        author=item.member,
        title=arguments.get("title", ""),
        source=arguments["source"],
        url=item.payload.get("url", ""),
    )


def _record(item: ReviewItem, about: dict[str, str], verdict: bool | None) -> None:  # noqa: FBT001
    machine = User.objects.get(is_machine=True)
    with transaction.atomic():
        row = ReviewItem.objects.select_for_update(no_key=True).get(pk=item.pk)
        if not row.is_open or "spam_check" not in row.reasons:
            return
        row.payload = {**row.payload, "akismet": about}
        reasons = [reason for reason in row.reasons if reason != "spam_check"]
        if verdict is None:
            if timezone.now() - row.created_at < PATIENCE:
                _wait(row)
                return
            is_new = row.member is None or row.member.trust_level == User.Trust.NEW
            reasons += ["no_spam_check"] if is_new else []
        elif verdict:
            reasons += ["spam"]
        if not reasons and _published(row, machine):
            return
        changed = reasons or ["no_spam_check"]
        touch_item(item=row, by=machine, reasons=changed, payload=row.payload, due_at=None)


def _wait(row: ReviewItem) -> None:
    row.due_at = timezone.now() + AGAIN
    row.save(update_fields=["due_at"])


def _published(row: ReviewItem, machine: User) -> bool:
    """Whether it could be: the topic may be closed by now, and then a moderator decides."""
    try:
        with transaction.atomic():
            publish_unasked(item=row, by=machine)
    except RuleViolation:
        row.refresh_from_db()
        return False
    return True


def _give_feedback(item: ReviewItem) -> None:
    told = item.payload.get("tell")
    try:
        if told:
            akismet.submit(item.payload["akismet"], as_spam=told == "spam")
    except Unavailable as error:
        logger.warning("Akismet was not told of review item %s: %s", item.pk, error)
        if timezone.now() - (item.decided_at or item.created_at) < timedelta(days=1):
            return  # the lease ends, and another worker tries
    kept = {name: item.payload[name] for name in item.payload if name not in {"akismet", "tell"}}
    ReviewItem.objects.filter(pk=item.pk).update(payload=kept, due_at=None)
