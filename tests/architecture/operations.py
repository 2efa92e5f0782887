"""The declared operations, as tests are made for each of them or for each of their namespaces."""

from collections.abc import Iterable
from typing import Any

import pytest

from community.api import DECLARED
from community.kernel.operations import Done
from tests.budgets import DOMAINS

OPERATIONS = {line.name: line for doors in DECLARED for line in doors.operations}


def paid_by(namespace: str) -> list[Any]:
    """The mark of a domain's tests; what is shared by all has none."""
    return [pytest.mark.domain(namespace)] if namespace in DOMAINS else []


def each(names: Iterable[str]) -> list[Any]:
    """A parameter for each operation of these names."""
    return [pytest.param(name, marks=paid_by(OPERATIONS[name].doors.namespace)) for name in names]


def each_namespace(*, of_changes: bool = False) -> list[Any]:
    """A parameter for each namespace, the tag of its operations in REST; or only for those in
    which something can be changed."""
    names = sorted(
        {
            line.doors.namespace
            for line in OPERATIONS.values()
            if isinstance(line, Done) or not of_changes
        }
    )
    return [pytest.param(name, marks=paid_by(name)) for name in names]
