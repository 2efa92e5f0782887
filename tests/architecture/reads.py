"""Every read of GraphQL as a query that asks for all it can show, by what its arguments name."""

from collections.abc import Iterator, Mapping
from typing import Any

from graphql import (
    GraphQLBoolean,
    GraphQLEnumType,
    GraphQLField,
    GraphQLObjectType,
    get_named_type,
    is_composite_type,
    is_required_argument,
)

from community.schema import schema

DEEP = 3  # levels below a read; further down is what other reads show as well
PAGING = {"first", "after", "last", "before", "limit"}
LONG = 5  # rows of a list: what is listed costs as many rows as are asked for
# Arguments that name no row, whatever they say.
WORDS = {"prefix", "startingWith", "unread", "status", "type", "mine", "action", "pattern"}


def kind_of(field: GraphQLField, name: str) -> str:
    """What an argument names: "threadId" a thread, and "id" a row of the type that is answered."""
    answered = get_named_type(field.type).name
    if name in {"id", "name"}:
        return answered[0].lower() + answered[1:]
    if name in {"username", "actor"}:
        return "member by name"
    if name in {"category", "tag"}:
        return f"{name} by name"
    return name.removesuffix("Id")


def says_what_it_may(kind: Any) -> bool:
    """Enums and booleans name no row."""
    return isinstance(kind, GraphQLEnumType) or kind is GraphQLBoolean


def named_by(field: GraphQLField) -> dict[str, str]:
    """What each argument of a field names, apart from those that name nothing."""
    return {
        name: kind_of(field, name)
        for name, one in field.args.items()
        if name not in PAGING | WORDS and not says_what_it_may(get_named_type(one.type))
    }


def namespaces() -> Iterator[tuple[str, GraphQLField]]:
    yield from schema.graphql_schema.query_type.fields.items()


def unknown(values: Mapping[str, Any]) -> Iterator[str]:
    """What arguments name and nobody gave a value for."""
    types = schema.graphql_schema.type_map.values()
    for kind in types:
        is_read = isinstance(kind, GraphQLObjectType) and not kind.name.endswith("Mutation")
        if is_read and not kind.name.startswith("__"):
            for name, field in kind.fields.items():
                for argument, named in named_by(field).items():
                    if named not in values:
                        yield f"{named} ({argument} of {kind.name}.{name})"


def queries(values: Mapping[str, list[Any]]) -> Iterator[str]:
    """One query for each field of each namespace, in which it is asked once for each row."""
    for namespace, root in namespaces():
        asked = namespace + ways(root, values)[0]
        for name, field in get_named_type(root.type).fields.items():
            written = [
                f"r{number}: {name}{arguments} {shown(field, DEEP, values)}"
                for number, arguments in enumerate(ways(field, values))
            ]
            yield f"{{ {asked} {{ {' '.join(written)} }} }}"


def ways(field: GraphQLField, values: Mapping[str, list[Any]]) -> list[str]:
    """With what is required, and with each other argument that names something, by itself."""
    named = named_by(field)
    required = [name for name in named if is_required_argument(field.args[name])]
    told = []
    for more in [[], *([name] for name in sorted(named.keys() - set(required)))]:
        columns = {name: values[named[name]] for name in (*required, *more)}
        for row in range(max(map(len, columns.values()), default=1)):
            given = [f'{name}: "{column[row % len(column)]}"' for name, column in columns.items()]
            given += [f"{name}: {LONG}" for name in ("first", "limit") if name in field.args]
            told.append(f"({', '.join(given)})" if given else "")
    return told


def shown(field: GraphQLField, deep: int, values: Mapping[str, list[Any]]) -> str:
    """All that a field's answer can show, so many levels down."""
    kind = get_named_type(field.type)
    if not is_composite_type(kind):
        return ""
    written = ["__typename"]
    for name, inner in kind.fields.items():
        if name in {"edges", "pageInfo"}:
            continue  # shows nothing that `nodes` does not
        if not is_composite_type(get_named_type(inner.type)):
            written.append(name + ways(inner, values)[0])
        elif deep > 1:
            written.append(f"{name}{ways(inner, values)[0]} {shown(inner, deep - 1, values)}")
    return "{ " + " ".join(written) + " }"
