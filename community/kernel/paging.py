"""Pages by key: the next page begins after the last row that was shown, whatever came since."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from django.contrib.postgres.expressions import ArraySubquery
from django.core.exceptions import ValidationError
from django.db.models import Func, Model, Q, QuerySet

M = TypeVar("M", bound=Model)
R = TypeVar("R", bound=QuerySet[Any])
Key = list[Any]


@dataclass(frozen=True)
class Page(Generic[M]):
    """Some rows and the cursors of the pages beside them; None where there is nothing more."""

    rows: list[M]
    is_asked: bool  # whether it is the page that the cursor named, if there was one
    older: str | None
    newer: str | None


def page_by_key(
    rows: QuerySet[M], *, keys: Sequence[str], cursor: str | None, size: int, of: Sequence[Q] = ()
) -> Page[M]:
    """Return one page of `rows`, descending by `keys`, of which the last is unique.

    A cursor holds a row's key and a direction; one that cannot be read is as none. There is
    no COUNT and no OFFSET, so page 1,000 costs what page 1 does. `of` narrows the rows to those
    of any of several conditions, of which each has an index in this order.
    """
    backwards, key = _read(cursor, rows.model, keys)
    if key:
        rows = rows.filter(beyond(keys, key, "gt" if backwards else "lt"))
    order = [name if backwards else f"-{name}" for name in keys]
    found = list(of_any(rows, of, order, size + 1).order_by(*order)[: size + 1])
    shown, is_more = found[:size], len(found) > size
    if backwards:
        shown.reverse()
    older, newer = (True, is_more) if backwards else (is_more, bool(key))
    return Page(
        rows=shown,
        is_asked=bool(key) or not cursor,
        older=_write("older", shown[-1], keys) if shown and older else None,
        newer=_write("newer", shown[0], keys) if shown and newer else None,
    )


def first_rows(
    rows: QuerySet[M], *, keys: Sequence[str], size: int, of: Sequence[Q] = ()
) -> QuerySet[M]:
    """What `first_page` shows, and the one row that tells whether there are more."""
    order = [f"-{name}" for name in keys]
    return of_any(rows, of, order, size + 1).order_by(*order)[: size + 1]


def first_page(found: Sequence[M], *, keys: Sequence[str], size: int) -> Page[M]:
    """The page that no cursor asks for, of rows that were read already."""
    shown, is_more = list(found[:size]), len(found) > size
    older = _write("older", shown[-1], keys) if is_more else None
    return Page(rows=shown, is_asked=True, older=older, newer=None)


def of_any(rows: QuerySet[M], of: Sequence[Q], order: list[str], most: int) -> QuerySet[M]:
    """The first few of each condition by its own index: of them all, no more can be shown."""
    if len(of) < 2:
        return rows.filter(*of)
    first, *others = (rows.filter(one).order_by(*order).values("pk")[:most] for one in of)
    return rows.filter(pk__in=first.union(*others, all=True))


def first_of_each(parents: QuerySet[Any], rows: R) -> R:
    """The first few rows of each parent, in one query and by an index.

    `rows` name their parent by OuterRef, and are ordered and cut.
    """
    ids = Unnest(ArraySubquery(rows.values("pk")))
    found: R = rows.model._default_manager.filter(pk__in=parents.values(row=ids))
    return found


class Unnest(Func):
    function = "unnest"
    set_returning = True


def beyond(keys: Sequence[str], key: Key, side: str) -> Q:
    """(a, b) < (x, y), spelt so that the index's first column is bounded, too."""
    first, *rest = keys
    if not rest:
        return Q(**{f"{first}__{side}": key[0]})
    deeper = Q(**{first: key[0]}) & beyond(rest, key[1:], side)
    return Q(**{f"{first}__{side}e": key[0]}) & (Q(**{f"{first}__{side}": key[0]}) | deeper)


def cursor_of(row: Model, keys: Sequence[str]) -> str:
    """What stands for a row's place in a list with these keys."""
    return _write("at", row, keys)


def key_of(cursor: str, model: type[Model], keys: Sequence[str]) -> Key:
    """The key that `cursor_of` wrote; nothing where it is none of this list."""
    return _read(cursor, model, keys)[1]


def _write(direction: str, row: Model, keys: Sequence[str]) -> str:
    values = [getattr(row, key) for key in keys]
    plain = [value.isoformat() if isinstance(value, datetime) else value for value in values]
    return urlsafe_b64encode(json.dumps([direction, *plain]).encode()).decode().rstrip("=")


def _read(cursor: str | None, model: type[Model], keys: Sequence[str]) -> tuple[bool, Key]:
    if not cursor or len(cursor) > 400:
        return False, []
    try:
        direction, *values = json.loads(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        key = [_value(model, name, value) for name, value in zip(keys, values, strict=True)]
    except (ValueError, TypeError, OverflowError, RecursionError, ValidationError):
        return False, []
    return direction == "newer", key


def _value(model: type[Model], name: str, value: object) -> Any:
    field = model._meta.pk if name == "pk" else model._meta.get_field(name)
    field.run_validators(read := field.to_python(value))  # type: ignore[union-attr]
    if read is None or (isinstance(read, datetime) and not _is_sane(read)):
        raise ValidationError(name)
    return read


def _is_sane(moment: datetime) -> bool:
    return moment.tzinfo is not None and 1900 < moment.year < 9000
