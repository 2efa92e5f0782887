"""Every address of the product, by what stands in it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import cycle, islice
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.converters import IntConverter
from django.utils.regex_helper import normalize

# Names that say nothing by themselves; the word in front of them does.
VAGUE = {"pk", "object_id", "key", "name", "kind", "slug"}


@dataclass(frozen=True)
class Route:
    """One way to write the addresses of one pattern: "threads/%(pk)s/posts/"."""

    template: str
    kinds: Mapping[str, str]  # by the name of the parameter
    view: Any

    def filled(self, values: Mapping[str, list[Any]]) -> list[str]:
        """An address for each value of the parameter that has most of them."""
        many = {name: values[kind] for name, kind in self.kinds.items()}
        longest = max(map(len, many.values()), default=1)
        columns = [islice(cycle(column), longest) for column in many.values()]
        rows = zip(*columns, strict=True) if columns else [()]
        return ["/" + self.template % dict(zip(many, row, strict=True)) for row in rows]

    def methods(self, *, is_private: bool) -> list[str]:
        """What may do something there: a button is taken back by DELETE as well as by POST."""
        declared = getattr(getattr(self.view, "cls", None), "operations", None)
        if declared is not None:
            return [method.lower() for method in declared]
        return ["get", "post", "delete"] if is_private else ["get", "post"]


def routes(patterns: Any = None, before: str = "", numbers: frozenset[str] = frozenset()) -> Any:
    """Every route of the product, one for each way to write it."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        said = pattern.pattern.regex.pattern.removeprefix("^")
        converters = getattr(pattern.pattern, "converters", {})
        found = numbers | {
            name for name, one in converters.items() if isinstance(one, IntConverter)
        }
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, before + said, found)
        elif isinstance(pattern, URLPattern):
            for template, names in normalize(before + said):
                kinds = {name: kind_of(template, name, name in found) for name in names}
                yield Route(template, kinds, pattern.callback)


def kind_of(template: str, name: str, is_number: bool) -> str:  # noqa: FBT001
    """What a parameter names, as well as its address tells."""
    words = template.partition(f"%({name})s")[0].split("/")
    words = [word for word in words if word and "%" not in word]
    if words[:1] == ["admin"] and len(words) > 2:
        return f"admin {'.'.join(words[1:3])}"
    last = words[-1] if words else ""
    if name in VAGUE:
        return f"{name} after {last!r}" if last else name
    return (
        "member by name" if name == "username" or (name, is_number) == ("member", False) else name
    )


def unknown(values: Mapping[str, Any]) -> Iterator[str]:
    """What addresses name and nobody gave a value for."""
    for route in routes():
        for kind in route.kinds.values():
            if kind not in values:
                yield f"{kind} in /{route.template}"
