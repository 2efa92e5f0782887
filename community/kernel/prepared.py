"""Queries that differ in a few values only: the ORM writes the SQL once, and each process keeps it.

To build a query of several conditions costs many times what the database takes to answer it.
Slots stand where the values differ; `prepared` finds them again in what the ORM wrote.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Mapping
from copy import copy
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from inspect import getattr_static
from typing import Any, TypeVar

from django.db import connection
from django.db.models import Model, QuerySet
from django.db.models.base import ModelState
from django.db.models.query import get_related_populators
from django.db.models.signals import post_init, pre_init

from community.kernel.statements import Statement

T = TypeVar("T")

MAKERS = ("__init__", "from_db")  # of a model's rows
MOST = 2**63 - 1  # of a bigint
KEPT = 500  # statements; who may read and mutes the same shares one


def placeholder_number(n: int = 0) -> int:
    """A slot for a number: no row has it."""
    return 2**62 + n


def placeholder_time(n: int = 0) -> datetime:
    """A slot for a time: nothing happened then."""
    return datetime(1, 1, 1, tzinfo=UTC) + timedelta(microseconds=n)


def placeholder_viewer(viewer: T) -> T:
    """Somebody who may what this viewer may, with a slot for a number."""
    stand_in = copy(viewer)
    if getattr(viewer, "pk", None) is not None:
        stand_in.pk = placeholder_number()  # type: ignore[attr-defined]
    return stand_in


@dataclass(eq=False)
class Prepared(Statement):
    """SQL with names in its slots, and how to make of what it returns what the ORM would."""

    made: _Made | None = None

    def rows(self, values: Mapping[str, Any]) -> list[Any]:
        """The model's rows, with what was selected beside them and annotated.

        Numbers that no row can have find none, as with the ORM; PostgreSQL would refuse them.
        """
        assert self.made
        if any(isinstance(value, int) and abs(value) > MOST for value in values.values()):
            return []
        return [self.made.row(fetched) for fetched in self.fetched(values)]


class _Made:
    """Rows as a QuerySet makes them: this is its ModelIterable, kept for many runs."""

    def __init__(self, compiler: Any) -> None:
        info, select = compiler.klass_info, compiler.select
        fields = info["select_fields"]
        self.model, self.own = info["model"], slice(fields[0], fields[-1] + 1)
        self.names = [column.target.attname for column, _, _ in select[self.own]]
        heard = any(signal.has_listeners(self.model) for signal in (pre_init, post_init))
        own = [getattr_static(self.model, name) for name in MAKERS]
        self.is_special = heard or own != [vars(Model)[name] for name in MAKERS]
        self.beside = get_related_populators(  # type: ignore[call-arg]
            info, select, connection.alias
        )
        self.annotations = compiler.annotation_col_map or {}
        self.converters = compiler.get_converters([column for column, _, _ in select])

    def row(self, fetched: tuple[Any, ...]) -> Any:
        values = list(fetched)
        for at, (converters, column) in self.converters.items():
            for convert in converters:
                values[at] = convert(values[at], column, connection)
        made = self._instance(values[self.own])
        for other in self.beside:
            other.populate(values, made)
        for name, at in self.annotations.items():
            setattr(made, name, values[at])
        return made

    def _instance(self, values: list[Any]) -> Any:
        """What `from_db` makes; that one goes through all the fields of the model for each row."""
        if self.is_special:
            return self.model.from_db(connection.alias, self.names, values)
        made = self.model.__new__(self.model)
        made._state = ModelState()
        made._state.adding, made._state.db = False, connection.alias
        vars(made).update(zip(self.names, values, strict=True))
        return made


_kept: dict[Hashable, Prepared] = {}  # SQL alone, never rendered HTML


def cached_query(key: Hashable, make: Callable[[], Prepared]) -> Prepared:
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
    made = _Made(compiler) if compiler.klass_info else None
    return Prepared(re.sub(marks, named, sql), constants, made=made)
