"""The lists over REST: /topics/latest/, /topics/hot/ and so on, alike for everything, a container
and a tag. `older` and `newer` in the answers are cursors."""

from typing import Any

from community.discussions.kinds import Kind
from community.discussions.lists.api import counts_output, list_input, page_output
from community.discussions.lists.orders import Order, named, orders_of
from community.discussions.lists.queries import counts, page_of
from community.discussions.lists.scope import Scope, scope_of
from community.kernel.operations import Api
from community.kernel.rest import bad_cursor


def add_lists(api: Api, kind: Kind, out: Any, *, owner: str = "") -> None:
    """Declare the lists of a kind. `out` shows each row: the thread, or what it is the discussion
    of, where `owner` is the thread's attribute that holds this: "topic"."""
    page = page_output(kind, out)
    for name, order in orders_of(kind).items():
        api.query(
            f"{kind.plural}/{name}/",
            _answer(order, kind, owner),
            page,
            description=named(order.about, kind),
            name=f"list_{name.replace('-', '_')}_{kind.plural}",
            filters=list_input(kind, has_period=name == "top"),
            for_members=order.is_personal,
        )
    api.query(
        f"{kind.plural}/counts/",
        lambda viewer: counts(Scope(kind=kind, viewer=viewer)),
        counts_output(kind),
        name=f"{kind.label}_counts",
        description=f"How many {kind.plural} are unread or new for the caller, counted up to 500.",
        for_members=True,
    )


def _answer(order: Order, kind: Kind, owner: str) -> Any:
    """Read one page of a list. An unknown place is an empty one. Raises ValidationError."""
    label, related = kind.lists.container_label, ("author", owner or "last_author")

    def answer(viewer: Any, *, limit: int, cursor: str | None = None, **words: str) -> Any:
        if label in words:
            words["container"] = words.pop(label)
        scope = scope_of(viewer, kind, **words)
        if scope is None:
            return {"results": [], "older": None, "newer": None}
        page = page_of(order, scope, cursor, limit, related=related)
        if not page.is_asked:
            raise bad_cursor()
        rows = [getattr(row, owner) if owner else row for row in page.rows]
        return {"results": rows, "older": page.older, "newer": page.newer}

    return answer
