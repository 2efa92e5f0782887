"""Every way a review item changes.

Lock order: the item first, then what it is about (a thread, its posts). Whoever holds a thread
locked opens no item: that is done after the commit, or by a subscriber.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from psycopg2.extras import Json

from community.accounts.models import Audience, User, readers
from community.events.outbox import publish
from community.kernel import formats
from community.kernel.editing import check_version, locked
from community.kernel.errors import Denied, NothingWritten, RuleViolation
from community.kernel.languages import Text, filled
from community.kernel.statements import Statement
from community.kernel.subjects import Subject
from community.kernel.text import is_blank, storable
from community.moderation.events import ItemChanged, ItemDecided, ItemOpened
from community.moderation.models import ReviewItem, ReviewNote
from community.moderation.models.items import ReviewItemQuerySet
from community.moderation.queue import policy
from community.moderation.registration import ActOn, ItemType, item_type, reviewable
from community.notifications.actions import notify
from community.notifications.registration import Notice

Status = ReviewItem.Status

LONGEST_NOTE = 2_000
CLAIM_LASTS = timedelta(minutes=30)  # afterwards anybody may decide, as if it was never claimed

# Inserts the item, or locks the open one there is: two that flag at once open one.
OPEN = Statement(
    """
    INSERT INTO moderation_reviewitem AS item (
        type, subject_kind, subject_id, member_id, audience_id, container_id, score, reasons,
        payload, due_at
    ) VALUES (
        %(type)s::text, %(kind)s::text, %(id)s::bigint, %(member)s::bigint, %(audience)s::bigint,
        %(container)s::bigint, %(score)s::float8, %(reasons)s::jsonb, %(payload)s::jsonb,
        %(due)s::timestamptz
    )
    ON CONFLICT (type, subject_kind, subject_id) WHERE status = 'open'
        DO UPDATE SET type = item.type
    RETURNING id, xmax = 0
    """
)


class AlreadyDecided(RuleViolation):
    """Two moderators at once: this one was second. With the item the message says who was first,
    and that is for moderators alone."""

    code = "already_decided"
    title = _("Already decided")
    message: Text = _("This was already decided. Nothing was changed.")

    def __init__(self, item: ReviewItem | None = None) -> None:
        super().__init__()
        if item and item.decided_by and item.decided_at:
            self.message = str(_DECIDED[Status(item.status)]) % {
                "name": item.decided_by.username,
                "when": formats.date_and_time(timezone.localtime(item.decided_at)),
            }


_DECIDED: dict[Status, Text] = {
    Status.APPROVED: _("%(name)s already approved this (%(when)s). Nothing was changed."),
    Status.REJECTED: _("%(name)s already rejected this (%(when)s). Nothing was changed."),
    Status.IGNORED: _("%(name)s already ignored this (%(when)s). Nothing was changed."),
}


class ClaimedByAnother(RuleViolation):
    code = "claimed_by_another"
    title = _("Claimed by another moderator")
    message: Text = _("Another moderator has claimed this.")

    def __init__(self, item: ReviewItem) -> None:
        super().__init__()
        if item.claimed_by:
            self.message = gettext(
                "%(name)s has claimed this. Wait for their decision, or ask them to release it."
            ) % {"name": item.claimed_by.username}


class NotOffered(RuleViolation):
    code = "decision_not_offered"
    title = _("Decision not offered")
    message = _("This cannot be decided in that way.")


class NoteTooLong(RuleViolation):
    code = "note_too_long"
    title = _("Note too long")
    message = filled(
        _("The text is too long. The limit is %(count)s characters."), count=LONGEST_NOTE
    )


def open_item(  # noqa: PLR0913 - what an item begins with
    *,
    type: str,  # noqa: A002 - the column
    subject: Subject,
    by: User,
    member: User | None = None,
    audience_id: int = Audience.PUBLIC_ID,
    container_id: int | None = None,
    reasons: Sequence[str] = (),
    payload: Mapping[str, Any] | None = None,
    score: float = 0.0,
    due_at: datetime | None = None,
) -> ReviewItem:
    """Let something wait for a moderator, and return its item, locked.

    If one of this type is open for the subject already, it is returned with these reasons added to
    its own. `member` is whose it is; only who may read the audience sees the item.
    """
    values = {
        "type": type, "kind": subject.kind, "id": subject.id, "member": member and member.pk,
        "audience": audience_id, "container": container_id, "score": score,
        "reasons": Json(list(reasons)), "payload": Json(dict(payload or {})), "due": due_at,
    }  # fmt: skip
    with transaction.atomic():
        [(pk, is_new)] = OPEN.fetched(values)
        item = ReviewItem.objects.get(pk=pk)
        more = [reason for reason in reasons if reason not in item.reasons]
        if is_new:
            publish(ItemOpened(**facts(item, by)))
        elif more:
            _change(item, by, reasons=[*item.reasons, *more])
    return item


def claim_item(*, item: ReviewItem, by: User, force: bool = False) -> ReviewItem:
    """Tell the other moderators that one works on it: for 30 minutes only they decide.

    With `force` it is taken over from another. Raises AlreadyDecided, ClaimedByAnother, Denied.
    """
    with transaction.atomic():
        item = _open(item, by)
        if not force:
            _check_claim(item, by)
        if item.claimed_by_id != by.pk or not is_claimed(item):
            _change(item, by, claimed_by=by, claimed_at=timezone.now())
    return item


def release_item(*, item: ReviewItem, by: User) -> ReviewItem:
    """End one's own claim. Without one, nothing changes.

    Raises Denied.
    """
    with transaction.atomic():
        item = _seen(item, by)
        if item.claimed_by_id == by.pk and item.is_open:
            _change(item, by, claimed_by=None, claimed_at=None)
    return item


def note_item(*, item: ReviewItem, text: str, by: User) -> ReviewNote:
    """Tell the other moderators something about an item, decided or not.

    Raises NothingWritten, NoteTooLong, Denied.
    """
    text = _text(text)
    if is_blank(text):
        raise NothingWritten
    with transaction.atomic():
        item = _seen(item, by)
        last = item.notes.order_by("pk").last()
        if last and (last.by_id, last.text) == (by.pk, text):  # sent twice
            return last
        note = ReviewNote.objects.create(item=item, text=text, by=by)
        publish(ItemChanged(**facts(item, by)))
    return note


def approve_item(
    *, item: ReviewItem, by: User, text: str = "", version: int | None = None
) -> ReviewItem:
    """Decide that it is fine: what was held is published, and what flags hid is shown again.

    `text` is told to the member, `version` is that of the item that the moderator saw. Raises
    AlreadyDecided, ClaimedByAnother, Denied, Stale, and what publishing it raises.
    """
    return _decide(item, by, Status.APPROVED, _type(item).approve, text, version)


def reject_item(
    *, item: ReviewItem, by: User, text: str = "", version: int | None = None
) -> ReviewItem:
    """Decide against it: what was held is not published, and flagged content is hidden. Otherwise
    as `approve_item`."""
    return _decide(item, by, Status.REJECTED, _type(item).reject, text, version)


def ignore_item(
    *, item: ReviewItem, by: User, text: str = "", version: int | None = None
) -> ReviewItem:
    """Close it without a decision for or against whoever flagged it. Also raises NotOffered."""
    return _decide(item, by, Status.IGNORED, _type(item).ignore, text, version)


def hide_content(
    *, item: ReviewItem, by: User, text: str = "", version: int | None = None
) -> ReviewItem:
    """Agree with the flags and hide what they are about. Also raises NotOffered."""
    kind = reviewable(item.subject_kind)
    return _remove(item, by, kind.hide if kind else None, text, version)


def delete_content(
    *, item: ReviewItem, by: User, text: str = "", version: int | None = None
) -> ReviewItem:
    """Agree with the flags and delete what they are about. Also raises NotOffered."""
    kind = reviewable(item.subject_kind)
    return _remove(item, by, kind.delete if kind else None, text, version)


DECISIONS: dict[str, Callable[..., ReviewItem]] = {
    "approve": approve_item,
    "reject": reject_item,
    "ignore": ignore_item,
    "hide": hide_content,
    "delete": delete_content,
}


def decide_item(
    *, item: ReviewItem, decision: str, by: User, text: str = "", version: int | None = None
) -> ReviewItem:
    """Decide in one of five ways: `approve` (it is fine), `reject`, `ignore` (neither), `hide` or
    `delete` what was flagged. `text` is told to the member.

    Raises what these five raise.
    """
    if decision not in DECISIONS:
        raise NotOffered
    return DECISIONS[decision](item=item, by=by, text=text, version=version)


def close_item(*, item: ReviewItem, by: User) -> ReviewItem:
    """Nothing is left to decide, because whoever asked for it withdrew. Closing it again changes
    nothing."""
    with transaction.atomic():
        item = locked(item)
        if item.is_open:
            _finish(item, Status.IGNORED, by, decided_by=None)
    return item


def remind_of_item(*, item_id: int) -> None:
    """Notify those moderators who may read what it is about that an item waits for long. Called
    twice, it does so once."""
    with transaction.atomic():
        due = ReviewItem.objects.open().filter(pk=item_id, reminded_at=None)
        item = due.select_for_update(no_key=True, of=["self"]).select_related("audience").first()
        if item is None:
            return
        item.reminded_at = timezone.now()
        item.save(update_fields=["reminded_at"])
        moderators = readers(item.audience).filter(is_active=True, is_moderator=True)
        others = moderators.exclude(pk=item.member_id or 0)
        notify(
            notices=[
                Notice(
                    type="moderation.waiting",
                    members=list(others.values_list("pk", flat=True)),
                    subject=Subject("moderation.item", item.pk),
                    reason="moderation.reviewer",
                )
            ]
        )


def move_items(*, items: ReviewItemQuerySet, audience_id: int, container_id: int | None) -> int:
    """Let items follow their subjects to another container or other readers, decided ones too."""
    return items.update(audience_id=audience_id, container_id=container_id)


def move_held(
    *, items: ReviewItemQuerySet, audience_id: int, container_id: int | None, **told: str
) -> None:
    """The same of what is not published yet, which says itself where it will stand: `told` is its
    `place`, and its thread's `title` and `url` where these are others by now."""
    with transaction.atomic():
        for item in items.select_for_update(no_key=True, of=["self"]).order_by("pk"):
            item.audience_id, item.container_id = audience_id, container_id
            item.payload = {**item.payload, **told}
            item.save(update_fields=["audience", "container_id", "payload"])


def is_claimed(item: ReviewItem) -> bool:
    """Whether a claim keeps others from deciding."""
    return bool(item.claimed_at and item.claimed_at > timezone.now() - CLAIM_LASTS)


def touch_item(*, item: ReviewItem, by: User, is_told: bool = False, **changes: Any) -> ReviewItem:
    """Change an item of a package's own type that the caller holds locked. An event tells of it,
    unless one does already."""
    _save(item, **changes)
    if not is_told:
        publish(ItemChanged(**facts(item, by)))
    return item


def facts(item: ReviewItem, by: User) -> dict[str, Any]:
    """What every event about an item tells."""
    return {
        "actor_id": by.pk,
        "item_id": item.pk,
        "type": item.type,
        "subject_kind": item.subject_kind,
        "subject_id": item.subject_id,
        "member_id": item.member_id,
    }


def _type(item: ReviewItem) -> ItemType:
    """Raises NotOffered for a type of an app that is gone."""
    if known := item_type(item.type):
        return known
    raise NotOffered


def _seen(item: ReviewItem, by: User) -> ReviewItem:
    item = locked(item)
    if not policy.may_decide(by, item):
        raise Denied
    return item


def _open(item: ReviewItem, by: User) -> ReviewItem:
    item = _seen(item, by)
    if not item.is_open:
        raise AlreadyDecided(item)
    return item


def _check_claim(item: ReviewItem, by: User) -> None:
    if item.claimed_by_id not in {None, by.pk} and is_claimed(item):
        raise ClaimedByAnother(item)


def _text(text: str) -> str:
    text = storable(text).strip()
    if len(text) > LONGEST_NOTE:
        raise NoteTooLong
    return text


def _remove(
    item: ReviewItem, by: User, remove: ActOn | None, text: str, version: int | None
) -> ReviewItem:
    known = _type(item)
    if remove is None or not known.is_hiding_offered:
        raise NotOffered

    def act(*, item: ReviewItem, by: User, text: str) -> None:
        remove(pk=item.subject_id, by=by)
        known.reject(item=item, by=by, text=text)

    return _decide(item, by, Status.REJECTED, act, text, version)


def _decide(  # noqa: PLR0913, PLR0917 - what a decision consists of
    item: ReviewItem,
    by: User,
    status: Status,
    act: Callable[..., object] | None,
    text: str,
    version: int | None,
) -> ReviewItem:
    if act is None:
        raise NotOffered
    text = _text(text)
    with transaction.atomic():
        item = _seen(item, by)
        if (item.status, item.decided_by_id) == (status, by.pk):  # sent twice
            return item
        if not item.is_open:
            raise AlreadyDecided(item)
        _check_claim(item, by)
        check_version(item, version, now="")
        act(item=item, by=by, text=text)
        payload = {**item.payload, "text": text} if text else item.payload
        _finish(item, status, by, decided_by=by, payload=payload)
    return item


def _finish(item: ReviewItem, status: Status, by: User, **changes: Any) -> None:
    ended = {"status": status, "decided_at": timezone.now(), "due_at": None, **changes}
    _save(item, **ended)
    publish(ItemDecided(**facts(item, by), status=status.value))


def _change(item: ReviewItem, by: User, **changes: Any) -> None:
    _save(item, **changes)
    publish(ItemChanged(**facts(item, by)))


def _save(item: ReviewItem, **changes: Any) -> None:
    for name, value in changes.items():
        setattr(item, name, value)
    item.version += 1
    item.save(update_fields=[*changes, "version"])
