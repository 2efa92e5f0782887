"""Queries that differ in a few values only: the ORM writes the SQL once, and each process keeps it.

To build a query of several conditions costs many times what the database takes to answer it.
Slots stand where the values differ; `prepared` finds them again in what the ORM wrote.
"""

import re
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from django.db import connection
from django.db.models import Model, QuerySet

KEPT = 500  # statements; who may read and mutes the same shares one

M = TypeVar("M", bound=Model)


def number(n: int = 0) -> int:
    """A slot for a number: no row has it."""
    return 2**62 + n


def moment(n: int = 0) -> datetime:
    """A slot for a time: nothing happened then."""
    return datetime(1, 1, 1, tzinfo=UTC) + timedelta(microseconds=n)


@dataclass(frozen=True)
class Prepared:
    """SQL with names in its slots, and what it returns of each row."""

    sql: str
    constants: Mapping[str, Any]
    columns: Sequence[str]

    def rows(self, model: type[M], values: Mapping[str, Any]) -> list[M]:
        """Rows of `model`, of which only the columns that were asked for are there."""
        with connection.cursor() as cursor:
            cursor.execute(self.sql, {**self.constants, **values})
            return [
                model.from_db(connection.alias, self.columns, row) for row in cursor.fetchall()
            ]


_kept: dict[Hashable, Any] = {}


def kept(key: Hashable, make: Callable[[], Any]) -> Any:
    """What `make` returned for this key the first time. The key says all that it depends on."""
    found = _kept.get(key)
    if found is None:
        if len(_kept) >= KEPT:
            _kept.clear()
        found = _kept[key] = make()
    return found


def prepare(rows: QuerySet[Any], slots: Mapping[str, Any], *, prefix: str = "fixed") -> Prepared:
    """The query's SQL; `slots` names the values that stand for others, `prefix` all the rest."""
    compiler = rows.query.get_compiler(connection=connection)
    sql, params = compiler.as_sql()
    names = {str(slot): name for name, slot in slots.items() if isinstance(slot, int)}
    left = iter(params)
    constants: dict[str, Any] = {}

    def named(found: re.Match[str]) -> str:
        if found[0] == "%%":
            return "%%"
        if found[0] in names:  # written out, as it is in a function's template
            return f"%({names[found[0]]})s"
        value = next(left)
        for name, slot in slots.items():
            if type(value) is type(slot) and value == slot:
                return f"%({name})s"
        name = f"{prefix}_{len(constants)}"
        constants[name] = value
        return f"%({name})s"

    marks = "|".join(["%%", "%s", *(rf"\b{slot}\b" for slot in names)])
    columns = [column.target.attname for column, _, _ in compiler.select]
    return Prepared(re.sub(marks, named, sql), constants, columns)
