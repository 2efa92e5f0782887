"""What a query costs, counted before it is validated, which costs more than parsing.

One point is one value of the answer, objects and plain values alike. What is in a list counts as
often as the list is long at most: as `first`, `last` or `limit` say, by the variables that came
with the query, else as the schema says. So the cost is at most what the answer can hold.
"""

import math
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.utils.translation import gettext, ngettext
from graphql import (
    DocumentNode,
    GraphQLArgument,
    GraphQLError,
    GraphQLField,
    GraphQLNamedType,
    GraphQLSchema,
    OperationDefinitionNode,
    Undefined,
    get_named_type,
    get_nullable_type,
    is_composite_type,
    is_list_type,
)
from graphql.language import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    IntValueNode,
    SelectionSetNode,
    VariableNode,
)
from graphql.type.introspection import SchemaMetaFieldDef, TypeMetaFieldDef

from community.kernel import formats

MOST_TOKENS, MOST_DEPTH, MOST_COST = 2_000, 15, 50_000
MOST_NESTED = 60  # brackets of any kind; MOST_DEPTH counts fields alone
MOST_LISTED, USUAL_LISTED = 100, 20  # rows of a list that is read in pages
SHORT = 10  # rows of a list that has no pages
OF_SCHEMA = 0.25  # points for what the schema tells of itself: it is in memory
MOST_COMPARED = 5_000  # what validation may have to compare: fields that stand in one place

SIZES = ("first", "last", "limit")
META = {"__schema": SchemaMetaFieldDef, "__type": TypeMetaFieldDef}

_TOKEN = re.compile(
    r'"""(?:[^"\\]|\\"""|\\|"(?!""))*(?:""")?'  # an end that is missing is the parser's affair
    r'|"(?:[^"\\\n]|\\.)*"?'
    r"|#[^\n]*|\w+|[^\s,]"
)

_known: dict[str, float] = {}


class Refused(GraphQLError):
    """The query is not looked at any further; `code` is for machines."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message, extensions={"code": code})


class TooCostly(Refused):
    def __init__(self) -> None:
        told = ngettext(
            "The query costs more than %(count)s point.",
            "The query costs more than %(count)s points.",
            MOST_COST,
        )
        super().__init__("too_costly", told % {"count": formats.number(MOST_COST)})


class TooDeep(Refused):
    def __init__(self) -> None:
        told = ngettext(
            "The query is nested more than %(count)s level deep.",
            "The query is nested more than %(count)s levels deep.",
            MOST_DEPTH,
        )
        super().__init__("too_deep", told % {"count": formats.number(MOST_DEPTH)})


def counts_as(field: str, rows: float) -> None:
    """A list without pages ("Type.field") has about so many rows, or costs what so many do."""
    _known[field] = rows


def scan(query: str) -> int:
    """Return how many tokens there are. Raises Refused at the first one that is too many."""
    count = nested = 0
    for token in _TOKEN.finditer(query):
        count += 1
        if count > MOST_TOKENS:
            told = ngettext(
                "The query has more than %(count)s token.",
                "The query has more than %(count)s tokens.",
                MOST_TOKENS,
            )
            raise Refused("too_long", told % {"count": formats.number(MOST_TOKENS)})
        sign = query[token.start()]
        nested += (sign in "{([") - (sign in "})]")
        if nested > MOST_NESTED:
            raise TooDeep
    return count


@dataclass(frozen=True)
class Measured:
    cost: int
    depth: int
    introspects: bool = False


@dataclass
class _Size:
    """What a part of the query comes to. A circle of fragments is endless in both."""

    cost: float = 0
    depth: float = 0


def measure(
    schema: GraphQLSchema,
    document: DocumentNode,
    operation: OperationDefinitionNode,
    variables: Mapping[str, Any],
) -> Measured:
    """Return what the operation that is asked for comes to, if every list is as long as it may be.

    Raises Refused where only comparing its fields with each other would take too long.
    """
    meter = _Meter(schema, document, operation, variables)
    root = schema.get_root_type(operation.operation)
    size = meter.selections(operation.selection_set, root, 1)
    cost = math.ceil(min(size.cost, 10**12))
    measured = Measured(cost, int(min(size.depth, 10**6)), meter.introspects)
    if measured.cost <= MOST_COST and measured.depth <= MOST_DEPTH:
        _Comparing(document).run()
    return measured


class _Meter:
    """Walks an operation by its types; each fragment is measured once for each length of list."""

    def __init__(
        self,
        schema: GraphQLSchema,
        document: DocumentNode,
        operation: OperationDefinitionNode,
        variables: Mapping[str, Any],
    ) -> None:
        self.schema, self.variables = schema, variables
        self.fragments = _fragments(document)
        self.defaults = {
            one.variable.name.value: one.default_value
            for one in operation.variable_definitions or ()
        }
        self.introspects = False
        self._sizes: dict[tuple[str, float], _Size] = {}

    def selections(
        self, selection_set: SelectionSetNode | None, on: GraphQLNamedType | None, rows: float
    ) -> _Size:
        """`rows` is how many a connection has, whose edges and nodes stand here."""
        size = _Size()
        for node in selection_set.selections if selection_set else ():
            match node:
                case FieldNode():
                    one = self.field(node, on, rows)
                case FragmentSpreadNode():
                    one = self.fragment(node.name.value, rows)
                case InlineFragmentNode():
                    condition = getattr(node, "type_condition", None)
                    inner = self.schema.get_type(condition.name.value) if condition else on
                    one = self.selections(node.selection_set, inner, rows)
            size.cost += one.cost
            size.depth = max(size.depth, one.depth)
        return size

    def fragment(self, name: str, rows: float) -> _Size:
        key = name, rows
        if name in self.fragments and key not in self._sizes:
            self._sizes[key] = _Size(math.inf, math.inf)  # until it is known
            part = self.fragments[name]
            on = self.schema.get_type(part.type_condition.name.value)
            self._sizes[key] = self.selections(part.selection_set, on, rows)
        return self._sizes.get(key, _Size())

    def field(self, node: FieldNode, on: GraphQLNamedType | None, rows: float) -> _Size:
        name = node.name.value
        self.introspects |= name in META
        known = META.get(name) or getattr(on, "fields", {}).get(name)
        if known is None:  # validation will say so
            below = self.selections(node.selection_set, None, 1)
            return _Size(1 + below.cost, 1 + below.depth)
        kind: Any = known.type
        inner = get_named_type(kind)
        asked = self.asked(node, known)
        below = self.selections(node.selection_set, inner, asked)
        times = _introspected(self.schema).get(f"{on}.{name}", 1)
        if is_composite_type(inner) and is_list_type(get_nullable_type(kind)):
            times = self.length(f"{on}.{name}", rows, asked)
        return _Size(times * (1 + below.cost), 1 + below.depth)

    def length(self, field: str, rows: float, asked: float) -> float:
        owner, _, name = field.partition(".")
        if owner.endswith("Connection") and name in {"edges", "nodes"}:
            return rows
        return asked or _known.get(field) or _introspected(self.schema).get(field, SHORT)

    def asked(self, node: FieldNode, known: GraphQLField) -> float:
        """How many rows a field with pages is asked for; 0 where it has none."""
        there = [(name, known.args[name]) for name in SIZES if name in known.args]
        given = {argument.name.value: argument.value for argument in node.arguments or ()}
        sizes = [self.size(given.get(name), argument) for name, argument in there]
        said = [size for size in sizes if size is not None]
        return max(said, default=USUAL_LISTED) if there else 0

    def size(self, value: Any, argument: GraphQLArgument) -> int | None:
        said: Any = argument.default_value
        if isinstance(value, VariableNode):
            name = value.name.value
            if name in self.variables:
                said = self.variables[name]
            elif self.defaults.get(name):
                value = self.defaults[name]
        if isinstance(value, IntValueNode):
            said = int(value.value) if len(value.value) < 10 else MOST_LISTED
        if said is None or said is Undefined:
            return None
        return max(1, min(said, MOST_LISTED)) if isinstance(said, int) else MOST_LISTED


class _Comparing:
    """Validation compares each two fields that answer under one name in one place, so a thousand
    of the same are half a million pairs. They are counted here, as execution puts them together.
    """

    def __init__(self, document: DocumentNode) -> None:
        self.document, self.fragments, self.steps = document, _fragments(document), 0

    def run(self) -> None:
        for part in self.document.definitions:
            if selection_set := getattr(part, "selection_set", None):
                self.together([selection_set])

    def together(self, sets: Iterable[SelectionSetNode]) -> None:
        found: dict[str, list[FieldNode]] = {}
        for node in self.fields(sets):
            found.setdefault((node.alias or node.name).value, []).append(node)
        for nodes in found.values():
            self.steps += 1 + len(nodes) * (len(nodes) - 1) // 2
        if self.steps > MOST_COMPARED:
            raise Refused("too_costly", gettext("The query repeats the same fields too often."))
        for nodes in found.values():
            if below := [node.selection_set for node in nodes if node.selection_set]:
                self.together(below)

    def fields(self, sets: Iterable[SelectionSetNode]) -> Iterator[FieldNode]:
        """What stands in them, directly or by fragments, each of which counts once."""
        seen: set[str] = set()
        rest = list(sets)
        while rest:
            for node in rest.pop().selections:
                match node:
                    case FieldNode():
                        yield node
                    case InlineFragmentNode():
                        rest.append(node.selection_set)
                    case FragmentSpreadNode(name=name) if name.value not in seen:
                        seen.add(name.value)
                        if part := self.fragments.get(name.value):
                            rest.append(part.selection_set)


def _fragments(document: DocumentNode) -> dict[str, FragmentDefinitionNode]:
    parts = document.definitions
    return {part.name.value: part for part in parts if isinstance(part, FragmentDefinitionNode)}


@cache
def _introspected(schema: GraphQLSchema) -> Mapping[str, float]:
    """How long the lists are that the schema tells of itself, on average."""
    types = list(schema.type_map.values())
    fields = [field for kind in types for field in getattr(kind, "fields", {}).values()]
    arguments = [name for field in fields for name in getattr(field, "args", {})]
    return {
        "__Schema.types": OF_SCHEMA * len(types),
        "__Schema.directives": OF_SCHEMA * len(schema.directives),
        "__Type.fields": len(fields) / len(types),
        "__Type.inputFields": 1,
        "__Type.interfaces": 1,
        "__Type.possibleTypes": 1,
        "__Type.enumValues": 1,
        "__Type.ofType": 0.5,  # asked for nine times over, and rarely there more than once
        "__Field.args": len(arguments) / len(fields),
        "__Directive.args": 1,
    }
