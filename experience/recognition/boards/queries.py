"""Leaderboards as a viewer may read them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import CharField, Exists, OuterRef, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.urls import reverse
from django.utils.translation import gettext

from community.discussions.models import Container
from community.kernel.paging import Page, page_by_key
from experience.recognition.boards.periods import OF_SITE, USUAL, Period, kind_title
from experience.recognition.models import BoardRow, ContributionKind, RecognitionState

PAGE = 50
AGE = timedelta(hours=1)
KEYS = ["points", "member_id"]  # descending


@dataclass(frozen=True, kw_only=True)
class Board:
    """A leaderboard: of the whole site, of one category or of one contribution kind."""

    period: str = USUAL
    category: Container | None = None
    kind: ContributionKind | None = None

    @property
    def scope(self) -> str:
        """As of scores."""
        if self.category:
            return f"container:{self.category.pk}"
        return f"kind:{self.kind.slug}" if self.kind else ""

    @property
    def name(self) -> str:
        if self.category:
            # Translators: the name of a leaderboard, of one category.
            return gettext("Top members in %(name)s") % {"name": self.category.title}
        return kind_title(self.kind) if self.kind else str(OF_SITE[Period(self.period)])

    @property
    def url(self) -> str:
        asked = {
            "period": self.period if self.period != USUAL else "",
            "category": self.category.pk if self.category else "",
            "kind": self.kind.slug if self.kind else "",
        }
        query = urlencode({key: value for key, value in asked.items() if value})
        return reverse("recognition:leaderboards") + (f"?{query}" if query else "")


def board_of(
    viewer: Any, *, period: str = USUAL, category: int | None = None, kind: str = ""
) -> Board:
    """The board that is asked for. Raises ObjectDoesNotExist, also for what is no board, and for
    that of a category that the viewer may not read."""
    if period not in Period.values or (category is not None and kind):
        raise ObjectDoesNotExist
    return Board(
        period=period,
        category=None
        if category is None
        else Container.objects.visible_to(viewer).get(pk=category),
        kind=ContributionKind.objects.get(slug=kind) if kind else None,
    )


def boards_of(viewer: Any, *, period: str = USUAL) -> list[Board]:
    """That of the site, and those of kinds and categories in which anybody has points."""
    ever = BoardRow.objects.filter(period=Period.ALL)
    kinds = ContributionKind.objects.filter(
        Exists(ever.filter(scope=Concat(Value("kind:"), OuterRef("slug"))))
    )
    of_category = Concat(Value("container:"), Cast(OuterRef("pk"), CharField()))
    categories = Container.objects.visible_to(viewer).filter(Exists(ever.filter(scope=of_category)))
    return [
        Board(period=period),
        *(Board(period=period, kind=kind) for kind in kinds.order_by("position", "pk")),
        *(Board(period=period, category=one) for one in categories.in_order()),
    ]


def places(board: Board) -> QuerySet[BoardRow]:
    """Who is on it. Whoever left since it was computed, or does not want to be shown, is not."""
    rows = BoardRow.objects.filter(period=board.period, scope=board.scope, member__is_active=True)
    return rows.exclude(member__standing__is_on_leaderboards=False).select_related("member")


def page_of(board: Board, cursor: str | None) -> Page[BoardRow]:
    return page_by_key(places(board), keys=KEYS, cursor=cursor, size=PAGE)


def own_place(board: Board, viewer: Any) -> BoardRow | None:
    """The viewer's own place, however far down."""
    return places(board).filter(member=viewer.pk).first() if viewer.is_authenticated else None


def refreshed_at() -> datetime | None:
    """When leaderboards were computed; None if they never were."""
    state = RecognitionState.objects.filter(pk=1).first()
    return state.boards_refreshed_at if state else None


def are_boards_due(now: datetime) -> bool:
    """Whether they are an hour old, or scores were counted again since."""
    state = RecognitionState.objects.filter(pk=1).first()
    if state is None or state.boards_refreshed_at is None:
        return True
    is_rebuilt = state.rebuilt_at is not None and state.rebuilt_at > state.boards_refreshed_at
    return is_rebuilt or state.boards_refreshed_at <= now - AGE
