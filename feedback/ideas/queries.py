"""Which ideas a viewer sees, in a fixed number of queries."""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import F, Q, QuerySet

from community.accounts.models import User
from community.discussions.kinds import kind_named
from community.discussions.lists.queries import TAGS
from community.discussions.lists.scope import scope_of
from community.kernel.text import fold
from community.search import queries as search
from feedback.models import KIND, Board, Idea

Viewer = User | AnonymousUser

SORTS = ("trending", "top", "newest")
ORDERS: dict[str, tuple[Any, ...]] = {
    "trending": (F("trend").desc(nulls_last=True), "-thread"),
    "top": ("-score", "-thread"),
    "newest": ("-thread",),
}
SIMILAR = 5
CANDIDATES = 30  # of which those are left out that nobody else may learn of


def ideas_for(  # noqa: PLR0913 - what lists can be narrowed to
    viewer: Viewer,
    *,
    sort: str = "trending",
    board: str | None = None,
    category: str | None = None,
    kind: str | None = None,
    tag: str | None = None,
    author: str | None = None,
) -> QuerySet[Idea]:
    """The ideas that lists show to the viewer, in one of the SORTS: no merged or deleted ones.

    `board` is a slug, `category` that of statuses, `kind` feature or bug, `tag` a name or synonym.
    An unknown board or tag has none.
    """
    rows = narrowed(Idea.objects.visible_to(viewer).listed(), viewer, board=board, tag=tag)
    if category:
        rows = rows.filter(category=category)
    if kind:
        rows = rows.filter(kind=kind)
    if author:
        rows = rows.filter(thread__author__folded_username=fold(author))
    return rows.order_by(*ORDERS[sort])


def narrowed(
    rows: QuerySet[Idea], viewer: Viewer, *, board: str | None, tag: str | None
) -> QuerySet[Idea]:
    """Those of a board and the boards below it, and with a tag."""
    scope = scope_of(viewer, kind_named(KIND), container=board or None, tag=tag or None)
    if scope is None:
        return rows.none()
    if board:
        rows = rows.filter(board__in=scope.container_ids)
    if tag:
        rows = rows.filter(thread__tags=scope.tag)
    return rows


def with_heads(rows: QuerySet[Idea]) -> QuerySet[Idea]:
    """With what lists and pages show of an idea beside its own row."""
    return rows.select_related("thread__author", "status", "board").annotate(tags_beside=TAGS)


def idea_page(viewer: Viewer, pk: int) -> Idea | None:
    """An idea with all that the head of its page shows; merged ones, too. None: it is not there
    for the viewer."""
    return with_heads(Idea.objects.visible_to(viewer).filter(pk=pk)).first()


def similar_ideas(viewer: Viewer, text: str, board: Board | None = None) -> list[Idea]:
    """At most SIMILAR ideas with a title like this text, the most similar first. Never a security
    report, nor a private idea of somebody else, whoever asks; nor a merged one."""
    found = search.similar(text, viewer, kinds=[KIND], most=CANDIDATES)
    ids = [hit.group_id for hit in found]
    return _in_order(_offered(viewer, board), ids)[:SIMILAR]


def _offered(viewer: Viewer, board: Board | None) -> QuerySet[Idea]:
    own = Q(is_private=False)
    if viewer.is_authenticated:
        own |= Q(thread__author=viewer.pk)
    rows = Idea.objects.visible_to(viewer).listed().filter(own, is_security=False)
    return with_heads(rows.filter(board=board) if board else rows)


def _in_order(rows: QuerySet[Idea], ids: Iterable[int]) -> list[Idea]:
    found = rows.in_bulk(list(ids))
    return [found[pk] for pk in dict.fromkeys(ids) if pk in found]
