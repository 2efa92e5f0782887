"""The declared operations, as tests are made for each of them or for each of their namespaces."""

from collections.abc import Iterable, Mapping
from importlib import import_module
from typing import Any
from urllib.parse import urlencode

import pytest
from django.conf import settings

from community.api import DECLARED
from community.kernel.operations import MutationOperation, Operation
from tests.budgets import DOMAINS

OPERATIONS = {line.name: line for api in DECLARED for line in api.operations}
TOYS = {
    line.name
    for app in settings.TOY_APPS
    for api in getattr(import_module(f"{app}.operations"), "declared", ())
    for line in api.operations
}


def asked(operation: Operation, example: Mapping[str, Any]) -> str:
    """The address's query of a read that has an example: `?q=pair`."""
    is_asked = operation.method == "GET" and example
    return f"?{urlencode(example)}" if is_asked else ""


def paid_by(namespace: str) -> list[Any]:
    """The mark of a domain's tests; what is shared by all has none."""
    return [pytest.mark.domain(namespace)] if namespace in DOMAINS else []


def each(names: Iterable[str]) -> list[Any]:
    """A parameter for each operation of these names."""
    return [pytest.param(name, marks=paid_by(OPERATIONS[name].api.namespace)) for name in names]


def each_namespace(*, of_changes: bool = False) -> list[Any]:
    """A parameter for each namespace, the tag of its operations in REST; or only for those in
    which something can be changed."""
    names = sorted(
        {
            line.api.namespace
            for line in OPERATIONS.values()
            if isinstance(line, MutationOperation) or not of_changes
        }
    )
    return [pytest.param(name, marks=paid_by(name)) for name in names]
