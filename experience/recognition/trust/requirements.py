"""How far members are towards what trust levels require."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from community.accounts.standing.registration import Counts, Measure, Measured, measure
from experience.recognition.models import TrustRequirement

KEPT = 80  # percent of what a level requires are enough to keep it
Figures = Mapping[str, Sequence[int]]  # of a TrustChange: name of the measure to value and needed


@dataclass(frozen=True, kw_only=True)
class Met:
    """A requirement, and how far one member is."""

    requirement: TrustRequirement
    measure: Measure
    value: int
    needed: int

    @property
    def is_met(self) -> bool:
        if self.measure.is_limit:
            return self.value <= self.needed
        return self.value >= self.needed

    @property
    def is_kept(self) -> bool:
        """Whether it is met so far that a level that was reached stays. Limits are limits."""
        if self.measure.is_limit:
            return self.is_met
        return self.value * 100 >= self.needed * KEPT

    @property
    def percent(self) -> int:
        """How far, for a bar: at most 100."""
        if self.measure.is_limit or self.value >= self.needed:
            return 100 if self.is_met else 0
        return self.value * 100 // self.needed


def requirements_of(levels: Sequence[int]) -> dict[int, list[TrustRequirement]]:
    """The requirements of each level that hold. A measure of an app that is gone is left out."""
    found: dict[int, list[TrustRequirement]] = {level: [] for level in levels}
    for row in TrustRequirement.objects.filter(level__in=levels, is_active=True):
        if measure(row.measure):
            found[row.level].append(row)
    for rows in found.values():
        rows.sort(key=_position)
    return found


def _position(row: TrustRequirement) -> tuple[int, int]:
    known = measure(row.measure)
    return (known.position if known else 0, row.pk)


def measured(
    rows: Sequence[TrustRequirement], member_ids: Sequence[int], *, today: date
) -> dict[int, list[Met]]:
    """How far each member is, in a number of queries that does not depend on how many they are."""
    met: dict[int, list[Met]] = {pk: [] for pk in member_ids}
    asked = [
        (row, known, today - timedelta(days=row.window_days) if row.window_days else None)
        for row in rows
        if member_ids and (known := measure(row.measure))
    ]
    sinces: dict[Any, set[date | None]] = {}
    for _row, known, since in asked:
        sinces.setdefault(known.counted, set()).add(since)
    counted = {of: of(member_ids, [*those]) for of, those in sinces.items() if of}
    for row, known, since in asked:
        values = _values(known, member_ids, since, row.threshold, counted)
        for pk in member_ids:
            one = values[pk]
            met[pk].append(Met(requirement=row, measure=known, value=one.value, needed=one.needed))
    return met


def _values(
    known: Measure,
    member_ids: Sequence[int],
    since: date | None,
    threshold: int,
    counted: Mapping[Any, Counts],
) -> Mapping[int, Measured]:
    if known.measure:
        return known.measure(member_ids, since, threshold)
    of_members = counted[known.counted][known.name, since]
    return {pk: Measured(value=of_members.get(pk, 0), needed=threshold) for pk in member_ids}


def values(
    known: Measure, member_ids: Sequence[int], since: date | None, threshold: int
) -> Mapping[int, Measured]:
    """How far each member is by one measure."""
    counted = {known.counted: known.counted(member_ids, [since])} if known.counted else {}
    return _values(known, member_ids, since, threshold, counted)


def figures(met: Sequence[Met]) -> Figures:
    return {one.measure.name: [one.value, one.needed] for one in met}
