"""The lists of ideas, as pages show them: everything they need in a fixed number of queries."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.db.models import OuterRef, Subquery
from django.db.models.functions import Left
from django.utils.translation import pgettext_lazy

from community.accounts.models import User
from community.discussions.containers.permissions import Action, rules
from community.discussions.containers.tree import arranged, within
from community.discussions.kinds import kind_named
from community.discussions.lists.queries import TAGS
from community.discussions.models import Post, Tag, ThreadTag
from community.discussions.policy import may_write
from community.kernel.paging import Page, page_by_key
from feedback.ideas.keyset import page_by_trend
from feedback.models import KIND, OPEN, Board, Idea, Status
from feedback.models.ideas import IdeaQuerySet
from feedback.policy import may_set_up_boards
from feedback.votes.ballots import balances, ballots, spent_by

ROWS = 30
MOST_COUNTED = 1000
LATELY = 5  # completed ones beside a list
BEGINNING = 2000  # characters of an opening post, of which the excerpt is made

Viewer = User | AnonymousUser

SORTS = {
    "trending": pgettext_lazy("a list of ideas", "Trending"),
    "top": pgettext_lazy("a list of ideas", "Top"),
    "new": pgettext_lazy("a list of ideas", "New"),
}
ALL = "all"
OPEN_ONES = "open"
STATUSES = (OPEN_ONES, *Status.Category.values, ALL)
ASKED = ("sort", "status", "type", "page")  # the parameters that a list understands


@dataclass(frozen=True)
class Scope:
    """Which ideas are listed, and for whom."""

    viewer: Viewer
    board: Board | None = None
    tag: Tag | None = None
    sort: str = "trending"
    status: str = OPEN_ONES
    kind: str = ""  # feature, bug, or both

    @cached_property
    def rows(self) -> IdeaQuerySet:
        """All that this scope can list, of any status."""
        found = Idea.objects.visible_to(self.viewer).listed()
        if self.board:
            found = found.filter(board__in=self.board_ids)
        if self.tag:
            tagged = ThreadTag.objects.filter(tag=self.tag.pk)
            found = found.filter(pk__in=tagged.values("thread"))
        if self.kind:
            found = found.filter(kind=self.kind)
        return found

    @cached_property
    def boards(self) -> list[Board]:
        """All that the viewer may read as a tree, with their settings."""
        rows = Board.objects.visible_to(self.viewer).select_related("feedback_settings")
        return arranged(rows.in_order())

    @cached_property
    def board_ids(self) -> list[int]:
        """The board of this page and those below it that the viewer may read."""
        parents = {row.pk: row.parent_id for row in self.boards}
        return within(self.board.pk, parents) if self.board else []

    @property
    def listed(self) -> IdeaQuerySet:
        if self.status == ALL:
            return self.rows
        categories = OPEN if self.status == OPEN_ONES else [self.status]
        return self.rows.filter(category__in=categories)

    def query(self, **changed: str) -> str:
        """The address's query for this list with something else chosen; what is usual is left
        out, so that each list has one address."""
        asked = {"sort": self.sort, "status": self.status, "type": self.kind, **changed}
        usual = {"sort": "trending", "status": OPEN_ONES, "type": ""}
        told = {name: value for name, value in asked.items() if value and value != usual.get(name)}
        return f"?{urlencode(told)}" if told else "?"

    @property
    def is_plain(self) -> bool:
        """Whether it is the list that the address without a query has."""
        return self.query() == "?"


def page_of(scope: Scope, cursor: str | None, size: int = ROWS) -> Page[Idea]:
    """One page, of each row what its line shows."""
    opening = Post.objects.filter(thread=OuterRef("pk"), number=1)
    rows = scope.listed.select_related("thread", "status", "board__feedback_settings").annotate(
        tags_beside=TAGS, begins=Subquery(opening.values(text=Left("html", BEGINNING))[:1])
    )
    if scope.sort == "trending":
        return page_by_trend(rows, cursor=cursor, size=size)
    keys = ["score", "pk"] if scope.sort == "top" else ["pk"]
    return page_by_key(rows, keys=keys, cursor=cursor, size=size)


def list_page(scope: Scope, cursor: str | None) -> dict[str, Any]:
    """All that a list's page shows."""
    page, viewer = page_of(scope, cursor), scope.viewer
    boards = scope.boards
    of = ballots(viewer, page.rows)
    for row in page.rows:
        row.ballot = of[row.pk]  # type: ignore[attr-defined]
    inside = [row for row in boards if row.pk in scope.board_ids] if scope.board else boards
    shown = [row.board for row in page.rows] or inside
    return {
        "kind": kind_named(KIND),
        "scope": scope,
        "board": scope.board,
        "tag": scope.tag,
        "page": page,
        "boards": boards,
        "counts": counts(scope),
        "tabs": [
            {"title": title, "url": scope.query(sort=name), "is_current": name == scope.sort}
            for name, title in SORTS.items()
        ],
        "kinds": _kinds(scope),
        "accepts_bugs": any(row.feedback_settings.accepts_bugs for row in inside),
        "balances": list(balances(viewer, shown).values()),
        "spent": spent_by(viewer, scope.board_ids) if isinstance(viewer, User) else [],
        "completed": completed_lately(scope),
        "may_submit": may_submit(viewer, scope.board, boards),
        "may_set_up": may_set_up_boards(viewer),
        "is_first": not cursor or not page.is_asked,
    }


def _kinds(scope: Scope) -> list[dict[str, Any]]:
    titles = {
        "": pgettext_lazy("ideas and bugs", "All"),
        Idea.Kind.FEATURE.value: pgettext_lazy("a list", "Ideas"),
        Idea.Kind.BUG.value: pgettext_lazy("a list", "Bugs"),
    }
    return [
        {"title": title, "url": scope.query(type=name), "is_current": name == scope.kind}
        for name, title in titles.items()
    ]


def may_submit(viewer: Viewer, board: Board | None, boards: list[Board]) -> bool:
    """Whether the button is shown: to visitors too, who sign in first."""
    if not isinstance(viewer, User):
        return bool(board or boards)
    said, asked = rules(viewer), [board] if board else boards
    return may_write(viewer) and any(said.allows(Action.START, row.pk) for row in asked)


def counts(scope: Scope) -> list[dict[str, Any]]:
    """How many ideas of each status the viewer may see, each counted up to MOST_COUNTED."""
    asked = {
        name: scope.rows.filter(category__in=OPEN if name == OPEN_ONES else [name])
        for name in STATUSES
        if name != ALL
    }
    read = {
        name: rows.order_by().values("pk")[:MOST_COUNTED].query.sql_with_params()
        for name, rows in asked.items()
    }
    # Each is made by the ORM.
    columns = ", ".join(
        f"(SELECT count(*) FROM ({sql}) AS rows)"  # noqa: S608
        for sql, _ in read.values()
    )
    with connection.cursor() as cursor:
        values = [value for _, values in read.values() for value in values]
        cursor.execute(f"SELECT {columns}", values)
        [found] = cursor.fetchall()
    return [
        {
            "name": name,
            "title": _title_of(name),
            "url": scope.query(status=name),
            "is_current": name == scope.status,
            "count": count,
            "is_cut": count >= MOST_COUNTED,
        }
        for name, count in zip(read, found, strict=True)
    ] + [
        {
            "name": ALL,
            "title": _title_of(ALL),
            "url": scope.query(status=ALL),
            "is_current": scope.status == ALL,
            "count": None,
        }
    ]


def _title_of(name: str) -> Any:
    own: Mapping[str, Any] = {
        OPEN_ONES: pgettext_lazy("ideas of any open status", "Open"),
        ALL: pgettext_lazy("ideas of any status", "All"),
    }
    return own[name] if name in own else Status.Category(name).label


def completed_lately(scope: Scope) -> list[Idea]:
    rows = scope.rows.filter(category=Status.Category.COMPLETED).select_related("thread")
    return list(rows.order_by("-status_changed_at", "-pk")[:LATELY])
