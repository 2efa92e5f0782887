"""The schema of REST, made once in a process, and what an operation's part of it is."""

from collections.abc import Iterator
from functools import cache, reduce
from hashlib import blake2b
from json import dumps
from typing import Any

from drf_spectacular.generators import SchemaGenerator


@cache
def schema() -> dict[str, Any]:
    """Shared by all that asks: nobody changes it."""
    told: dict[str, Any] = SchemaGenerator().get_schema(public=True)
    return told


def shape_of(path: str, method: str) -> str:
    """A hash of all that the schema says of an operation, apart from words and examples."""
    told = {"itself": schema()["paths"][path][method]}
    waiting = [told["itself"]]
    while waiting:
        for where in references(waiting.pop()):
            if where not in told:
                told[where] = referred(where)
                waiting.append(told[where])
    return blake2b(dumps(without_words(told), sort_keys=True).encode(), digest_size=8).hexdigest()


def referred(where: str) -> Any:
    """What is there."""
    return reduce(lambda part, name: part[name], where.split("/")[1:], schema())


def references(told: Any) -> Iterator[str]:
    """Where the components are that are meant: "#/components/schemas/Topic"."""
    for key, value in told.items() if isinstance(told, dict) else enumerate(told):
        if key == "$ref":
            yield value
        elif isinstance(value, dict | list):
            yield from references(value)


def without_words(told: Any) -> Any:
    """What stays if nothing is explained; a field may well be called description."""
    if isinstance(told, list):
        return [without_words(one) for one in told]
    if not isinstance(told, dict):
        return told
    return {
        key: without_words(value)
        for key, value in told.items()
        if key != "examples" and not (key in {"description", "summary"} and isinstance(value, str))
    }
