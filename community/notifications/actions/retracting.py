"""Taking notifications of what is gone out of sight, and back when it is there again.

A row that is retracted stays, so that whatever happens again notifies nobody twice.
"""

from collections.abc import Sequence
from itertools import islice

from django.db import connection, transaction
from django.db.models.functions import Now

from community.kernel.subjects import Subject
from community.notifications.actions.notify import publish_changed
from community.notifications.models import Notification
from community.notifications.models.notifications import NotificationQuerySet

BATCH = 5000  # rows in one statement


def retract(*, context: Subject, subject: Subject | None = None) -> int:
    """Retract the notifications of a subject, or of all that is in a context; return how many."""
    return retract_rows(rows=_of(context, subject))


def restore(*, context: Subject, subject: Subject | None = None) -> int:
    """Show those again that were retracted and are unread; return how many. None is sent by
    email any more."""
    return restore_rows(rows=_of(context, subject))


def retract_rows(*, rows: NotificationQuerySet) -> int:
    """The same for any of them."""
    return _update(rows.filter(retracted_at=None), retracted_at=Now(), mail_due_at=None)


def restore_rows(*, rows: NotificationQuerySet) -> int:
    """The same for any of them. A merging one that has lost its last actor stays away."""
    gone = rows.filter(retracted_at__isnull=False).unread()
    return _update(gone.exclude(merges=True, actors=[]), retracted_at=None)


REMOVE = """
    WITH undone AS (
        SELECT member_id, key, array_agg(actor_id) AS actors
        FROM unnest(%s::bigint[], %s::text[], %s::bigint[]) AS one (member_id, key, actor_id)
        GROUP BY member_id, key
    ), mine AS MATERIALIZED (
        SELECT old.id, undone.actors FROM notifications_notification AS old
        JOIN undone ON undone.member_id = old.member_id AND undone.key = old.key
        WHERE old.merges AND old.read_at IS NULL AND old.actors && undone.actors
        ORDER BY old.id FOR NO KEY UPDATE OF old
    ), others AS (
        SELECT mine.id, array(
            SELECT left_over.actor FROM notifications_notification AS old,
                unnest(old.actors) WITH ORDINALITY AS left_over (actor, at)
            WHERE old.id = mine.id AND left_over.actor <> ALL (mine.actors) ORDER BY left_over.at
        ) AS actors
        FROM mine
    )
    UPDATE notifications_notification AS old SET
        actors = others.actors,
        retracted_at = CASE WHEN others.actors = '{}'
            THEN coalesce(old.retracted_at, statement_timestamp()) ELSE old.retracted_at END,
        mail_due_at = CASE WHEN others.actors <> '{}' THEN old.mail_due_at END
    FROM others WHERE old.id = others.id RETURNING old.id
"""


def remove_actors(*, of: Sequence[tuple[int, str, int]]) -> int:
    """Take those who undid it out of merged notifications: each names a member, a key and an actor.

    What was read stays as it was read. A notification without any actor is retracted. Return how
    many changed.
    """
    with transaction.atomic(savepoint=False):
        with connection.cursor() as cursor:
            cursor.execute(REMOVE, [list(column) for column in zip(*of, strict=True)])
            ids = [pk for (pk,) in cursor.fetchall()]
        publish_changed(ids)
    return len(ids)


def _of(context: Subject, subject: Subject | None) -> NotificationQuerySet:
    rows = Notification.objects.filter(context_kind=context.kind, context_id=context.id)
    return rows.filter(subject_kind=subject.kind, subject_id=subject.id) if subject else rows


def _update(rows: NotificationQuerySet, **state: object) -> int:
    """In one order, so that it never crosses a member who reads them meanwhile."""
    with transaction.atomic(savepoint=False):
        found = rows.order_by("pk").select_for_update(no_key=True, of=["self"])
        ids = list(found.values_list("pk", flat=True))
        left = iter(ids)
        while some := list(islice(left, BATCH)):
            Notification.objects.filter(pk__in=some).update(**state)
        publish_changed(ids)
    return len(ids)
