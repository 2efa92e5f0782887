"""The prioritisation table: the open ideas of a board, with what is typed into it."""

import csv
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.db.models import F, QuerySet
from django.db.models.functions import Coalesce
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from community.kernel import formats
from feedback.models import OPEN, Idea
from feedback.prioritising.impact import score_in_sql
from feedback.prioritising.queries import managed_ideas
from feedback.roadmap.eta import eta_text

PAGE = 100
MOST_EXPORTED = 5_000

SORTS: dict[str, Any] = {
    "trending": F("trend").desc(nulls_last=True),
    "votes": F("score").desc(),
    "customer_value": F("customer_value").desc(),
    "rice": F("rice").desc(nulls_last=True),
    "impact": F("impact_score").desc(nulls_last=True),
}
LABELS = {
    "trending": pgettext_lazy("order of ideas", "Trending"),
    "votes": _("Votes"),
    "customer_value": _("Customer value"),
    "rice": _("RICE score"),
    "impact": _("Assessed impact"),
}
COLUMNS = (
    "number", "title", "type", "status", "votes", "voters", "customer_value", "organizations",
    "reach", "impact", "confidence", "effort", "rice", "assessed_impact", "expected", "url",
)  # fmt: skip


def open_ideas(viewer: Any, board_id: int, sort: str) -> QuerySet[Idea]:
    """The open ideas of a board that the viewer manages, the highest first."""
    return with_scores(
        managed_ideas(viewer).listed().filter(board=board_id, category__in=OPEN)
    ).order_by(SORTS[sort], "-pk")


def with_scores(rows: QuerySet[Idea]) -> QuerySet[Idea]:
    return rows.select_related(
        "thread__author", "board", "status", "organisation", "on_behalf_of"
    ).annotate(impact_score=score_in_sql())


def by_score(name: str) -> Coalesce:
    """To order by what not every idea has: those without it are the lowest."""
    return Coalesce(F(name), -1, output_field=Idea._meta.get_field("rice").output_field)


def shown(score: float | Decimal | None) -> str:
    """A score with one decimal in the reader's language; empty if there is none."""
    return "" if score is None else formats.number(round(float(score), 1))


def as_csv(ideas: Iterable[Idea], site: str) -> HttpResponse:
    """The table as a file. Text that a spreadsheet would compute is quoted."""
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="priorities.csv"'
    writer = csv.writer(response)
    writer.writerow(COLUMNS)
    for idea in ideas:
        writer.writerow([_plain(value) for value in _row(idea, site)])
    return response


def _row(idea: Any, site: str) -> list[Any]:
    score = None if idea.impact_score is None else round(idea.impact_score, 2)
    return [
        idea.number, idea.thread.title, idea.kind, idea.status.label, idea.score,
        idea.voters_count, idea.customer_value, idea.organisations_count, idea.reach, idea.impact,
        idea.confidence, idea.effort, idea.rice, score, eta_text(idea),
        site.rstrip("/") + idea.get_absolute_url(),
    ]  # fmt: skip


def _plain(value: Any) -> Any:
    """A title that begins like a formula would be computed by spreadsheets."""
    if isinstance(value, str) and value[:1] in {"=", "+", "-", "@", "\t", "\r"}:
        return f"'{value}"
    return value
