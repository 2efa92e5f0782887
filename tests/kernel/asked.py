"""Random operations that our schema allows, from a given field of a chosen depth on, with
arguments that mostly fit. What was not asked yet is asked first."""

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
    """Writes operations. `known` says what an argument of a name may be, and `ids` fit anywhere;
    `asked` holds the fields that were."""

    def __init__(self, seed, *, ids, known, asked):
        self.random = random.Random(seed)
        self.ids, self.known, self.asked = ids, known, asked

    def operation(self, kind, on, path, depth):
        """A query or mutation of what stands at that path below the type, so many levels deep."""
        return f"{kind} {self.along(on, path, depth)}"

    def along(self, on, path, depth):
        name, *rest = path
        one = on.fields[name]
        if not rest:
            return "{ " + self.field(on, name, depth) + " }"
        return f"{{ {name}{self.arguments(one.args)} {self.along(inner(one), rest, depth - 1)} }}"

    def selections(self, on, depth):
        leaves = [name for name, one in on.fields.items() if not is_composite_type(inner(one))]
        deeper = [name for name in on.fields if name not in leaves]
        names = set(self.some(on, leaves, WIDE))
        if depth > 1 or not leaves:
            names |= set(self.some(on, deeper, 2 if depth > 1 else 1))
        if not names:
            return "{ __typename }"
        written = [self.field(on, name, depth) for name in sorted(names)]
        if self.random.random() < SELDOM:
            written = [f"... on {on.name} {{ {' '.join(written)} }}", "__typename"]
        return "{ " + " ".join(written) + " }"

    def some(self, on, names, most):
        names = self.random.sample(names, len(names))
        names.sort(key=lambda name: (on.name, name) in self.asked)
        unasked = sum((on.name, name) not in self.asked for name in names)
        return names[: max(self.random.randint(1, most), min(unasked, most))]

    def field(self, on, name, depth):
        one = on.fields[name]
        below = ""
        if is_composite_type(inner(one)):
            below = " " + self.selections(inner(one), depth - 1)
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
            value = self.random.choice(self.known[name])
            return quoted(str(value) if kind == "String" else value)
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
