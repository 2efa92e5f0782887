"""Counts events: contributions, points, scores, reputation, tallies, badges.

All of it follows from the events alone, in their order: see `count`.
"""

from collections.abc import Iterable, Sequence
from datetime import date

from django.db import transaction

from community.accounts.events import BadgeAwarded
from community.accounts.standing.actions import write_reputations
from community.accounts.standing.registration import told_by
from community.events.event import Event
from community.kernel.days import day_of
from community.kernel.statements import Statement
from experience.recognition.badges.actions import award_recorded, settle_tallies
from experience.recognition.badges.actions_daily import close_day
from experience.recognition.badges.actions_visits import count_visits
from experience.recognition.badges.changes import TallyChange
from experience.recognition.events import (
    ContainerKindChanged,
    DayClosed,
    VoteRingCleared,
    VoteRingFound,
)
from experience.recognition.ledger.book import Book, folded
from experience.recognition.ledger.loading import Heard, load, tallies
from experience.recognition.ledger.scores import REPUTATIONS, SCORED, unlimited
from experience.recognition.models import (
    Contribution,
    ContributionKind,
    KindOfContainer,
    ReputationEntry,
    Tally,
)

NAME = "recognition.count"  # of the subscriber

FLAG = Statement("""
    UPDATE recognition_contribution AS line
    SET is_withdrawn = changed.is_withdrawn, is_removed = changed.is_removed,
        is_thread_removed = changed.is_thread_removed, is_discounted = changed.is_discounted
    FROM unnest(
        %(ids)s::bigint[], %(withdrawn)s::boolean[], %(removed)s::boolean[],
        %(thread_removed)s::boolean[], %(discounted)s::boolean[]
    ) AS changed (id, is_withdrawn, is_removed, is_thread_removed, is_discounted)
    WHERE line.id = changed.id RETURNING line.id
""")
# Returns whose reputation may be another one.
SCORE = Statement(
    f"""
    WITH days AS (
        SELECT * FROM unnest(%(members)s::bigint[], %(days)s::date[]) AS touched (member_id, day)
    ), {SCORED}, gone AS (
        DELETE FROM recognition_score AS score USING scored
        WHERE scored.points = 0 AND score.member_id = scored.member_id
            AND score.scope = scored.scope AND score.day = scored.day
        RETURNING score.member_id, score.scope
    ), kept AS (
        INSERT INTO recognition_score AS score (member_id, scope, day, points)
        SELECT member_id, scope, day, points FROM scored WHERE points <> 0
        ON CONFLICT (member_id, scope, day) DO UPDATE SET points = excluded.points
            WHERE score.points <> excluded.points
        RETURNING score.member_id, score.scope
    )
    SELECT member_id FROM gone WHERE scope = '' UNION SELECT member_id FROM kept WHERE scope = ''
    """  # noqa: S608 - put together from constants
)
REPUTATIONS_OF = Statement(f"{REPUTATIONS} WHERE member.id = ANY(%(members)s::bigint[])")


def count(events: Sequence[Event], *, is_replay: bool = False) -> None:
    """Count these events, oldest first. A replay tells nobody what members were awarded.

    The end of a day sees all that came before it and nothing that came after.
    """
    with transaction.atomic(savepoint=False):
        since_last_day: list[Event] = []
        for event in events:
            if isinstance(event, DayClosed):
                _count(since_last_day, is_replay=is_replay)
                since_last_day = []
                close_day(day_of(event.day), at=event.occurred_at, is_replay=is_replay)
            else:
                since_last_day.append(event)
        _count(since_last_day, is_replay=is_replay)


def _count(events: Sequence[Event], *, is_replay: bool) -> None:
    heard: list[Heard] = [(event, told_by(event)) for event in events]
    if not heard:
        return
    book = load(heard)
    for event, means in heard:
        for told in means:
            book.tell(told, event)
        if isinstance(event, VoteRingFound | VoteRingCleared):
            book.tell_ring(event)
        elif isinstance(event, ContainerKindChanged):
            book.kinds[event.container_id] = event.kind
    changes = folded(book.moves, tallies(book.moves))
    _write_kinds(event for event, _means in heard if isinstance(event, ContainerKindChanged))
    _write_lines(book)
    _write_tallies(changes)
    changed = rescore(days={(entry.line.member_id, entry.line.day) for entry in book.entries})
    if changed and not is_replay:  # which sets all of them at its end
        write_reputations(reputations=dict(REPUTATIONS_OF.fetched({"members": changed})))
    settle_tallies(changes, is_replay=is_replay)
    award_recorded([event for event in events if isinstance(event, BadgeAwarded)])
    count_visits(book.visits, is_replay=is_replay)


def rescore(*, days: Iterable[tuple[int, date]]) -> list[int]:
    """Set the scores of these days of members by their contributions; return whose changed."""
    wanted = sorted(days)
    if not wanted:
        return []
    changed = SCORE.fetched(
        {
            "members": [member for member, _day in wanted],
            "days": [day for _member, day in wanted],
            "unlimited": unlimited(),
        }
    )
    return sorted(member for (member,) in changed)


def _write_kinds(events: Iterable[ContainerKindChanged]) -> None:
    """Of several changes of one category, the last counts."""
    last = {event.container_id: event.kind for event in events}
    if not last:
        return
    known = set(ContributionKind.objects.values_list("slug", flat=True))
    KindOfContainer.objects.filter(pk__in=last).delete()
    KindOfContainer.objects.bulk_create(
        KindOfContainer(container_id=container, kind_id=kind)
        for container, kind in last.items()
        if kind in known
    )


def _write_lines(book: Book) -> None:
    if changed := book.changed():
        FLAG.fetched(
            {
                "ids": [line.pk for line in changed],
                "withdrawn": [line.flags.is_withdrawn for line in changed],
                "removed": [line.flags.is_removed for line in changed],
                "thread_removed": [line.flags.is_thread_removed for line in changed],
                "discounted": [line.flags.is_discounted for line in changed],
            }
        )
    new = book.new()
    rows = Contribution.objects.bulk_create(
        Contribution(
            member_id=line.member_id,
            rule=line.rule,
            subject_kind=line.subject.kind,
            subject_id=line.subject.id,
            other_id=line.other_id,
            thread_id=line.thread_id,
            container_id=line.container_id,
            kind=line.kind,
            points=line.points,
            day=line.day,
            occurred_at=line.occurred_at,
            event_id=line.event_id,
            **line.flags._asdict(),
        )
        for line in new
    )
    ids = {line.identity: row.pk for line, row in zip(new, rows, strict=True)}
    ReputationEntry.objects.bulk_create(
        ReputationEntry(
            member_id=entry.line.member_id,
            contribution_id=entry.line.pk or ids[entry.line.identity],
            points=entry.points,
            cause=entry.cause,
            day=entry.line.day,
            event_id=entry.event.id,
            occurred_at=entry.event.occurred_at,
        )
        for entry in book.entries
    )


def _write_tallies(changes: Sequence[TallyChange]) -> None:
    Tally.objects.bulk_create(
        (
            Tally(
                member_id=change.member_id,
                rule=change.rule,
                by=change.by,
                scope=change.scope,
                number=change.number,
                peak=change.peak,
            )
            for change in changes
        ),
        update_conflicts=True,
        unique_fields=["member", "rule", "by", "scope"],
        update_fields=["number", "peak"],
    )
