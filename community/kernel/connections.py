"""Long lists over GraphQL, in the manner of Relay: parts of them, by cursors that stay true.

A cursor is a row's key, so the next part begins after the row that was shown last, whatever came
since. There is no COUNT and no OFFSET.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import graphene
from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext
from rest_framework.exceptions import ValidationError

from community.kernel.batching import group
from community.kernel.costs import MOST_LISTED, USUAL_LISTED
from community.kernel.paging import beyond, cursor_of, key_of, of_any

Keys = Sequence[str]  # as for order_by: all up or all down, and the last is unique


class PageInfo(graphene.ObjectType):  # type: ignore[misc]
    """The cursors of a page, and whether there are more pages."""

    has_next_page = graphene.Boolean(required=True)
    has_previous_page = graphene.Boolean(required=True)
    start_cursor = graphene.String()
    end_cursor = graphene.String()


@dataclass(frozen=True)
class Edge:
    node: Any
    cursor: str


@dataclass(frozen=True)
class Connected:
    """Part of a list, with what its GraphQL type asks it for."""

    nodes: list[Any]
    cursors: list[str]
    has_next_page: bool
    has_previous_page: bool

    @property
    def edges(self) -> list[Edge]:
        return [Edge(*pair) for pair in zip(self.nodes, self.cursors, strict=True)]

    @property
    def page_info(self) -> PageInfo:
        return PageInfo(
            has_next_page=self.has_next_page,
            has_previous_page=self.has_previous_page,
            start_cursor=self.cursors[0] if self.cursors else None,
            end_cursor=self.cursors[-1] if self.cursors else None,
        )


NOTHING = Connected([], [], has_next_page=False, has_previous_page=False)


@dataclass(frozen=True)
class PageArgs:
    """Which part of a list is asked for."""

    size: int = USUAL_LISTED
    is_last: bool = False  # the last ones of it, not the first
    after: str | None = None
    before: str | None = None

    def ordered(self, rows: QuerySet[Any], keys: Keys, of: Sequence[Q] = ()) -> QuerySet[Any]:
        """So many of the rows and one more, which tells whether there are more.

        `of` narrows them as in `paging.page_by_key`. Raises ValidationError for a strange cursor.
        """
        names = _names(keys)
        on, back = ("lt", "gt") if _is_down(keys) else ("gt", "lt")
        for word, side in (("after", on), ("before", back)):
            cursor = getattr(self, word)
            if cursor is None:
                continue
            key = key_of(cursor, rows.model, names)
            if not key:
                raise ValidationError(
                    {word: [gettext("This cursor does not belong to this list.")]}
                )
            rows = rows.filter(beyond(names, key, side))
        is_down = _is_down(keys) != self.is_last
        order = [f"-{name}" if is_down else name for name in names]
        return of_any(rows, of, order, self.size + 1).order_by(*order)[: self.size + 1]

    def cut(
        self,
        found: Sequence[Model],
        keys: Keys,
        node: Callable[[Any], Any] = lambda row: row,
    ) -> Connected:
        """The part, of rows that were found as `ordered`; `node` is what each stands for."""
        shown, is_more = list(found[: self.size]), len(found) > self.size
        if self.is_last:
            shown.reverse()
        return Connected(
            nodes=group(node(row) for row in shown),
            cursors=[cursor_of(row, _names(keys)) for row in shown],
            has_next_page=self.before is not None if self.is_last else is_more,
            has_previous_page=is_more if self.is_last else self.after is not None,
        )


def _names(keys: Keys) -> list[str]:
    return [key.lstrip("-") for key in keys]


def _is_down(keys: Keys) -> bool:
    return keys[0].startswith("-")


def page_args(
    first: int | None = None,
    last: int | None = None,
    after: str | None = None,
    before: str | None = None,
) -> PageArgs:
    """Read a field's arguments. Raises ValidationError."""
    if first is not None and last is not None:
        raise ValidationError({"last": [gettext("Send either first or last, not both.")]})
    for word, size in (("first", first), ("last", last)):
        if size is not None and not 1 <= size <= MOST_LISTED:
            told = gettext("Must be between 1 and %(most)s.") % {"most": MOST_LISTED}
            raise ValidationError({word: [told]})
    return PageArgs(first or last or USUAL_LISTED, last is not None, after, before)


def paginate(
    rows: QuerySet[Any],
    keys: Keys,
    asked: PageArgs,
    *,
    of: Sequence[Q] = (),
    node: Callable[[Any], Any] = lambda row: row,
) -> Connected:
    """The part that is asked for, in one query."""
    return asked.cut(list(asked.ordered(rows, keys, of)), keys, node)


@cache
def connection(node: type) -> type[graphene.ObjectType]:
    """The GraphQL type of a long list of such nodes."""
    name = node._meta.name  # type: ignore[attr-defined]
    edge = type(
        f"{name}Edge",
        (graphene.ObjectType,),
        {
            "__doc__": "A row and its cursor.",
            "node": graphene.Field(node, required=True),
            "cursor": graphene.String(required=True),
        },
    )
    return type(
        f"{name}Connection",
        (graphene.ObjectType,),
        {
            "__doc__": "One page of a long list.",
            "edges": graphene.List(graphene.NonNull(edge), required=True),
            "nodes": graphene.List(graphene.NonNull(node), required=True),
            "page_info": graphene.Field(PageInfo, required=True),
        },
    )


def ConnectionField(  # noqa: N802 - it stands where graphene's fields do
    node: type, *, description: str = "", **arguments: Any
) -> graphene.Field:
    """A field that gives such a list; its resolver hands its arguments to `page_args`.

    It may be null: a cursor or a size that is refused takes nothing away from what is beside it.
    """
    size = f"1 to {MOST_LISTED}; without `first` and `last` the first {USUAL_LISTED}."
    return graphene.Field(
        connection(node),
        description=description or None,
        first=graphene.Int(description=size),
        after=graphene.String(description="Only rows after this cursor."),
        last=graphene.Int(description="The last rows before `before`, or of the whole list."),
        before=graphene.String(description="Only rows before this cursor."),
        **arguments,
    )
