"""Random operations that our schema allows, of a chosen depth, with arguments that mostly fit."""

import random

import graphql
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLList,
    GraphQLNonNull,
    get_named_type,
    is_composite_type,
)

WIDE = 4  # fields of one object
SOMETIMES, SELDOM = 0.35, 0.1


class Asking:
    """Writes operations. `known` says what an argument of a name may be, and `ids` fit anywhere."""

    def __init__(self, schema, seed, *, ids, known):
        self.schema, self.random = schema, random.Random(seed)
        self.ids, self.known = ids, known

    def query(self, depth):
        return "query " + self.selections(self.schema.query_type, depth)

    def mutation(self, depth):
        return "mutation " + self.selections(self.schema.mutation_type, depth, wide=1)

    def selections(self, on, depth, wide=WIDE):
        leaves = [name for name, one in on.fields.items() if not is_composite_type(inner(one))]
        deeper = [name for name in on.fields if name not in leaves]
        names = set(self.some(leaves, wide))
        if depth > 1 or not leaves:
            names |= set(self.some(deeper, 2 if depth > 1 else 1)[:wide])
        if not names:
            return "{ __typename }"
        written = [self.field(on, name, depth) for name in sorted(names)]
        if self.random.random() < SELDOM:
            written = [f"... on {on.name} {{ {' '.join(written)} }}", "__typename"]
        return "{ " + " ".join(written) + " }"

    def some(self, names, most):
        return self.random.sample(names, min(len(names), self.random.randint(1, most)))

    def field(self, on, name, depth):
        one = on.fields[name]
        below = ""
        if is_composite_type(inner(one)):
            wide = 1 if on.name == "Mutation" else WIDE
            below = " " + self.selections(inner(one), depth - 1, wide)
        return f"{name}{self.arguments(one.args)}{below}"

    def arguments(self, args):
        given = {
            name: self.value(name, one.type)
            for name, one in args.items()
            if graphql.is_required_argument(one) or self.random.random() < SOMETIMES
        }
        if "first" in given and self.random.random() > SELDOM:
            given.pop("last", None)
        for cursor in ("after", "before"):
            if self.random.random() > SELDOM:
                given.pop(cursor, None)
        return f"({', '.join(f'{name}: {given[name]}' for name in given)})" if given else ""

    def value(self, name, kind):
        if isinstance(kind, GraphQLNonNull):
            kind = kind.of_type
        elif self.random.random() < SELDOM:
            return "null"
        match kind:
            case GraphQLList():
                several = [self.value(name, kind.of_type) for _ in range(self.random.randint(0, 3))]
                return f"[{', '.join(several)}]"
            case GraphQLEnumType():
                return self.random.choice(list(kind.values))
            case GraphQLInputObjectType():
                fields = [
                    f"{key}: {self.value(key, one.type)}"
                    for key, one in kind.fields.items()
                    if graphql.is_required_input_field(one) or self.random.random() < SOMETIMES
                ]
                return "{" + ", ".join(fields) + "}"
        return self.plain(name, kind.name)

    def plain(self, name, kind):
        if name in self.known and self.random.random() > SELDOM:
            return quoted(self.random.choice(self.known[name]))
        match kind:
            case "Int":
                return str(self.random.choice([0, 1, 2, 3, 30, 100, -1, 2**31 - 1]))
            case "Boolean":
                return self.random.choice(["true", "false"])
            case "DateTime":
                return f'"{self.random.choice(["2999-01-01T00:00:00Z", "0001-01-01T00:00:00Z"])}"'
            case "ID":
                return quoted(self.random.choice(self.ids))
        return quoted(self.random.choice(["mira", "", "Words to be kept.", "x" * 300, "ﬃ 雨"]))


def inner(field):
    return get_named_type(field.type)


def quoted(value):
    return str(value) if isinstance(value, int) else f'"{value}"'
