"""Notifications of what is gone are retracted, and shown again when it is back.

It follows from what is so now, not from which event says it: the thread and the post are there,
the member may read them, and what the notification says is still true.
"""

from collections.abc import Collection

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from community.accounts.models import Audience, readers
from community.discussions.models import Post, Thread
from community.discussions.models.reading import Mention, Quote
from community.notifications.actions import restore_rows, retract_rows
from community.notifications.models import Notification
from community.notifications.models.notifications import NotificationQuerySet

Condition = Q | Exists
ALWAYS = Q(pk=F("pk"))

_conditions: dict[str, Condition] = {}

THREAD = Exists(Thread.objects.filter(pk=OuterRef("context_id"), deleted_at=None))
LIVE = Exists(Post.objects.filter(pk=OuterRef("subject_id"), deleted_at=None))


def follow_content(*types: str, still: Condition = ALWAYS) -> None:
    """Say of types of notifications, whose context is a thread and whose subject it or a post of
    it, that they are retracted when that is gone, or when `still` is no longer so: a condition on
    the notification."""
    _conditions.update(dict.fromkeys(types, still))


def of_member(model: type[Mention | Quote]) -> Exists:
    return Exists(model.objects.filter(post=OuterRef("subject_id"), member=OuterRef("member_id")))


def settle(
    *,
    threads: QuerySet[Thread],
    posts: Collection[int] | None = None,
    types: Collection[str] | None = None,
) -> int:
    """Retract and restore notifications of these threads, of some of their posts or of some types
    alone, by what is so now; return how many changed. A fixed number of queries for each audience
    of the threads."""
    found = threads.order_by().values("audience_id").distinct()
    changed = 0
    for audience in Audience.objects.filter(pk__in=found).order_by("pk"):
        rows = _of(threads.filter(audience=audience), posts, types)
        holds = _holds(audience)
        changed += retract_rows(rows=rows.exclude(holds))
        changed += restore_rows(rows=rows.filter(holds))
    return changed


def _of(
    threads: QuerySet[Thread], posts: Collection[int] | None, types: Collection[str] | None
) -> NotificationQuerySet:
    rows = Notification.objects.filter(type__in=list(_conditions if types is None else types))
    rows = rows.filter(context_id__in=threads.order_by().values("pk"))
    if posts is None:
        return rows
    return rows.filter(subject_kind="discussions.post", subject_id__in=list(posts))


def _holds(audience: Audience) -> Q:
    there = Q(THREAD) & (~Q(subject_kind="discussions.post") | Q(LIVE))
    true = Q(pk__in=[])
    for type_, still in _conditions.items():
        true |= Q(type=type_) & Q(still)
    if audience.kind == Audience.Kind.PUBLIC:
        return there & true
    return there & true & Q(Exists(readers(audience).filter(pk=OuterRef("member_id"))))
