"""Releases as a viewer may see them, and whom they are about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import ExtractYear

from community.accounts.models import Audience, User, reads
from community.discussions.models import Container
from community.kernel.paging import Page, page_by_key
from feedback.models import Board, Idea, Release, ReleaseItem, Status
from feedback.models.ideas import IdeaQuerySet
from feedback.policy import may_manage, may_publish

LONGEST_TEXT = 300  # of a line, as the column
MOST_DRAFTED = 500  # ideas in a new draft
PAGE = 10
GROUPS = {group.value: at for at, group in enumerate(ReleaseItem.Group)}
READ_IDEA = "idea__thread__audience_id"


# -- what a release can be made of ---------------------------------------------------------------
def audience_of(release: Release) -> int:
    """Who may read it once it is published."""
    return release.board.audience_id if release.board else Audience.PUBLIC_ID


def is_releasable(idea: Idea, release: Release) -> bool:
    """Whether the idea is completed, there, and for the readers of the release. It needs its
    `thread`."""
    is_there = not (idea.merged_into_id or idea.converted_at or idea.thread.deleted_at)
    is_of_board = release.board_id in {None, idea.board_id}
    is_read = idea.thread.audience_id == audience_of(release)
    return idea.category == Status.Category.COMPLETED and is_there and is_of_board and is_read


def completed_ideas(release: Release, by: User) -> IdeaQuerySet:
    """Ideas of the release's board, or of the public boards that the member manages, that are
    completed and in no published release. Those of most votes first."""
    released = ReleaseItem.objects.filter(idea=OuterRef("pk"), is_published=True)
    ideas = Idea.objects.listed().filter(
        ~Exists(released), category=Status.Category.COMPLETED,
        thread__audience=audience_of(release),
    )  # fmt: skip
    if release.board_id:
        ideas = ideas.filter(board=release.board_id)
    else:
        public = Board.objects.filter(audience=Audience.PUBLIC_ID)
        ideas = ideas.filter(board__in=[one.pk for one in public if may_manage(by, one.pk)])
    rows = ideas.select_related("thread").order_by("-score", "pk")
    return rows.filter(pk__in=rows.values("pk")[:MOST_DRAFTED])


# -- who sees what -------------------------------------------------------------------------------
def published_releases(viewer: Any) -> QuerySet[Release]:
    """Those of boards that the viewer may read, and those of all boards."""
    read = Q(board=None) | reads(viewer, "board__audience_id")
    return Release.objects.filter(read, published_at__isnull=False)


def drafts(viewer: Any) -> QuerySet[Release]:
    """Those that the viewer may publish."""
    rows = Release.objects.filter(published_at=None)
    if not viewer.is_authenticated:
        return rows.none()
    boards = Container.objects.visible_to(viewer).filter(Exists(rows.filter(board=OuterRef("pk"))))
    mine = Q(
        board__in=[one for one in boards.values_list("pk", flat=True) if may_publish(viewer, one)]
    )
    return rows.filter(mine | Q(board=None) if may_publish(viewer, None) else mine)


def visible_releases(viewer: Any) -> QuerySet[Release]:
    """Published ones that the viewer may read, and drafts that the viewer may publish."""
    read = Q(board=None) | reads(viewer, "board__audience_id")
    seen = Q(read, published_at__isnull=False)
    if viewer.is_authenticated:
        seen |= Q(pk__in=drafts(viewer).values("pk"))
    return Release.objects.filter(seen).select_related("board")


def publishable_boards(viewer: Any) -> QuerySet[Board]:
    """Boards that the viewer may publish releases of."""
    boards = Board.objects.visible_to(viewer).in_order()
    return boards.filter(pk__in=[one.pk for one in boards if may_publish(viewer, one.pk)])


def visible_items(viewer: Any) -> QuerySet[ReleaseItem]:
    """Lines whose ideas the viewer may read or could read before they were deleted, and lines
    without an idea: what became private since is told to nobody else."""
    rows = ReleaseItem.objects.filter(Q(idea=None) | reads(viewer, READ_IDEA))
    return rows.select_related("idea__thread").order_by("release", "position", "pk")


def items_of_releases(ids: Sequence[int], viewer: Any) -> Mapping[int, list[ReleaseItem]]:
    """By release, new before improved before fixed. One query."""
    found: dict[int, list[ReleaseItem]] = {pk: [] for pk in ids}
    rows = visible_items(viewer).filter(release__in=ids)
    for item in sorted(rows, key=lambda item: (GROUPS.get(item.group, 9), item.position, item.pk)):
        found[item.release_id].append(item)
    return found


# -- pages ---------------------------------------------------------------------------------------
def changelog(
    viewer: Any, *, cursor: str | None, board: Board | None = None, year: int | None = None
) -> Page[Release]:
    """A page of published releases, newest first, each with its lines as `shown_items`."""
    rows = published_releases(viewer).select_related("board")
    if board:
        rows = rows.filter(board=board.pk)
    if year:
        rows = rows.filter(published_at__year=year)
    page = page_by_key(rows, keys=["published_at", "pk"], cursor=cursor, size=PAGE)
    with_items(page.rows, viewer)
    return page


def with_items(releases: Iterable[Release], viewer: Any) -> None:
    """Give each its lines, as `shown_items`. One query."""
    rows = list(releases)
    items = items_of_releases([row.pk for row in rows], viewer)
    for row in rows:
        row.shown_items = items[row.pk]  # type: ignore[attr-defined]


def years(viewer: Any) -> list[dict[str, Any]]:
    """How many releases were published in which year (UTC), the latest first."""
    rows = published_releases(viewer).annotate(year=ExtractYear("published_at"))
    return [dict(row) for row in rows.values("year").annotate(count=Count("pk")).order_by("-year")]


def totals(viewer: Any, year: int) -> dict[str, int]:
    """How many ideas were released in a year, and how many votes they had."""
    shown = visible_items(viewer).filter(
        release__in=published_releases(viewer).filter(published_at__year=year).values("pk"),
        idea__isnull=False,
    )
    found = shown.order_by().aggregate(ideas=Count("pk"), votes=Sum("idea__score"))
    return {name: number or 0 for name, number in found.items()}


def newest_releases(viewer: Any, most: int, board: Board | None = None) -> list[Release]:
    """The newest that the viewer may read, of all boards or of one."""
    rows = published_releases(viewer)
    if board:
        rows = rows.filter(board=board.pk)
    return list(rows.order_by("-published_at", "-pk")[:most])


def boards_with_releases(viewer: Any) -> list[Container]:
    """The boards that the changelog can be narrowed to."""
    rows = Release.objects.filter(board=OuterRef("pk"), published_at__isnull=False)
    return list(Container.objects.visible_to(viewer).filter(Exists(rows)).in_order())
