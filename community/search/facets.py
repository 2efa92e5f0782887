"""What a search can be narrowed to: values of facets with the number of results of each."""

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community.kernel.languages import Text
from community.search.language.editing import has_term
from community.search.language.tree import Query
from community.search.registration import Facet, FacetValue, facets, kind_named
from community.search.results import FacetGroup

MOST = 10  # values of a facet
KINDS, TIME = _("Type"), _("Time")
PERIODS: Mapping[str, tuple[int, Text]] = {  # days before today, in the viewer's time zone
    "day": (1, _("Since yesterday")),
    "week": (7, _("Past week")),
    "month": (30, _("Past month")),
    "year": (365, _("Past year")),
}
Counts = Mapping[str, Sequence[tuple[Any, int]] | None]


def periods() -> dict[str, datetime.datetime]:
    """Where each period begins: at midnight, so that a date in the query says the same."""
    today = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    return {name: _midnight(today, days) for name, (days, _label) in PERIODS.items()}


def _midnight(today: datetime.datetime, days: int) -> datetime.datetime:
    day = today.date() - datetime.timedelta(days=days)
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time()))


def groups(query: Query, counts: Counts, viewer: Any) -> list[FacetGroup]:
    """In a fixed number of queries: one for each registered facet that has values."""
    found = [
        FacetGroup(name="kind", label=KINDS, values=_kinds(counts.get("kind") or (), query)),
        *(_registered(one, counts.get(one.name) or (), viewer, query) for one in facets()),
        FacetGroup(name="time", label=TIME, values=_times(query, counts.get("time") or ())),
    ]
    return [group for group in found if group.values]


def _kinds(counts: Sequence[tuple[str, int]], query: Query) -> list[FacetValue]:
    found = []
    for name, count in counts[:MOST]:
        if kind := kind_named(name):
            term = f"kind:{kind.word}"
            found.append(
                FacetValue(
                    label=str(kind.label),
                    term=term,
                    count=count,
                    is_chosen=has_term(query.text, term),
                )
            )
    return found


def _registered(
    facet: Facet, counts: Sequence[tuple[int, int]], viewer: Any, query: Query
) -> FacetGroup:
    ids = [value for value, _count in counts]
    labels = facet.label_of(ids, viewer) if ids else {}
    values = [
        FacetValue(
            label=labels[value].label,
            term=labels[value].term,
            count=count,
            is_chosen=has_term(query.text, labels[value].term),
        )
        for value, count in counts
        if value in labels
    ]
    return FacetGroup(name=facet.name, label=facet.label, values=values[:MOST])


def _times(query: Query, counts: Sequence[tuple[str, int]]) -> list[FacetValue]:
    begins = periods()
    return [
        FacetValue(
            label=str(PERIODS[name][1]),
            term=f"after:{begins[name]:%Y-%m-%d}",
            count=count,
            is_chosen=query.after == begins[name],
        )
        for name, count in counts
        if count
    ]
