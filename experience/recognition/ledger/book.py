"""What a list of events does to contributions, worked out in memory.

Nothing here reads or writes the database: `loading.py` loads whatever the list touches, and
`actions.py` writes what changed. So the result follows from the events and their order, and not
from where one list ends and the next begins.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import NamedTuple

from community.accounts.standing.registration import (
    Counted,
    Removed,
    Restored,
    Rule,
    Told,
    Visited,
    Withdrawn,
    rules,
    thresholds,
)
from community.events.event import Event
from community.kernel.days import day_of
from community.kernel.subjects import Subject
from experience.recognition.badges.changes import TallyChange
from experience.recognition.events import VoteRingCleared, VoteRingFound
from experience.recognition.models import ReputationEntry

Cause = ReputationEntry.Cause
# rule, member, subject, other
Identity = tuple[str, int, Subject, int | None]


class TallyKey(NamedTuple):
    member_id: int
    rule: str
    by: str
    scope: int


class Flags(NamedTuple):
    """What can take a contribution away. It holds if nothing does."""

    is_withdrawn: bool = False
    is_removed: bool = False
    is_thread_removed: bool = False
    is_discounted: bool = False


HOLDS = Flags()


@dataclass(slots=True, eq=False)
class Line:
    """A contribution as it is after the events so far; `saved` are its flags in the database."""

    rule: str
    member_id: int
    subject: Subject
    other_id: int | None
    thread_id: int | None
    container_id: int | None
    kind: str
    points: int
    day: date
    occurred_at: datetime
    event_id: int
    flags: Flags = HOLDS
    pk: int | None = None
    saved: Flags = HOLDS

    @property
    def identity(self) -> Identity:
        return self.rule, self.member_id, self.subject, self.other_id


class Entry(NamedTuple):
    """Points that a contribution gives, or that are taken back."""

    line: Line
    points: int
    cause: str
    event: Event


class Move(NamedTuple):
    """One contribution more or less."""

    key: TallyKey
    by: int
    at: datetime
    is_discount: bool  # by a vote ring


@dataclass
class Book:
    """All contributions that a list of events touches."""

    members: set[int]  # who exists, of those that the events name
    kinds: dict[int, str]  # of containers
    lines: dict[Identity, Line] = field(default_factory=dict)
    entries: list[Entry] = field(default_factory=list)
    moves: list[Move] = field(default_factory=list)
    visits: list[tuple[Visited, datetime]] = field(default_factory=list)
    _of_subject: dict[Subject, list[Line]] = field(default_factory=lambda: defaultdict(list))
    _of_thread: dict[int, list[Line]] = field(default_factory=lambda: defaultdict(list))
    _asked: dict[str, set[str]] = field(default_factory=dict)  # of a rule, what badges count it by

    def add(self, line: Line) -> None:
        self.lines[line.identity] = line
        self._of_subject[line.subject].append(line)
        if line.thread_id is not None:
            self._of_thread[line.thread_id].append(line)

    def tell(self, told: Told, event: Event) -> None:
        """Apply what an event means."""
        if isinstance(told, Counted):
            self._count(told, event)
        elif isinstance(told, Withdrawn):
            for line in self._matching(told):
                self._flag(line, event, Cause.WITHDRAWN, is_withdrawn=True)
        elif isinstance(told, Visited):
            if told.member_id in self.members:
                self.visits.append((told, event.occurred_at))
        else:
            self._remove(told, event)

    def tell_ring(self, event: VoteRingFound | VoteRingCleared) -> None:
        """Votes between the members of a ring do not count, or count again."""
        members = set(event.member_ids)
        since, until = day_of(event.since), day_of(event.until)
        is_found = isinstance(event, VoteRingFound)
        cause = Cause.VOTE_RING if is_found else Cause.CLEARED
        for line in list(self.lines.values()):
            is_between = line.member_id in members and line.other_id in members
            if is_between and since <= line.day <= until:
                self._flag(line, event, cause, is_discounted=is_found)

    def changed(self) -> list[Line]:
        """Contributions that the database has with other flags."""
        lines = self.lines.values()
        return [line for line in lines if line.pk is not None and line.flags != line.saved]

    def new(self) -> list[Line]:
        return [line for line in self.lines.values() if line.pk is None]

    def _count(self, told: Counted, event: Event) -> None:
        rule = rules.get(told.rule)
        line = self.lines.get((told.rule, told.member_id, told.subject, told.other_id))
        if rule is None:
            return
        if line is not None:
            self._flag(line, event, Cause.COUNTED, is_withdrawn=False)
        elif told.member_id in self.members and (
            told.other_id is None or told.other_id in self.members
        ):
            line = self._written(told, rule, event)
            self.add(line)
            self._settle(line, +1, Cause.COUNTED, event)

    def _written(self, told: Counted, rule: Rule, event: Event) -> Line:
        kind = self.kinds.get(told.container_id, "") if told.container_id is not None else ""
        return Line(
            rule=told.rule,
            member_id=told.member_id,
            subject=told.subject,
            other_id=told.other_id,
            thread_id=told.thread_id,
            container_id=told.container_id,
            kind=kind or rule.kind,
            points=rule.points,
            day=event.occurred_at.astimezone(UTC).date(),
            occurred_at=event.occurred_at,
            event_id=event.id,
        )

    def _remove(self, told: Removed | Restored, event: Event) -> None:
        is_gone = isinstance(told, Removed)
        cause = Cause.REMOVED if is_gone else Cause.RESTORED
        if told.subject is not None:
            for line in self._of_subject.get(told.subject, ()):
                self._flag(line, event, cause, is_removed=is_gone)
        if told.thread_id is not None:
            for line in self._of_thread.get(told.thread_id, ()):
                self._flag(line, event, cause, is_thread_removed=is_gone)

    def _matching(self, told: Withdrawn) -> list[Line]:
        if told.subject is not None:
            lines: Iterable[Line] = self._of_subject.get(told.subject, ())
        elif told.thread_id is not None:
            lines = self._of_thread.get(told.thread_id, ())
        else:
            lines = self.lines.values()
        return [line for line in lines if _matches(line, told)]

    def _flag(self, line: Line, event: Event, cause: str, **flags: bool) -> None:
        before, line.flags = line.flags, line.flags._replace(**flags)
        if (before == HOLDS) != (line.flags == HOLDS):
            self._settle(line, +1 if line.flags == HOLDS else -1, cause, event)

    def _settle(self, line: Line, by: int, cause: str, event: Event) -> None:
        if line.points:
            self.entries.append(Entry(line, by * line.points, cause, event))
        is_discount = cause == Cause.VOTE_RING
        self.moves += (Move(key, by, event.occurred_at, is_discount) for key in self._tallies(line))

    def _tallies(self, line: Line) -> Iterable[TallyKey]:
        """The tallies that it is in: one of its member, and those that badges ask for."""
        asked = self._asked.get(line.rule)
        if asked is None:
            asked = self._asked[line.rule] = {badge.by for badge in thresholds(line.rule)}
        yield TallyKey(line.member_id, line.rule, "", 0)
        if "subject" in asked:
            yield TallyKey(line.member_id, line.rule, "subject", line.subject.id)
        if "container" in asked and line.container_id is not None:
            yield TallyKey(line.member_id, line.rule, "container", line.container_id)


def _matches(line: Line, told: Withdrawn) -> bool:
    return (
        line.rule == told.rule
        and told.thread_id in {None, line.thread_id}
        and told.member_id in {None, line.member_id}
        and told.other_id in {None, line.other_id}
    )


def folded(moves: Iterable[Move], before: Mapping[TallyKey, tuple[int, int]]) -> list[TallyChange]:
    """What tallies are after these moves; `before` has their number and peak. What was given in a
    vote ring was never earned, so it goes from the peak, too, and permanent badges go with it."""
    after = dict(before)
    passed: dict[TallyKey, dict[int, datetime]] = defaultdict(dict)
    fell: dict[TallyKey, dict[int, datetime]] = defaultdict(dict)
    last: dict[TallyKey, datetime] = {}
    for key, by, at, is_discount in moves:
        number, peak = after.get(key, (0, 0))
        last[key] = at
        if by < 0:
            fell[key][number] = at
        number += by
        if is_discount:
            peak = max(number, peak + by)
        elif number > peak:
            peak = number
            passed[key].setdefault(number, at)
        after[key] = number, peak
    return [
        TallyChange(
            **key._asdict(),
            number=number,
            peak=peak,
            passed=passed.get(key, {}),
            fell=fell.get(key, {}),
            at=last[key],
            before=before.get(key, (0, 0)),
        )
        for key, (number, peak) in after.items()
        if key in last and (before.get(key) != (number, peak) or key in passed)
    ]
