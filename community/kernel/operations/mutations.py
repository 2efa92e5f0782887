"""The GraphQL door of declared operations: a mutation for each that does something."""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

import graphene

from community.kernel.operations import Done, Doors, Thing
from community.kernel.operations.inputs import arguments_of, sent_by


class Gone(graphene.ObjectType):
    """The deleted object."""

    id = graphene.ID(required=True)


class Noted(graphene.ObjectType):
    """Success, without data."""

    ok = graphene.Boolean(required=True)


def namespaces(
    *declared: Doors, by_hand: Mapping[str, tuple[type, ...]]
) -> dict[str, graphene.Field]:
    """A field of the root for each namespace of the declarations, in the order of those."""
    grouped: dict[str, list[Doors]] = {}
    for doors in declared:
        if not any(isinstance(line, Done) for line in doors.operations):
            continue
        grouped.setdefault(doors.namespace, []).append(doors)
    return {
        name: namespace(*several, by_hand=by_hand.get(name, ()))
        for name, several in grouped.items()
    }


def namespace(*several: Doors, by_hand: tuple[type, ...] = ()) -> graphene.Field:
    """The mutations of declarations that share a namespace, as one field of the root.

    `by_hand` are classes with fields that no declaration can say.
    """
    names = {doors.namespace for doors in several}
    if len(names) != 1:
        raise ValueError(f"These share no namespace: {sorted(names)}")
    of = type(f"{names.pop().title()}Mutation", (*by_hand, graphene.ObjectType), _fields(several))
    return graphene.Field(of, required=True, resolver=lambda root, info: of())


def _fields(several: Iterable[Doors]) -> dict[str, graphene.Field]:
    fields: dict[str, graphene.Field] = {}
    for doors in several:
        for operation in doors.operations:
            if isinstance(operation, Done) and not operation.rest_only:
                if operation.name in fields:
                    raise ValueError(f"{operation.name} is declared twice")
                fields[operation.name] = _field(operation)
    return fields


def _field(operation: Done) -> graphene.Field:
    keys = {
        name: (thing.argument, graphene.ID if thing.by == "pk" else _key_type(thing))
        for name, thing in operation.things.items()
    }
    arguments = {
        argument: graphene.Argument(kind, required=True) for argument, kind in keys.values()
    }
    taken = arguments_of(operation.takes, partial=operation.is_partial)
    for argument in filter(_is_named, taken.values()):
        argument.description = None  # tells of REST's values; here each name tells of itself
    arguments |= taken
    if operation.has_version:
        arguments["version"] = graphene.Int(
            description="The version that was read, to detect conflicting edits."
        )

    def resolve(_root: Any, info: Any, version: int | None = None, **given: Any) -> Any:
        named = {name: str(given[argument]) for name, (argument, _kind) in keys.items()}
        said = sent_by(operation.takes, given, partial=operation.is_partial)
        row = operation.perform(info.context, named, said, version)
        if operation.gives:
            return {operation.gives.name: row}
        return {"id": next(reversed(named.values()))} if operation.is_gone else {"ok": True}

    gives = operation.gives
    answer = _changed(gives.name, gives.node) if gives else (Gone if operation.is_gone else Noted)
    # Null where it is refused: what was done beside it is told all the same.
    return graphene.Field(
        answer, args=arguments, resolver=resolve, description=operation.says or None
    )


def _is_named(argument: graphene.Argument) -> bool:
    """Whether its values are an enum's names."""
    kind = getattr(argument.type, "of_type", argument.type)
    return isinstance(kind, type) and issubclass(kind, graphene.Enum)


def _key_type(thing: Thing) -> Any:
    return graphene.Int if thing.has_number else graphene.String


_called: dict[str, str] = {}  # what each answer's field is called: one type has one


@cache
def _changed(thing: str, node: Any) -> Any:
    """What a mutation gives back of a thing."""
    name = f"{node._meta.name}Changed"
    if _called.setdefault(name, thing) != thing:
        raise ValueError(f"{name} gives a {_called[name]} already and no {thing}")
    fields = {thing: graphene.Field(node, required=True)}
    return type(name, (graphene.ObjectType,), fields)
