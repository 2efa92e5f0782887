"""Loads what a list of events touches, in a constant number of queries."""

from collections.abc import Iterable, Sequence
from operator import itemgetter
from typing import Any

from community.accounts.models import User
from community.accounts.standing.registration import Counted, Told, Visited, Withdrawn
from community.events.event import Event
from community.kernel.days import day_of
from community.kernel.statements import Statement
from community.kernel.subjects import Subject
from experience.recognition.events import (
    ContainerKindChanged,
    VoteRingCleared,
    VoteRingFound,
)
from experience.recognition.ledger.book import Book, Flags, Line, Move, TallyKey
from experience.recognition.models import KindOfContainer

Ring = VoteRingFound | VoteRingCleared
Heard = tuple[Event, list[Told]]

_COLUMNS = """
    found.rule, found.member_id, found.subject_kind, found.subject_id, found.other_id,
    found.thread_id, found.container_id, found.kind, found.points, found.day, found.occurred_at,
    found.event_id, found.id, found.is_withdrawn, found.is_removed, found.is_thread_removed,
    found.is_discounted
"""
# Each part is led by an index: a contribution by all that makes it the same one; others by as much
# as is said of them. A post may have thousands of reactions, of which one is withdrawn.
LINES = Statement(
    f"""
    WITH wanted AS (
        SELECT line.id FROM unnest(
            %(same_subjects)s::bigint[], %(same_rules)s::text[], %(same_members)s::bigint[],
            %(same_kinds)s::text[], %(same_others)s::bigint[]
        ) AS same (subject_id, rule, member_id, subject_kind, other_id)
        JOIN recognition_contribution AS line USING (
            subject_id, rule, member_id, subject_kind, other_id
        )
        UNION
        SELECT line.id FROM unnest(
            %(of_subjects)s::bigint[], %(of_rules)s::text[], %(of_members)s::bigint[],
            %(of_kinds)s::text[]
        ) AS made (subject_id, rule, member_id, subject_kind)
        JOIN recognition_contribution AS line USING (subject_id, rule, member_id, subject_kind)
        WHERE line.other_id IS NULL
        UNION
        SELECT line.id FROM unnest(
            %(by_subjects)s::bigint[], %(by_rules)s::text[], %(by_members)s::bigint[],
            %(by_kinds)s::text[]
        ) AS made (subject_id, rule, member_id, subject_kind)
        JOIN recognition_contribution AS line USING (subject_id, rule, member_id, subject_kind)
        UNION
        SELECT line.id FROM unnest(
            %(ruled_subjects)s::bigint[], %(ruled_rules)s::text[], %(ruled_kinds)s::text[]
        ) AS made (subject_id, rule, subject_kind)
        JOIN recognition_contribution AS line USING (subject_id, rule, subject_kind)
        UNION
        SELECT line.id FROM unnest(
            %(subjects)s::bigint[], %(subject_kinds)s::text[]
        ) AS gone (subject_id, subject_kind)
        JOIN recognition_contribution AS line USING (subject_id, subject_kind)
        UNION
        SELECT line.id FROM unnest(
            %(ruled_threads)s::bigint[], %(ruled_thread_rules)s::text[]
        ) AS made (thread_id, rule)
        JOIN recognition_contribution AS line USING (thread_id, rule)
        UNION
        SELECT line.id FROM unnest(%(threads)s::bigint[]) AS gone (thread_id)
        JOIN recognition_contribution AS line USING (thread_id)
        UNION
        SELECT line.id FROM unnest(
            %(ruled_members)s::bigint[], %(ruled_member_rules)s::text[]
        ) AS made (member_id, rule)
        JOIN recognition_contribution AS line USING (member_id, rule)
    )
    SELECT {_COLUMNS} FROM wanted JOIN recognition_contribution AS found USING (id)
    """  # noqa: S608 - put together from constants
)
VOTES = Statement(
    f"""
    SELECT {_COLUMNS} FROM recognition_contribution AS found
    WHERE found.member_id = ANY(%(members)s::bigint[])
        AND found.other_id = ANY(%(members)s::bigint[])
        AND found.day BETWEEN %(since)s::date AND %(until)s::date
    """  # noqa: S608 - put together from constants
)
TALLIES = Statement("""
    SELECT tally.member_id, tally.rule, tally.by, tally.scope, tally.number, tally.peak
    FROM unnest(
        %(members)s::bigint[], %(rules)s::text[], %(bys)s::text[], %(scopes)s::bigint[]
    ) AS wanted (member_id, rule, by, scope)
    JOIN recognition_tally AS tally USING (member_id, rule, by, scope)
""")
# Badges that came with a newer release may ask for tallies that were not kept until then.
COUNTED = Statement("""
    SELECT wanted.member_id, wanted.rule, wanted.by, wanted.scope, counted.number
    FROM unnest(
        %(members)s::bigint[], %(rules)s::text[], %(bys)s::text[], %(scopes)s::bigint[]
    ) AS wanted (member_id, rule, by, scope)
    CROSS JOIN LATERAL (
        SELECT count(*) AS number FROM recognition_contribution AS line
        WHERE wanted.by = 'subject' AND line.subject_id = wanted.scope
            AND line.rule = wanted.rule AND line.member_id = wanted.member_id AND line.holds
        UNION ALL
        SELECT count(*) FROM recognition_contribution AS line
        WHERE wanted.by = 'container' AND line.member_id = wanted.member_id
            AND line.rule = wanted.rule AND line.container_id = wanted.scope AND line.holds
    ) AS counted
    WHERE counted.number > 0
""")


def load(heard: Sequence[Heard]) -> Book:
    """Whatever these events, and what they mean, may change."""
    told = [one for _event, means in heard for one in means]
    book = Book(members=_members(told), kinds=_kinds(heard))
    rows = LINES.fetched(_wanted(told))
    rings = [event for event, _means in heard if isinstance(event, Ring)]
    if rings:
        rows += _votes(rings)
    # As they were counted, so that the entries of one event have the same order in a rebuild.
    for row in sorted(rows, key=itemgetter(12)):
        line = _line(row)
        if line.identity not in book.lines:
            book.add(line)
    return book


def tallies(moves: Iterable[Move]) -> dict[TallyKey, tuple[int, int]]:
    """Number and peak of the tallies that change, as they are in the database; those that are not
    there, and that nothing counts for, are left out."""
    keys = list(dict.fromkeys(move.key for move in moves))
    if not keys:
        return {}
    found = {
        TallyKey(*key): (number, peak) for *key, number, peak in TALLIES.fetched(_columns(keys))
    }
    missing = [key for key in keys if key.by and key not in found]
    if missing:
        for *key, number in COUNTED.fetched(_columns(missing)):
            found[TallyKey(*key)] = number, number
    return found


def _columns(keys: Sequence[TallyKey]) -> dict[str, Any]:
    members, rules, bys, scopes = zip(*keys, strict=True)
    return {
        "members": list(members), "rules": list(rules), "bys": list(bys), "scopes": list(scopes)
    }  # fmt: skip


def _members(told: Iterable[Told]) -> set[int]:
    """Those who exist: a rebuild reads of members who have left."""
    named = {one.member_id for one in told if isinstance(one, Counted | Visited)}
    named |= {one.other_id for one in told if isinstance(one, Counted) and one.other_id}
    return set(User.objects.filter(pk__in=named).values_list("pk", flat=True)) if named else set()


def _kinds(heard: Iterable[Heard]) -> dict[int, str]:
    containers = {
        one.container_id
        for _event, means in heard
        for one in means
        if isinstance(one, Counted) and one.container_id is not None
    } | {event.container_id for event, _means in heard if isinstance(event, ContainerKindChanged)}
    if not containers:
        return {}
    found = KindOfContainer.objects.filter(pk__in=containers)
    return dict(found.values_list("container_id", "kind__slug"))


def _votes(rings: Sequence[Ring]) -> list[Any]:
    """More than the votes of each: between all of their members, in all of their days."""
    return VOTES.fetched(
        {
            "members": sorted({member for ring in rings for member in ring.member_ids}),
            "since": day_of(min(ring.since for ring in rings)),
            "until": day_of(max(ring.until for ring in rings)),
        }
    )


class _Keys:
    """What is asked for, each sort once, as columns."""

    def __init__(self) -> None:
        self.same: dict[Any, None] = {}  # all that makes a contribution
        self.made: dict[Any, None] = {}  # the same, of nobody else's act
        self.by: dict[Any, None] = {}  # subject, rule and member
        self.ruled: dict[Any, None] = {}  # subject and rule
        self.subjects: dict[Any, None] = {}
        self.ruled_threads: dict[Any, None] = {}
        self.threads: dict[Any, None] = {}
        self.ruled_members: dict[Any, None] = {}

    def ask_for(self, told: Told) -> None:
        if isinstance(told, Counted):
            self._ask_for_one(told.rule, told.member_id, told.subject, told.other_id)
        elif isinstance(told, Withdrawn):
            self._ask_for_withdrawn(told)
        elif not isinstance(told, Visited):
            if told.subject is not None:
                self.subjects[told.subject.id, told.subject.kind] = None
            if told.thread_id is not None:
                self.threads[told.thread_id,] = None

    def _ask_for_one(self, rule: str, member: int, subject: Subject, other: int | None) -> None:
        key = subject.id, rule, member, subject.kind
        if other is None:
            self.made[key] = None
        else:
            self.same[*key, other] = None

    def _ask_for_withdrawn(self, told: Withdrawn) -> None:
        subject, member = told.subject, told.member_id
        if subject is not None and member is not None and told.other_id is not None:
            self._ask_for_one(told.rule, member, subject, told.other_id)
        elif subject is not None and member is not None:
            self.by[subject.id, told.rule, member, subject.kind] = None
        elif subject is not None:
            self.ruled[subject.id, told.rule, subject.kind] = None
        elif told.thread_id is not None:
            self.ruled_threads[told.thread_id, told.rule] = None
        else:
            self.ruled_members[member, told.rule] = None


def _wanted(told: Iterable[Told]) -> dict[str, list[Any]]:
    keys = _Keys()
    for one in told:
        keys.ask_for(one)
    named = {
        ("same_subjects", "same_rules", "same_members", "same_kinds", "same_others"): keys.same,
        ("of_subjects", "of_rules", "of_members", "of_kinds"): keys.made,
        ("by_subjects", "by_rules", "by_members", "by_kinds"): keys.by,
        ("ruled_subjects", "ruled_rules", "ruled_kinds"): keys.ruled,
        ("subjects", "subject_kinds"): keys.subjects,
        ("ruled_threads", "ruled_thread_rules"): keys.ruled_threads,
        ("threads",): keys.threads,
        ("ruled_members", "ruled_member_rules"): keys.ruled_members,
    }
    return {
        name: [key[n] for key in found]
        for names, found in named.items()
        for n, name in enumerate(names)
    }


def _line(row: Sequence[Any]) -> Line:
    rule, member_id, subject_kind, subject_id, *others = row[:12]
    line = Line(rule, member_id, Subject(subject_kind, subject_id), *others)
    line.pk = row[12]
    line.flags = line.saved = Flags(*row[13:])
    return line
