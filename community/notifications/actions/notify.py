"""Writing notifications: one INSERT for all that a batch of events causes, whoever it is for."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django.db import transaction

from community.events.outbox import publish
from community.kernel.statements import Statement
from community.notifications import registration
from community.notifications.events import NotificationsChanged
from community.notifications.registration import Notice

MAIL_DELAY = "10 minutes"  # time enough to read it on the site, and for several to be one email
MOST_ACTORS = 1000  # of one notification: who came first is forgotten
RANGE = 2000  # ids that one event speaks of

COLUMNS = (
    "member_id", "type", "subject_kind", "subject_id", "context_kind", "context_id", "position",
    "actor_id", "reason", "place_kind", "place_id", "facts", "key", "event_id", "happened_at",
    "is_read",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Candidates:
    """Who may have to be notified of what: a SELECT of COLUMNS, in any order, with the values of
    its slots.

    Preferences, actors and doubles are not its business: members may be in it twice, with several
    types, and for what they did themselves. It names only those who may see the subject.
    `merges` says which types are meant: those that merge, or all others.
    """

    sql: str
    values: Mapping[str, Any] = field(default_factory=dict)
    merges: bool = False


WANTED = f"""
    WITH candidate AS MATERIALIZED (%(candidates)s), wanted AS (
        SELECT candidate.*, known.rank,
            known.is_required OR coalesce(chosen.is_on_site, known.on_site) AS is_on_site,
            CASE
                WHEN candidate.is_read THEN NULL
                WHEN known.is_required AND known.by_mail THEN statement_timestamp()
                WHEN coalesce(chosen.is_by_mail, known.by_mail)
                    THEN statement_timestamp() + interval '{MAIL_DELAY}'
            END AS mail_due_at
        FROM candidate
        JOIN unnest(
            %%(known_types)s::text[], %%(known_ranks)s::int[], %%(known_on_site)s::boolean[],
            %%(known_by_mail)s::boolean[], %%(known_required)s::boolean[]
        ) AS known (type, rank, on_site, by_mail, is_required) ON known.type = candidate.type
        JOIN accounts_user AS member ON member.id = candidate.member_id
            AND member.is_active AND NOT member.is_machine
        LEFT JOIN notifications_preference AS chosen
            ON chosen.member_id = candidate.member_id AND chosen.type = candidate.type
        WHERE candidate.actor_id IS DISTINCT FROM candidate.member_id
    )
"""  # noqa: S608 - put together from constants
# Of two types, the one with the lower rank. A row that was retracted comes back: whoever is a
# candidate again may see it again. The order is that of their ids: the newest is the last.
EACH = f"""
    {WANTED}, best AS (
        SELECT DISTINCT ON (member_id, key) * FROM wanted
        WHERE is_on_site OR mail_due_at IS NOT NULL
        ORDER BY member_id, key, rank, reason, place_id
    )
    INSERT INTO notifications_notification AS mine (
        member_id, type, subject_kind, subject_id, context_kind, context_id, position, actors,
        reason, place_kind, place_id, facts, key, merges, is_on_site, event_id, happened_at,
        seen_at, read_at, mail_due_at
    )
    SELECT
        member_id, type, subject_kind, subject_id, context_kind, context_id, position,
        array_remove(ARRAY[actor_id], NULL), reason, place_kind, place_id, facts, key, false,
        is_on_site, event_id, happened_at, CASE WHEN is_read THEN happened_at END,
        CASE WHEN is_read THEN happened_at END, mail_due_at
    FROM best ORDER BY happened_at, event_id, position
    ON CONFLICT (member_id, key) WHERE NOT merges DO UPDATE SET
        retracted_at = NULL, type = excluded.type, reason = excluded.reason,
        place_kind = excluded.place_kind, place_id = excluded.place_id
        WHERE mine.retracted_at IS NOT NULL
    RETURNING id
"""  # noqa: S608 - put together from constants
# Whoever is among the actors of one that was read has been told of already. Rows that exist are
# locked in the order of their ids, as members do who read several.
MERGED = f"""
    {WANTED}, new AS (
        SELECT DISTINCT ON (member_id, key, actor_id) * FROM wanted
        WHERE (is_on_site OR mail_due_at IS NOT NULL) AND NOT EXISTS (
            SELECT FROM notifications_notification AS old
            WHERE old.context_id = wanted.context_id AND old.subject_id = wanted.subject_id
                AND old.member_id = wanted.member_id AND old.key = wanted.key
                AND old.read_at IS NOT NULL AND wanted.actor_id = ANY(old.actors)
        )
        ORDER BY member_id, key, actor_id, happened_at DESC
    ), held AS MATERIALIZED (
        SELECT old.id FROM notifications_notification AS old
        WHERE old.merges AND old.read_at IS NULL
            AND (old.member_id, old.key) IN (SELECT member_id, key FROM new)
        ORDER BY old.id FOR NO KEY UPDATE
    )
    INSERT INTO notifications_notification AS mine (
        member_id, type, subject_kind, subject_id, context_kind, context_id, position, actors,
        reason, place_kind, place_id, facts, key, merges, is_on_site, event_id, happened_at,
        mail_due_at
    )
    SELECT member_id, type, subject_kind, subject_id, context_kind, context_id, max(position),
        coalesce(
            array_agg(actor_id ORDER BY happened_at, event_id)
                FILTER (WHERE actor_id IS NOT NULL), '{{}}'
        ),
        min(reason), min(place_kind), min(place_id), (array_agg(facts))[1], key, true,
        bool_or(is_on_site), max(event_id), max(happened_at), min(mail_due_at)
    FROM new WHERE (SELECT count(*) FROM held) >= 0
    GROUP BY member_id, key, type, subject_kind, subject_id, context_kind, context_id
    ORDER BY max(happened_at), max(event_id)
    ON CONFLICT (member_id, key) WHERE merges AND read_at IS NULL DO UPDATE SET
        actors = (
            SELECT coalesce(
                (array_agg(actor ORDER BY at))[greatest(count(*) - {MOST_ACTORS - 1}, 1):], '{{}}'
            ) FROM unnest(
                array(
                    SELECT before.actor FROM unnest(mine.actors)
                        WITH ORDINALITY AS before (actor, at)
                    WHERE before.actor <> ALL (excluded.actors) ORDER BY before.at
                ) || excluded.actors
            ) WITH ORDINALITY AS everybody (actor, at)
        ),
        happened_at = excluded.happened_at, event_id = excluded.event_id, facts = excluded.facts,
        is_on_site = excluded.is_on_site, seen_at = NULL, retracted_at = NULL,
        mail_due_at = CASE WHEN mine.mail_id IS NULL
            THEN coalesce(mine.mail_due_at, excluded.mail_due_at) END
        WHERE mine.retracted_at IS NOT NULL OR NOT mine.actors @> excluded.actors
    RETURNING id
"""  # noqa: S608 - put together from constants

NOTICES = """
    SELECT member_id, type, subject_kind, subject_id, context_kind, context_id, position, actor_id,
        reason, place_kind, place_id, facts::jsonb AS facts, key, event_id,
        statement_timestamp() AS happened_at, false AS is_read
    FROM unnest(
        %(member)s::bigint[], %(type)s::text[], %(subject_kind)s::text[], %(subject_id)s::bigint[],
        %(context_kind)s::text[], %(context_id)s::bigint[], %(position)s::int[],
        %(actor)s::bigint[], %(reason)s::text[], %(place_kind)s::text[], %(place_id)s::bigint[],
        %(facts)s::text[], %(key)s::text[], %(event)s::bigint[]
    ) AS notice (
        member_id, type, subject_kind, subject_id, context_kind, context_id, position, actor_id,
        reason, place_kind, place_id, facts, key, event_id
    )
"""
SLOTS = (
    "member", "type", "subject_kind", "subject_id", "context_kind", "context_id", "position",
    "actor", "reason", "place_kind", "place_id", "facts", "key", "event",
)  # fmt: skip


def notify(*, notices: Sequence[Notice]) -> int:
    """Notify members of what happened; return how many notifications were written or merged.

    The actor is left out, whoever switched the type off too, and nobody is notified twice of one
    key. Raises LookupError for a type that no app registered.
    """
    written = 0
    for merges in (False, True):
        if some := [notice for notice in notices if _type(notice).merges == merges]:
            rows = [row for notice in some for row in _rows(notice)]
            values = {name: [row[at] for row in rows] for at, name in enumerate(SLOTS)}
            written += notify_from(candidates=Candidates(sql=NOTICES, values=values, merges=merges))
    return written


def _type(notice: Notice) -> registration.NotificationType:
    if (found := registration.type_named(notice.type)) is None:
        raise LookupError(f"{notice.type} is no registered type of notifications")
    return found


def _rows(notice: Notice) -> Iterator[tuple[Any, ...]]:
    """One for each member, in the order of SLOTS."""
    context, place = notice.context or notice.subject, notice.place
    for member in notice.members:
        yield (
            member,
            notice.type,
            notice.subject.kind,
            notice.subject.id,
            context.kind,
            context.id,
            notice.position,
            notice.actor_id,
            notice.reason,
            place.kind if place else "",
            place.id if place else None,
            json.dumps(notice.facts),
            notice.key or f"{notice.type}:{notice.subject}",
            notice.event_id,
        )


def notify_from(*, candidates: Candidates) -> int:
    """The same for candidates that the database finds, in one statement however many they are."""
    known = [one for one in registration.types() if one.merges == candidates.merges]
    values: dict[str, Any] = {
        "known_types": [one.name for one in known],
        "known_ranks": [one.rank for one in known],
        "known_on_site": [one.on_site for one in known],
        "known_by_mail": [one.by_mail for one in known],
        "known_required": [one.is_required for one in known],
    }
    sql = (MERGED if candidates.merges else EACH) % {"candidates": candidates.sql}
    with transaction.atomic(savepoint=False):
        ids = [pk for (pk,) in _statement(sql).fetched({**candidates.values, **values})]
        publish_changed(ids)
    return len(ids)


@lru_cache(100)  # a thread for all to read has the same SQL as any other
def _statement(sql: str) -> Statement:
    """Prepared: to plan it costs ten times as much as to notify a few members."""
    return Statement(sql)


def publish_changed(ids: Iterable[int]) -> None:
    """Part of whatever changes notifications: tell which, in ranges of ids."""
    first = last = 0
    for pk in sorted(ids):
        if first and pk - first >= RANGE:
            publish(NotificationsChanged(actor_id=None, first_id=first, last_id=last))
            first = 0
        first, last = first or pk, pk
    if first:
        publish(NotificationsChanged(actor_id=None, first_id=first, last_id=last))
