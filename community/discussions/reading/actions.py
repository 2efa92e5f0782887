"""How far members have read and how closely they watch.

What one reads is nobody else's business, and comes too often to be told: only a choice of how
closely to watch is an event, and how much was read on a whole day (actions_days.py). No thread is
locked here: each writes a row of the member's own.
"""

from typing import Any

from django.db import connection, transaction
from django.db.models import Exists, F, OuterRef, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community.accounts import rates
from community.accounts.models import User
from community.discussions.events import WatchChanged
from community.discussions.models import Post, Thread
from community.discussions.models.reading import Level, Reading, Reason, Watch
from community.discussions.reading.watching import Watchable, inherited, watchable
from community.events.outbox import publish
from community.kernel import subjects
from community.kernel.errors import Denied, RuleViolation
from community.kernel.statements import Statement
from community.kernel.subjects import Subject
from community.notifications.actions import read_context, read_rows
from community.notifications.models import Notification

A_VISIT = 3_600_000  # ms that one report may add: a page that says more than an hour is wrong
A_WHILE = 300_000  # ms of reading after which a thread is tracked
LONGEST = 86_400_000

# Whatever the member did not choose, the machine may raise, and never lowers. Removed posts right
# behind what was read are read with it: they keep nobody from the end.
#
# The same statement counts the member's day. `before` locks the row, so that of two requests at
# once each counts what it read itself; it has no row for the first one, nor for another that came
# in at the same moment: that one counts no posts, since they are counted already (xmax is not 0).
READ = """
    WITH before AS MATERIALIZED (
        SELECT last_read_number FROM discussions_reading
        WHERE member_id = %(member)s AND thread_id = %(thread)s FOR NO KEY UPDATE
    ), marked AS (
        INSERT INTO discussions_reading
            AS mine (member_id, thread_id, last_read_number, read_ms, level, reason)
        SELECT %(member)s, id, coalesce(following.number - 1, highest_number), %(ms)s, %(level)s,
            %(reason)s
        FROM discussions_thread AS thread CROSS JOIN LATERAL (
            SELECT min(number) AS number FROM discussions_post
            WHERE thread_id = thread.id AND number > %(upto)s AND deleted_at IS NULL
        ) AS following LEFT JOIN before ON true
        WHERE id = %(thread)s
        ON CONFLICT (member_id, thread_id) DO UPDATE SET
            last_read_number = greatest(mine.last_read_number, excluded.last_read_number),
            read_ms = least(mine.read_ms + excluded.read_ms, %(longest)s),
            last_visited_at = statement_timestamp(),
            level = CASE WHEN {raises} THEN %(tracking)s ELSE mine.level END,
            reason = CASE WHEN {raises} THEN %(by_reading)s ELSE mine.reason END
        RETURNING last_read_number, level, reason, xmax = 0 AS is_new
    ), counted AS (
        SELECT marked.last_read_number AS upto,
            CASE WHEN marked.is_new THEN 0
                ELSE coalesce(before.last_read_number, marked.last_read_number) END AS since
        FROM marked LEFT JOIN before ON true
    ), today AS (
        INSERT INTO discussions_readingday AS today
            (member_id, day, threads, posts, read_ms, updated_at)
        SELECT %(member)s, %(day)s, (since = 0 AND upto > 0)::int, upto - since, %(ms)s,
            statement_timestamp()
        FROM counted
        ON CONFLICT (member_id, day) DO UPDATE SET
            threads = today.threads + excluded.threads,
            posts = today.posts + excluded.posts,
            read_ms = least(today.read_ms + excluded.read_ms, %(longest)s),
            updated_at = excluded.updated_at
        WHERE NOT today.is_told
    )
    SELECT last_read_number, level, reason FROM marked
"""
MARK = READ.format(
    raises="mine.reason NOT IN (%(chosen)s, %(tag)s, %(container)s) AND mine.level < %(tracking)s"
    " AND mine.read_ms + excluded.read_ms >= %(a_while)s"
)

# Whoever wrote the last post has read all of them. Tells whether it is the member's first row.
_RAISES = "mine.reason <> %(chosen)s AND mine.level < excluded.level"
WROTE = Statement(
    f"""
    INSERT INTO discussions_reading
        AS mine (member_id, thread_id, last_read_number, read_ms, level, reason)
    VALUES (%(member)s::bigint, %(thread)s::bigint, %(number)s::int, 0, %(level)s::int,
        %(reason)s::int)
    ON CONFLICT (member_id, thread_id) DO UPDATE SET
        last_read_number = greatest(mine.last_read_number, excluded.last_read_number),
        last_visited_at = statement_timestamp(),
        level = CASE WHEN {_RAISES} THEN excluded.level ELSE mine.level END,
        reason = CASE WHEN {_RAISES} THEN excluded.reason ELSE mine.reason END
    RETURNING xmax = 0
    """,  # noqa: S608 - put together from constants
    {"chosen": int(Reason.CHOSEN)},
)


class NotReadWhole(RuleViolation):
    code = "not_read_whole"
    title = _("Cannot be marked as read")
    message = _("Only a category, or all topics, can be marked as read.")


class UnknownLevel(RuleViolation):
    code = "unknown_level"
    title = _("Unknown watch level")
    message = _("This watch level does not exist here.")


def mark_read(*, thread: Thread, upto: int, ms: int, by: User) -> Reading:
    """Mark a thread as read up to a post number.

    Never beyond the last post, never backwards; what is known already writes nothing. The first
    visit takes over how closely the thread's tags and category are watched. Notifications of
    what is read are read with it. Raises Denied for what the member may not read.
    """
    rates.consume("read", by=by)
    with transaction.atomic():
        found = _readable(thread, by)
        level, reason = Level.NORMAL, Reason.NONE
        seen, ms = max(upto, 0), min(max(ms, 0), A_VISIT)
        mine = Reading.objects.filter(member=by, thread=found).first()
        if mine is None:
            level, reason = inherited(found, by)
        read_context(context=Subject(found.kind, found.pk), upto=seen, by=by)
        if mine and not ms and min(seen, found.highest_number) <= mine.last_read_number:
            return mine  # known already: it writes nothing
        if reason is Reason.NONE and ms >= A_WHILE:
            level, reason = Level.TRACKING, Reason.READ
        return _mark(found, by, upto=seen, ms=ms, level=level, reason=reason)


def follow_own(thread: Thread, post: Post, by: User) -> None:
    """Part of writing a post, with the thread locked: it is read, and answers are awaited."""
    level, reason = (
        (Level.WATCHING, Reason.STARTED) if post.opens_thread else (Level.TRACKING, Reason.REPLIED)
    )
    is_first = _wrote(thread, post, by, level, reason)
    if is_first and not post.opens_thread:
        above, because = inherited(thread, by)
        if above > level:
            _wrote(thread, post, by, above, because)


def _wrote(thread: Thread, post: Post, by: User, level: Level, reason: Reason) -> bool:
    """Read up to this post, watched so closely at least; whether the thread was new to them."""
    row = {"member": by.pk, "thread": thread.pk, "number": post.number}
    [(is_first,)] = WROTE.fetched({**row, "level": int(level), "reason": int(reason)})
    return bool(is_first)


def _mark(thread: Thread, by: User, **row: Any) -> Reading:
    fixed: dict[str, Any] = {
        "member": by.pk,
        "thread": thread.pk,
        "longest": LONGEST,
        "a_while": A_WHILE,
        "tracking": Level.TRACKING,
        "chosen": Reason.CHOSEN,
        "tag": Reason.TAG,
        "container": Reason.CONTAINER,
        "by_reading": Reason.READ,
        "day": timezone.now().date(),
    }
    with connection.cursor() as cursor:
        cursor.execute(MARK, fixed | row)
        number, level, reason = cursor.fetchone()
    return Reading(member=by, thread=thread, last_read_number=number, level=level, reason=reason)


def watch_thread(*, thread: Thread, level: int, by: User) -> Reading:
    """Set how closely to watch a thread. The system no longer changes it."""
    if level not in Level.values or level == Level.WATCHING_FIRST:
        raise UnknownLevel
    rates.consume("read", by=by)
    with transaction.atomic():
        found = _readable(thread, by)
        mine, _ = Reading.objects.select_for_update().get_or_create(member=by, thread=found)
        if (mine.level, mine.reason) != (level, Reason.CHOSEN):
            mine.level, mine.reason = level, Reason.CHOSEN
            mine.save(update_fields=["level", "reason"])
            publish(WatchChanged(actor_id=by.pk, kind=found.kind, object_id=found.pk, level=level))
    return mine


def watch_place(*, kind: str, object_id: int, level: int | None, by: User) -> Watch:
    """Choose how closely to watch all threads of a category or tag; None forgets the choice.

    Threads that follow it because nothing was said of themselves follow at once.
    """
    rates.consume("read", by=by)
    with transaction.atomic():
        place = _place(kind, object_id, by)
        if level is not None and level not in place.levels:
            raise UnknownLevel
        mine, _ = Watch.objects.select_for_update().get_or_create(
            member=by, kind=kind, object_id=object_id
        )
        if mine.level != level:
            mine.level = level
            mine.save(update_fields=["level"])
            publish(WatchChanged(actor_id=by.pk, kind=kind, object_id=object_id, level=level))
            follows = Reading.objects.filter(
                member=by, reason__in=[Reason.NONE, Reason.CONTAINER, Reason.TAG]
            )
            inside = follows.filter(thread__in=place.threads([object_id]))
            rows = inside.select_related("thread").order_by("pk")
            for row in rows.select_for_update(no_key=True, of=["self"]):  # not what is just chosen
                row.level, row.reason = inherited(row.thread, by)
                row.save(update_fields=["level", "reason"])
    return mine


def mark_all_read(*, kind: str, object_id: int, by: User) -> None:
    """Nothing in the place is new or unread: one watermark stands for all that was not opened.

    Tags have none: a thread stands in one container, and in several tags. What was opened stays
    so, read to its end: trust levels count it, and once. Rows that say nothing go. Notifications
    of these threads are read, too.
    """
    rates.consume("read", by=by)
    now = timezone.now()
    with transaction.atomic():
        place = _place(kind, object_id, by)
        if place.reason is not Reason.CONTAINER:
            raise NotReadWhole
        places = sorted(place.covers(object_id))
        inside = place.threads(places).filter(bumped_at__lte=now)
        Watch.objects.bulk_create(
            [Watch(member=by, kind=kind, object_id=pk, read_at=now) for pk in places],
            update_conflicts=True,
            unique_fields=["member", "kind", "object_id"],
            update_fields=["read_at"],
        )
        context = inside.filter(pk=OuterRef("context_id"), kind=OuterRef("context_kind"))
        read_rows(rows=Notification.objects.filter(Exists(context)), by=by)
        mine = Reading.objects.filter(member=by, thread__in=inside)
        mine.filter(level=Level.NORMAL, reason=Reason.NONE, last_read_number=0).delete()
        behind = mine.filter(last_read_number__lt=F("thread__highest_number"))
        held = behind.order_by("pk").select_for_update(of=["self"]).values_list("pk", flat=True)
        end = Thread.objects.filter(pk=OuterRef("thread")).values("highest_number")
        Reading.objects.filter(pk__in=list(held)).update(last_read_number=Subquery(end))


def _readable(thread: Thread, by: User) -> Thread:
    found = Thread.objects.visible_to(by).filter(pk=thread.pk).first()
    if found is None or not by.is_active:
        raise Denied
    return found


def _place(kind: str, object_id: int, by: User) -> Watchable:
    place = watchable(kind)
    if place is None or not by.is_active:
        raise Denied
    if subjects.resolve(subjects.Subject(kind, object_id), by) is None:
        raise Denied
    return place
