"""Reading notifications. No event: what one reads is nobody else's business.

What is read is not sent by email any more, and the member's open pages learn of it at once.
"""

from collections.abc import Sequence
from contextlib import suppress

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Coalesce, Now

from community.accounts import rates
from community.accounts.models import User
from community.kernel.errors import Denied, Unavailable
from community.kernel.statements import Statement
from community.kernel.subjects import Subject
from community.notifications import policy, registration
from community.notifications.actions.notify import publish_changed
from community.notifications.channels import ring_members
from community.notifications.models import Notification
from community.notifications.models.notifications import NotificationQuerySet


def mark_notification_read(*, notification: Notification, by: User) -> Notification:
    """Mark a notification, and others of the same subject, as read; return it as it is then.

    Raises Denied for anybody else's.
    """
    rates.consume("read", by=by)
    if not policy.may_change(by, notification):
        raise Denied
    mine = _unread(by).filter(
        subject_kind=notification.subject_kind, subject_id=notification.subject_id
    )
    with transaction.atomic(savepoint=False):
        _read(mine, by)
    notification.refresh_from_db()
    return notification


def mark_all_notifications_read(*, by: User, group: str = "") -> int:
    """Mark all notifications of a member as read, or those of one group; return how many."""
    rates.consume("read", by=by)
    mine = _unread(by)
    if group:
        mine = mine.filter(
            type__in=[one.name for one in registration.types() if one.group == group]
        )
    with transaction.atomic(savepoint=False):
        return _read(mine, by)


def mark_notifications_seen(*, by: User) -> int:
    """The member saw the list: nothing in it is new. Return how many were."""
    rates.consume("read", by=by)
    mine = Notification.objects.on_site().filter(member=by.pk, seen_at=None)
    with transaction.atomic(savepoint=False):
        return _ring(by, _locked(mine).update(seen_at=Now()))


def read_rows(*, rows: NotificationQuerySet, by: User) -> int:
    """Part of reading many things at once: the member's own of these are read. Return how many."""
    with transaction.atomic(savepoint=False):
        return _read(rows.filter(member=by.pk).unread(), by)


def read_context(*, context: Subject, upto: int, by: User) -> int:
    """Part of reading what notifications are in: those up to this position are read.

    One statement, which writes only if there are any. Return how many.
    """
    mine = _unread(by).filter(context_kind=context.kind, context_id=context.id, position__lte=upto)
    with transaction.atomic(savepoint=False):
        return _read(mine, by)


READ_ALL = Statement("""
    WITH mine AS MATERIALIZED (
        SELECT old.id FROM notifications_notification AS old
        JOIN unnest(%(member)s::bigint[], %(kind)s::text[], %(id)s::bigint[], %(upto)s::int[])
            AS read (member_id, kind, id, upto)
            ON read.member_id = old.member_id AND read.kind = old.context_kind
            AND read.id = old.context_id AND read.upto >= old.position
        WHERE old.read_at IS NULL
        ORDER BY old.id FOR NO KEY UPDATE OF old
    )
    UPDATE notifications_notification AS old SET
        read_at = statement_timestamp(), mail_due_at = NULL,
        seen_at = coalesce(old.seen_at, statement_timestamp())
    FROM mine WHERE old.id = mine.id RETURNING old.id
""")


def read_contexts(*, of: Sequence[tuple[int, Subject, int]]) -> int:
    """What `read_context` does, of a batch of events: each names a member, a context and how far
    they read it. Return how many were read."""
    values = {
        "member": [member for member, _, _ in of],
        "kind": [context.kind for _, context, _ in of],
        "id": [context.id for _, context, _ in of],
        "upto": [upto for _, _, upto in of],
    }
    with transaction.atomic(savepoint=False):
        ids = [pk for (pk,) in READ_ALL.fetched(values)]
        publish_changed(ids)
    return len(ids)


def _unread(by: User) -> NotificationQuerySet:
    return Notification.objects.filter(member=by.pk).unread()


def _locked(rows: NotificationQuerySet) -> NotificationQuerySet:
    """The same rows, locked in the order of their ids: two who change several cannot cross."""
    ordered = rows.order_by("pk").select_for_update(no_key=True)
    return Notification.objects.filter(pk__in=ordered.values("pk"))


def _read(rows: NotificationQuerySet, by: User) -> int:
    seen_at = Coalesce(F("seen_at"), Now())
    count = _locked(rows).update(read_at=Now(), seen_at=seen_at, mail_due_at=None)
    return _ring(by, count)


def _ring(by: User, count: int) -> int:
    """Their open pages learn of it after the commit; without Redis they ask now and then."""

    def ring() -> None:
        with suppress(Unavailable):
            ring_members([by.pk])

    if count:
        transaction.on_commit(ring, robust=True)
    return count
