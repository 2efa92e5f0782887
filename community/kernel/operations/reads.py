"""Declared reads in GraphQL, for an `Api` with `queries`: a list and a single row of each resource.

{ kitchen { ingredients(first: 10) { nodes { name } } ingredient(id: 1) { name } } }
"""

from collections.abc import Iterable
from typing import Any

import graphene

from community.kernel import scopes
from community.kernel.connections import ConnectionField, page_args, paginate
from community.kernel.operations import Api, ListOperation, Operation, RetrieveOperation
from community.kernel.operations.inputs import type_name


def namespaces(declared: Iterable[Api]) -> dict[str, graphene.Field]:
    """A field of the root for each namespace of Apis that have `queries`."""
    grouped: dict[str, list[Api]] = {}
    for api in declared:
        if api.queries is not None:
            grouped.setdefault(api.namespace, []).append(api)
    return {name: _namespace(*several) for name, several in grouped.items()}


def _namespace(*several: Api) -> graphene.Field:
    """What the Apis list and retrieve, beside the fields of the written classes. It may be null:
    who may read nothing of it is told so, and reads the rest of the query. Raises ValueError if
    they have different scopes, of which the namespace asks one."""
    if len({api.scope for api in several}) > 1:
        raise ValueError(f"The reads of {several[0].namespace} have several scopes")
    fields = {
        name: field for api in several for line in api.operations for name, field in _fields(line)
    }
    written = [query for api in several for query in api.queries or ()]
    of = type(f"{type_name(several[0].namespace)}Query", (*written, graphene.ObjectType), fields)
    scope = several[0].scope

    def resolve(_root: Any, info: Any) -> Any:
        if scope:
            scopes.need(info.context, f"{scope}:read")
        return of()

    return graphene.Field(of, resolver=resolve)


def _fields(operation: Operation) -> Iterable[tuple[str, graphene.Field]]:
    match operation:
        case ListOperation(input=None, output=output) if output.node and not operation.resources:
            name = operation.path.strip("/").rsplit("/")[-1].replace("-", "_")
            yield name, ConnectionField(output.node, resolver=_list(operation))
        case RetrieveOperation(output=output) if output.node and _is_own(operation):
            key = graphene.ID(required=True)
            yield output.name, graphene.Field(output.node, id=key, resolver=_row(operation))


def _is_own(operation: RetrieveOperation) -> bool:
    """Whether the path names the row that it returns, by its id, and nothing else."""
    return operation.row is None and [*operation.resources.values()] == [operation.output]


def _list(operation: ListOperation) -> Any:
    def resolve(_root: Any, info: Any, **asked: Any) -> Any:
        operation.admit(info.context)
        operation.find(info.context.user, {})
        return paginate(operation.rows(info.context.user), [operation.order], page_args(**asked))

    return resolve


def _row(operation: RetrieveOperation) -> Any:
    name = operation.output.name

    def resolve(_root: Any, info: Any, *, id: str) -> Any:
        operation.admit(info.context)
        return operation.find(info.context.user, {name: id})[name]

    return resolve
