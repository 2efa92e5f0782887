"""Where a member's points came from, and what they come to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date
from itertools import groupby
from typing import Any

from django.db.models import CharField, OuterRef, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce, Concat

from community.accounts.models import Standing, User
from community.accounts.standing import registration
from community.kernel.errors import Denied
from community.kernel.paging import Page, page_by_key
from community.kernel.subjects import Shown, Subject, resolve_many
from experience.recognition.ledger import policy
from experience.recognition.models import (
    Contribution,
    ContributionKind,
    ReputationEntry,
    Score,
)

PAGE = 30
OF_KIND = "kind:"  # what scopes of contribution kinds begin with


@dataclass(frozen=True)
class Line:
    """An entry, and what the viewer may know of what it is for."""

    entry: ReputationEntry
    rule: registration.Rule | None  # None of an app that is gone
    shown: Shown | None

    @property
    def icon(self) -> str:
        return self.rule.icon if self.rule else "history"


@dataclass(frozen=True)
class DayOfLines:
    """The entries of one day (UTC): `earned` points hold of that day, and `counted` are left of
    them after its limits."""

    day: date
    lines: Sequence[Line]
    earned: int
    counted: int

    @property
    def is_cut(self) -> bool:
        return self.counted < self.earned


@dataclass(frozen=True)
class Reputation:
    """A page of "where my points came from"."""

    total: int
    imported: int
    kinds: Sequence[Any]  # contribution kinds, each with the member's `points`
    page: Page[ReputationEntry]
    days: Sequence[DayOfLines]

    @property
    def by_kind(self) -> list[Any]:
        """The kinds with points, the most first."""
        return sorted((one for one in self.kinds if one.points > 0), key=lambda one: -one.points)


def entries_of(viewer: Any, *, member: User, rule: str = "", kind: str = "") -> QuerySet[Any]:
    """A member's entries, perhaps of one rule or contribution kind. Raises Denied."""
    if not policy.may_see_entries(viewer, member):
        raise Denied
    rows = ReputationEntry.objects.filter(member=member).select_related("contribution__other")
    if rule:
        rows = rows.filter(contribution__rule=rule)
    return rows.filter(contribution__kind=kind) if kind else rows


def own_entries(viewer: Any, *, rule: str = "", kind: str = "") -> QuerySet[Any]:
    return entries_of(viewer, member=viewer, rule=rule, kind=kind)


def reputation_of(
    member: User, viewer: Any, *, rule: str = "", kind: str = "", cursor: str | None = None
) -> Reputation:
    """In a fixed number of queries. Raises Denied."""
    rows = entries_of(viewer, member=member, rule=rule, kind=kind)
    page = page_by_key(rows, keys=["pk"], cursor=cursor, size=PAGE)
    imported = Standing.objects.filter(member=member).values_list("imported_reputation", flat=True)
    return Reputation(
        total=member.reputation,
        imported=imported.first() or 0,
        kinds=list(_kinds(member).order_by("position", "pk")),
        page=page,
        days=_days(member, page.rows, viewer),
    )


def points_by_kind(member: User) -> list[Any]:
    """Contribution kinds with the member's `points`, the most first; those without points are left
    out. This is for everybody."""
    return list(_kinds(member).filter(points__gt=0).order_by("-points", "position", "pk"))


def _kinds(member: User) -> QuerySet[Any]:
    scope = Concat(Value(OF_KIND), OuterRef("slug"), output_field=CharField())
    scores = Score.objects.filter(member=member, scope=scope).order_by().values("scope")
    points = Subquery(scores.annotate(points=Sum("points")).values("points"))
    return ContributionKind.objects.annotate(points=Coalesce(points, 0))


def subjects_shown(subjects: Sequence[Subject], viewer: Any) -> Mapping[Subject, Shown]:
    """What the viewer may know of these; a batch function."""
    return resolve_many(subjects, viewer)


def _days(member: User, entries: Sequence[ReputationEntry], viewer: Any) -> list[DayOfLines]:
    """The entries as they are, with a heading wherever the day changes."""
    if not entries:
        return []
    shown = resolve_many({one.contribution.subject for one in entries}, viewer)
    found = [(day, list(of_day)) for day, of_day in groupby(entries, _day_of)]
    days = {day for day, _entries in found}
    held = Contribution.objects.filter(member=member, day__in=days, holds=True).order_by()
    earned = dict(held.values_list("day").annotate(Sum("points")))
    counted = dict(
        Score.objects.filter(member=member, scope="", day__in=days).values_list("day", "points")
    )
    return [
        DayOfLines(
            day=day,
            lines=[_line(entry, shown) for entry in of_day],
            earned=earned.get(day, 0),
            counted=counted.get(day, 0),
        )
        for day, of_day in found
    ]


def _day_of(entry: ReputationEntry) -> date:
    return entry.occurred_at.astimezone(UTC).date()


def _line(entry: ReputationEntry, shown: Mapping[Subject, Shown]) -> Line:
    contribution = entry.contribution
    return Line(entry, registration.rules.get(contribution.rule), shown.get(contribution.subject))


def rules_with_points() -> list[registration.Rule]:
    """What is worth something, as it is shown."""
    worth = [rule for rule in registration.rules.values() if rule.points]
    return sorted(worth, key=lambda rule: (rule.position, rule.name))


def kind_of_category(viewer: Any, *, category: Any) -> ContributionKind:
    """What contributions in a category count for, whatever their rules say. Raises Denied, or
    DoesNotExist if their rules say it."""
    if not policy.may_edit_kinds(viewer):
        raise Denied
    return ContributionKind.objects.get(containers=category.pk)
