"""Who is notified of what happened in a thread: one SELECT for all events of a batch.

Two sorts of members: those whom it concerns (mentioned, answered, quoted, the author) unless they
muted the thread, and those who watch it, as `watching.watchers` says of one thread.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.db.models.expressions import RawSQL

from community.accounts.models import Audience, readers
from community.discussions.models import Thread
from community.discussions.models.reading import Level, Reason
from community.discussions.reading.watching import places_of
from community.events.event import Event
from community.kernel.statements import Statement
from community.kernel.subjects import Subject
from community.notifications.actions import Candidates

POST = "discussions.post"


@dataclass(frozen=True, kw_only=True)
class Happening:
    """What an event means for the members around a thread; one for each event."""

    event: Event
    thread_id: int
    type: str  # what those who watch are notified of
    post_id: int | None = None  # the subject; else it is the thread
    key: str = ""  # else that of the post: nobody is notified twice of one post
    facts: Mapping[str, Any] = field(default_factory=dict)
    # Whom it concerns, and how: members' ids with a type and a reason.
    concerns: Sequence[tuple[int, str, str]] = ()
    is_new_post: bool = False  # it concerns whom the post mentions, answers and quotes, too
    opens: bool = False  # the thread
    to_author: bool = False  # of the thread, who watches it unless they chose otherwise
    to_watchers: bool = True


REASONS = {
    Reason.STARTED: "discussions.started",
    Reason.REPLIED: "discussions.replied",
    Reason.CONTAINER: "discussions.watched_container",
    Reason.TAG: "discussions.watched_tag",
}
_BY_READING = " ".join(f"WHEN {reason:d} THEN '{name}'" for reason, name in REASONS.items())

# A mention that an edit took out again, before anybody was notified, concerns nobody. The authors
# of imported threads have no reading that says how closely they watch.
CONCERNED = f"""
    SELECT told.event_id, told.member_id, told.type, told.reason
    FROM unnest(%(told_events)s::bigint[], %(told_members)s::bigint[], %(told_types)s::text[],
        %(told_reasons)s::text[]) AS told (event_id, member_id, type, reason)
    JOIN happening ON happening.event_id = told.event_id
    WHERE told.type <> 'discussions.mention' OR EXISTS (
        SELECT FROM discussions_mention AS mention
        WHERE mention.post_id = happening.post_id AND mention.member_id = told.member_id
    )
    UNION ALL
    SELECT happening.event_id, mention.member_id, 'discussions.mention', 'discussions.mentioned'
    FROM happening JOIN discussions_mention AS mention ON mention.post_id = happening.post_id
    WHERE happening.is_new_post
    UNION ALL
    SELECT happening.event_id, answered.author_id, 'discussions.reply', 'discussions.replied_to'
    FROM happening JOIN discussions_post AS answered ON answered.id = happening.parent_id
    WHERE happening.is_new_post
    UNION ALL
    SELECT happening.event_id, quote.member_id, 'discussions.quote', 'discussions.quoted'
    FROM happening JOIN discussions_quote AS quote ON quote.post_id = happening.post_id
    WHERE happening.is_new_post
    UNION ALL
    SELECT event_id, starter_id, type, '{REASONS[Reason.STARTED]}' FROM happening
    WHERE to_author AND NOT EXISTS (
        SELECT FROM discussions_reading AS reading
        WHERE reading.member_id = starter_id AND reading.thread_id = happening.thread_id
    )
"""  # noqa: S608 - put together from constants

# What was said of the thread counts before what was said of its places, of which the highest
# level counts.
NOT_MUTED = f"""
    SELECT concerned.event_id, concerned.member_id, concerned.type, concerned.reason,
        '' AS place_kind, NULL::bigint AS place_id, reading.last_read_number
    FROM concerned
    JOIN happening ON happening.event_id = concerned.event_id
    LEFT JOIN discussions_reading AS reading
        ON reading.member_id = concerned.member_id AND reading.thread_id = happening.thread_id
    WHERE coalesce(reading.level, (
        SELECT max(watch.level) FROM place
        JOIN discussions_watch AS watch
            ON watch.member_id = concerned.member_id
            AND watch.kind = place.kind AND watch.object_id = place.object_id
        WHERE place.thread_id = happening.thread_id
    ), {Level.NORMAL:d}) > {Level.MUTED:d}
"""  # noqa: S608 - put together from constants
BY_THREAD = f"""
    SELECT happening.event_id, reading.member_id, happening.type,
        CASE reading.reason {_BY_READING} ELSE 'discussions.watching' END,
        coalesce(because.kind, ''), because.object_id, reading.last_read_number
    FROM happening
    JOIN discussions_reading AS reading
        ON reading.thread_id = happening.thread_id AND reading.level = {Level.WATCHING:d}
    LEFT JOIN LATERAL (
        SELECT place.kind, place.object_id FROM place
        JOIN discussions_watch AS watch
            ON watch.member_id = reading.member_id AND watch.level = {Level.WATCHING:d}
            AND watch.kind = place.kind AND watch.object_id = place.object_id
        WHERE place.thread_id = happening.thread_id AND place.reason = reading.reason
        ORDER BY place.object_id LIMIT 1
    ) AS because ON true
    WHERE happening.to_watchers
"""  # noqa: S608 - put together from constants
BY_PLACE = f"""
    SELECT happening.event_id, watch.member_id, happening.type,
        CASE place.reason {_BY_READING} END, place.kind, place.object_id, reading.last_read_number
    FROM happening
    JOIN place ON place.thread_id = happening.thread_id
    JOIN discussions_watch AS watch
        ON watch.kind = place.kind AND watch.object_id = place.object_id
        AND watch.level IN (
            {Level.WATCHING:d}, CASE WHEN happening.opens THEN {Level.WATCHING_FIRST:d} END
        )
    LEFT JOIN discussions_reading AS reading
        ON reading.member_id = watch.member_id AND reading.thread_id = happening.thread_id
    WHERE happening.to_watchers
        AND (reading.id IS NULL OR (happening.opens AND reading.level > {Level.MUTED:d}))
"""  # noqa: S608 - put together from constants

# Whoever has read the post already, on a page that showed it live, finds it among the read ones.
# Materialised: the planner expects one row of each, and would run it once for each event.
SELECT = f"""
    WITH happening AS MATERIALIZED (
        SELECT told.*, thread.kind AS context_kind, thread.audience_id,
            thread.author_id AS starter_id, post.parent_id, coalesce(post.number, 0) AS position
        FROM unnest(
            %(events)s::bigint[], %(times)s::timestamptz[], %(actors)s::bigint[],
            %(threads)s::bigint[], %(types)s::text[], %(posts)s::bigint[], %(keys)s::text[],
            %(facts)s::text[], %(are_new_posts)s::boolean[], %(open)s::boolean[],
            %(to_authors)s::boolean[], %(to_watchers)s::boolean[]
        ) AS told (
            event_id, happened_at, actor_id, thread_id, type, post_id, key, facts, is_new_post,
            opens, to_author, to_watchers
        )
        JOIN discussions_thread AS thread
            ON thread.id = told.thread_id AND thread.deleted_at IS NULL
        LEFT JOIN discussions_post AS post ON post.id = told.post_id
        WHERE told.post_id IS NULL OR post.deleted_at IS NULL
    ), place AS MATERIALIZED (
        SELECT * FROM unnest(%(place_threads)s::bigint[], %(place_kinds)s::text[],
            %(place_ids)s::bigint[], %(place_reasons)s::int[])
            AS place (thread_id, kind, object_id, reason)
    ), concerned AS MATERIALIZED ({CONCERNED}), found AS MATERIALIZED (
        {NOT_MUTED} UNION ALL {BY_THREAD} UNION ALL {BY_PLACE}
    )
    SELECT found.member_id, found.type, found.reason, found.place_kind, found.place_id,
        CASE WHEN happening.post_id IS NULL THEN happening.context_kind ELSE '{POST}' END
            AS subject_kind,
        coalesce(happening.post_id, happening.thread_id) AS subject_id,
        happening.context_kind, happening.thread_id AS context_id, happening.position,
        happening.actor_id, happening.facts::jsonb AS facts, happening.key, happening.event_id,
        happening.happened_at,
        happening.is_new_post AND coalesce(found.last_read_number >= happening.position, false)
            AS is_read
    FROM found JOIN happening ON happening.event_id = found.event_id
    WHERE %(readers)s
"""  # noqa: S608 - put together from constants


RETRACTED = """
    SELECT candidate.* FROM (%(candidates)s) AS candidate WHERE EXISTS (
        SELECT FROM notifications_notification AS old
        WHERE old.member_id = candidate.member_id AND old.key = candidate.key
            AND NOT old.merges AND old.retracted_at IS NOT NULL
    )
"""
THREADS = Statement("""
    SELECT thread.id, thread.kind, thread.container_id, thread.audience_id, audience.kind
    FROM discussions_thread AS thread
    JOIN accounts_audience AS audience ON audience.id = thread.audience_id
    WHERE thread.id = ANY(%(threads)s::bigint[])
""")


def candidates_of(happenings: Sequence[Happening], *, merges: bool = False) -> Candidates:
    """All whom these may have to be notified of it, by what is so now: whoever may read the thread
    as it is by now, if it and the post are still there. Two queries, however many there are."""
    found = THREADS.fetched({"threads": list({one.thread_id for one in happenings})})
    threads = [Thread(pk=pk, kind=kind, container_id=within) for pk, kind, within, *_ in found]
    may_read, values = _readers({pk: Audience(pk=pk, kind=kind) for *_, pk, kind in found})
    told = [(one.event.id, *who) for one in happenings for who in one.concerns]
    return Candidates(
        sql=SELECT.replace("%(readers)s", may_read),
        values={
            **values,
            **_columns(map(_row, happenings), HAPPENING),
            **_columns(told, ("told_events", "told_members", "told_types", "told_reasons")),
            **_columns(_places(threads), PLACE),
        },
        merges=merges,
    )


def only_retracted(candidates: Candidates) -> Candidates:
    """Of these, those whose notification of the same is retracted: they get it back, for what is
    a reason now."""
    return replace(candidates, sql=RETRACTED.replace("%(candidates)s", candidates.sql))


HAPPENING = (
    "events", "times", "actors", "threads", "types", "posts", "keys", "facts", "are_new_posts",
    "open", "to_authors", "to_watchers",
)  # fmt: skip
PLACE = ("place_threads", "place_kinds", "place_ids", "place_reasons")


def _row(one: Happening) -> tuple[Any, ...]:
    return (
        one.event.id,
        one.event.occurred_at,
        one.event.actor_id,
        one.thread_id,
        one.type,
        one.post_id,
        one.key or str(Subject(POST, one.post_id or 0)),
        json.dumps(one.facts),
        one.is_new_post,
        one.opens,
        one.to_author,
        one.to_watchers,
    )


def _places(threads: Sequence[Thread]) -> list[tuple[Any, ...]]:
    return [(thread, place.kind, pk, int(place.reason)) for place, thread, pk in places_of(threads)]


def _columns(rows: Iterable[Sequence[Any]], names: Sequence[str]) -> dict[str, list[Any]]:
    """The values of an unnest: a list for each name."""
    listed = list(rows)
    return {name: [row[at] for row in listed] for at, name in enumerate(names)}


def _readers(audiences: Mapping[int, Audience]) -> tuple[str, dict[str, Any]]:
    """The condition that a member who was found may read, for each of these audiences, and the
    values of its slots. It asks of each candidate: an audience may have many more members."""
    public = [pk for pk, of in audiences.items() if of.kind == Audience.Kind.PUBLIC]
    conditions = ["happening.audience_id = ANY(%(public)s::bigint[])"]
    values: dict[str, Any] = {"public": public}
    for pk, audience in sorted(audiences.items()):
        if pk in public:
            continue
        found = readers(audience).filter(pk=RawSQL("found.member_id", [])).values("pk")
        sql, params = found.query.sql_with_params()
        names = [f"reader_{pk}_{at}" for at in range(len(params))]
        values |= dict(zip(names, params, strict=True))
        named = sql % tuple(f"%({name})s" for name in names)
        conditions.append(f"happening.audience_id = {pk:d} AND EXISTS ({named})")
    return " OR ".join(conditions), values
