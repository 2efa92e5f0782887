"""Declared operations in GraphQL: a mutation for each that does something."""

from collections.abc import Iterable
from functools import cache
from typing import Any

import graphene

from community.kernel.accepted import Accepted, WaitsForApproval
from community.kernel.operations import Api, MutationOperation, Resource
from community.kernel.operations.inputs import arguments_of, sent_by, type_name


class Gone(graphene.ObjectType):
    """The deleted object."""

    id = graphene.ID(required=True)


class Noted(graphene.ObjectType):
    """Success, without data."""

    ok = graphene.Boolean(required=True)


def namespaces(*declared: Api) -> dict[str, graphene.Field]:
    """A field of the root for each namespace of the declarations, in the order of those."""
    grouped: dict[str, list[Api]] = {}
    for api in declared:
        declares = any(isinstance(line, MutationOperation) for line in api.operations)
        if not (declares or api.written_mutations):
            continue
        grouped.setdefault(api.namespace, []).append(api)
    return {name: namespace(*several) for name, several in grouped.items()}


def namespace(*several: Api) -> graphene.Field:
    """The mutations of declarations that share a namespace, as one field of the root."""
    names = {api.namespace for api in several}
    if len(names) != 1:
        raise ValueError(f"These share no namespace: {sorted(names)}")
    by_hand = [written for api in several for written in api.written_mutations]
    of = type(
        f"{type_name(names.pop())}Mutation", (*by_hand, graphene.ObjectType), _fields(several)
    )
    return graphene.Field(of, required=True, resolver=lambda root, info: of())


def _fields(several: Iterable[Api]) -> dict[str, graphene.Field]:
    fields: dict[str, graphene.Field] = {}
    for api in several:
        for operation in api.operations:
            if isinstance(operation, MutationOperation) and not operation.rest_only:
                if operation.name in fields:
                    raise ValueError(f"{operation.name} is declared twice")
                fields[operation.name] = _field(operation)
    return fields


def _field(operation: MutationOperation) -> graphene.Field:
    keys = {
        name: (resource.argument, graphene.ID if resource.by == "pk" else _key_type(resource))
        for name, resource in operation.resources.items()
    }
    arguments = {
        argument: graphene.Argument(kind, required=True) for argument, kind in keys.values()
    }
    taken = arguments_of(operation.input, partial=operation.is_partial)
    for argument in filter(_is_named, taken.values()):
        argument.description = None  # tells of REST's values; here each name tells of itself
    arguments |= taken
    if operation.has_version:
        arguments["version"] = graphene.Int(
            description="The version that was read, to detect conflicting edits."
        )

    def resolve(_root: Any, info: Any, version: int | None = None, **given: Any) -> Any:
        named = {name: str(given[argument]) for name, (argument, _kind) in keys.items()}
        said = sent_by(operation.input, given, partial=operation.is_partial)
        operation.admit(info.context)
        found = operation.find(info.context.user, named)
        row = operation.perform(info.context, named, found, said, version)
        if isinstance(row, Accepted):
            raise WaitsForApproval(row)
        if operation.output:
            return {operation.output.name: row}
        return {"id": next(reversed(named.values()))} if operation.is_gone else {"ok": True}

    output = operation.output
    answer = (
        _changed(output.name, output.node) if output else (Gone if operation.is_gone else Noted)
    )
    # Null where it is refused: what was done beside it is told all the same.
    return graphene.Field(
        answer, args=arguments, resolver=resolve, description=operation.description or None
    )


def _is_named(argument: graphene.Argument) -> bool:
    """Whether its values are an enum's names."""
    kind = getattr(argument.type, "of_type", argument.type)
    return isinstance(kind, type) and issubclass(kind, graphene.Enum)


def _key_type(resource: Resource) -> Any:
    return graphene.Int if resource.has_number else graphene.String


_called: dict[str, str] = {}  # what each answer's field is called: one type has one


@cache
def _changed(resource: str, node: Any) -> Any:
    """What a mutation gives back of a resource."""
    name = f"{node._meta.name}Changed"
    if _called.setdefault(name, resource) != resource:
        raise ValueError(f"{name} gives a {_called[name]} already and no {resource}")
    fields = {resource: graphene.Field(node, required=True)}
    return type(name, (graphene.ObjectType,), fields)
