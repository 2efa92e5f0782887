"""The roadmap as a viewer may see it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Exists, F, OuterRef
from django.db.models.functions import Left
from django.utils import timezone
from django.utils.translation import gettext

from community.discussions.models import Post, Tag, ThreadTag
from community.kernel.export import plain_text
from community.kernel.text import fold
from feedback.models import Board, Idea, Status
from feedback.models.ideas import IdeaQuerySet
from feedback.roadmap.eta import first_day, text_of

MOST = 50  # ideas of a column
MOST_DATED = 200  # ideas that are put into quarters
MOST_TAGS = 50  # that the roadmap can be filtered by
RECENT = timedelta(days=90)  # how long completed ideas are shown
EXCERPT = 120  # characters of an idea's description
READ = 800  # characters of its HTML that are read for that

COLUMNS = (Status.Category.PLANNED, Status.Category.IN_PROGRESS, Status.Category.COMPLETED)
COMING = (Status.Category.PLANNED, Status.Category.IN_PROGRESS)
# Soonest first, then by score.
SOONEST = (F("eta_date").asc(nulls_last=True), "-score", "pk")


@dataclass(frozen=True, kw_only=True)
class Filters:
    """What a roadmap is narrowed to."""

    board: Board | None = None
    tag: Tag | None = None


@dataclass(kw_only=True)
class Column:
    """Ideas of one status category, or of one quarter."""

    title: str
    category: str = ""  # empty: of a quarter, or without a date
    ideas: list[Idea] = field(default_factory=list)
    has_more: bool = False


def boards_of(viewer: Any) -> list[Board]:
    """The boards on the roadmap that the viewer may read."""
    boards = Board.objects.visible_to(viewer).filter(feedback_settings__is_on_roadmap=True)
    return list(boards.in_order())


def filters_of(viewer: Any, *, board: str | None = None, tag: str | None = None) -> Filters:
    """What a board's slug and a tag's name stand for. Raises ObjectDoesNotExist for those that the
    viewer does not know."""
    boards = Board.objects.visible_to(viewer).filter(feedback_settings__is_on_roadmap=True)
    tags = Tag.objects.known_to(viewer)
    return Filters(
        board=boards.get(slug=board) if board else None,
        tag=tags.named(fold(tag)).get() if tag else None,
    )


def ideas_on_roadmap(viewer: Any, filters: Filters) -> IdeaQuerySet:
    """Those whose board and status are shown on it, in no order."""
    rows = Idea.objects.visible_to(viewer).listed()
    rows = rows.filter(status__is_on_roadmap=True, board__feedback_settings__is_on_roadmap=True)
    if filters.board:
        rows = rows.filter(board__in=Board.subtree_ids(filters.board.pk))
    if filters.tag:
        rows = rows.filter(thread__tags=filters.tag)
    return rows.select_related("thread", "status", "board")


def by_status(viewer: Any, filters: Filters) -> list[Column]:
    """Planned, in progress, and what was completed in the last 90 days, newest first."""
    rows = ideas_on_roadmap(viewer, filters)
    columns = []
    for category in COLUMNS:
        found = rows.filter(category=category)
        if category == Status.Category.COMPLETED:
            found = found.filter(status_changed_at__gte=timezone.now() - RECENT)
            found = found.order_by("-status_changed_at", "-pk")
        else:
            found = found.order_by(*SOONEST)
        columns.append(_column(str(category.label), found[: MOST + 1], category=category))
    return columns


def by_quarter(viewer: Any, filters: Filters) -> list[Column]:
    """What is planned or in progress, by the quarter in which it is expected, and what has no
    date."""
    rows = ideas_on_roadmap(viewer, filters).filter(category__in=COMING).order_by(*SOONEST)
    dated = rows.filter(eta_date__isnull=False)[:MOST_DATED]
    columns = [
        _column(text_of(quarter, Idea.Precision.QUARTER), ideas)
        for quarter, ideas in groupby(dated, _quarter)
    ]
    undated = rows.filter(eta_date=None)[: MOST + 1]
    return [*columns, _column(gettext("No date yet"), undated)]


def _quarter(idea: Idea) -> date:
    assert idea.eta_date
    return first_day(idea.eta_date, Idea.Precision.QUARTER)


def _column(title: str, rows: Iterable[Idea], category: str = "") -> Column:
    ideas = list(rows)
    return Column(title=title, category=category, ideas=ideas[:MOST], has_more=len(ideas) > MOST)


def tags_of(viewer: Any) -> list[Tag]:
    """The tags of ideas on the roadmap, those of most threads first."""
    ideas = ideas_on_roadmap(viewer, Filters()).filter(category__in=COLUMNS)
    tagged = ThreadTag.objects.filter(tag=OuterRef("pk"), thread__in=ideas.values("pk"))
    tags = Tag.objects.filter(Exists(tagged), synonym_of=None)
    return list(tags.order_by("-threads_count", "pk")[:MOST_TAGS])


def with_excerpts(columns: Iterable[Column]) -> None:
    """Give each idea an `excerpt`: how its description begins. One query."""
    ideas = [idea for column in columns for idea in column.ideas]
    posts = Post.objects.live().filter(thread__in=[idea.pk for idea in ideas], number=1)
    begins = dict(posts.values_list("thread_id", Left("html", READ)))
    for idea in ideas:
        idea.excerpt = plain_text(begins.get(idea.pk, ""), EXCERPT)  # type: ignore[attr-defined]


def columns_for(viewer: Any, *, board: str | None = None, tag: str | None = None) -> list[Column]:
    """By status, for programs: an unknown board or tag has nothing."""
    try:
        filters = filters_of(viewer, board=board, tag=tag)
    except ObjectDoesNotExist:
        return [Column(title=str(one.label), category=one) for one in COLUMNS]
    return by_status(viewer, filters)
