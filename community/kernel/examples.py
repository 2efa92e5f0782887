"""Real examples in the schema of REST, said once for each operation by the app that it is of.

An app's `examples.py` tells what is sent and what comes back, and for the operations that it says
nothing of, docs/examples.json has what a test once sent and was answered; a hook of
drf-spectacular puts it where it belongs. Tests hold each example against the schema, and send it.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.module_loading import autodiscover_modules

RECORDED = settings.BASE_DIR / "docs" / "examples.json"
PATH_PARAMETER = re.compile(r"\{\w+\}")
PARAMETERS: dict[str, str] = {
    "If-Match": '"4-2c6a47d0bc0c50c2"',
    "If-None-Match": '"4-2c6a47d0bc0c50c2"',
    "Idempotency-Key": "7f3c6a52-4f0e-4c0b-9d7b-1f2a0c9e8b11",
    "cursor": "cD00Mg==",
    "fields": "id,title",
    "updated_since": "2026-03-01T09:30:00Z",
}


@dataclass(frozen=True, kw_only=True)
class Example:
    """What is sent to an operation, and the answer to it."""

    description: str
    sent: Any
    status: int
    answer: Any


_examples: dict[str, Example] = {}
_tags: dict[str, str] = {}


def example(
    route: str, description: str, *, sent: Any = None, status: int = 200, answer: Any
) -> None:
    """`route` is a method and a path below /api/v1/: "PATCH posts/{post}/"."""
    method, path = route.split(" ")
    _examples[f"{method} {_plain(path)}"] = Example(
        description=description, sent=sent, status=status, answer=answer
    )


def tag(name: str, description: str) -> None:
    """What the operations of that tag are about."""
    _tags[name] = description


def page_of(*rows: Any) -> dict[str, Any]:
    """A list's last page, as lists are answered."""
    return {"next": None, "previous": None, "results": list(rows)}


def known() -> dict[str, Example]:
    """Every example by its method and path, `{}` standing for what is named in it."""
    autodiscover_modules("examples")
    return dict(_examples)


def recorded() -> dict[str, dict[str, Any]]:
    """What was sent and answered, by the same names; nothing where the documents are left out."""
    text = RECORDED.read_text() if RECORDED.exists() else "{}"
    told: dict[str, dict[str, Any]] = json.loads(text)
    return told


def operations(schema: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every operation of a schema by the same names as its example."""
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            if isinstance(operation, dict):
                yield f"{method.upper()} {_plain(path.removeprefix('/api/v1/'))}", operation


def add_examples(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    """Hook: the examples, where they belong, and what the tags mean."""
    examples, told = known(), recorded()
    used = set()
    for route, operation in operations(result):
        if route in told and route not in examples:
            examples[route] = Example(description=operation["summary"], **told[route])
        used |= set(operation.get("tags", ()))
        if parameters := operation.get("parameters"):
            operation["parameters"] = [_shown(one) for one in parameters]
        if route in examples:
            _add(operation, examples[route])
    result["tags"] = [{"name": name, "description": _tags.get(name, "")} for name in sorted(used)]
    return result


def _shown(parameter: dict[str, Any]) -> dict[str, Any]:
    """In words: what is told as an example, Swagger UI sends with every try."""
    if parameter.get("name") not in PARAMETERS:
        return parameter
    told = f"{parameter.get('description', '')} For example `{PARAMETERS[parameter['name']]}`."
    return {**parameter, "description": told.strip()}


def _add(operation: dict[str, Any], example: Example) -> None:
    places = [
        (operation.get("requestBody", {}), example.sent),
        (operation["responses"].get(str(example.status), {}), example.answer),
    ]
    for place, value in places:
        if value is not None:
            for content in place.get("content", {}).values():
                content["examples"] = {"example": {"summary": example.description, "value": value}}


def _plain(path: str) -> str:
    return PATH_PARAMETER.sub("{}", path)
