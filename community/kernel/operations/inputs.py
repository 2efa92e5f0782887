"""What is sent with an operation: read by one serializer, whichever interface it came through."""

from collections.abc import Callable, Mapping
from enum import Enum
from functools import partial
from typing import Any

import graphene
from django.db.models import Model, QuerySet
from graphene.utils.str_converters import to_camel_case
from rest_framework import serializers

from community.kernel.text import in_english


class Chosen(serializers.PrimaryKeyRelatedField[Any]):
    """A row by its id, among those that `among(viewer, **resources)` names; `parents` are
    the resources of the path that it needs for that. In GraphQL `parent` is `parentId`."""

    def __init__(
        self, among: Callable[..., QuerySet[Any]], model: type[Model],
        parents: tuple[str, ...] = (), **how: Any,
    ) -> None:  # fmt: skip
        super().__init__(queryset=model._default_manager.none(), **how)
        self.among, self.parents = among, parents

    def get_queryset(self) -> QuerySet[Any]:
        resources = self.context["resources"]
        rows = self.among(
            self.context["viewer"], **{name: resources[name] for name in self.parents}
        )
        return rows.all()

    def to_internal_value(self, data: Any) -> Any:
        """JSON's 7.9 is no id, though it could be cut to one."""
        if isinstance(data, float):
            self.fail("incorrect_type", data_type="float")
        return super().to_internal_value(data)


Pairs = frozenset[tuple[str, str]]  # by what a field can be told to have the choices of a class

_enums: dict[Pairs, tuple[Any, Any]] = {}


def enum_of(choices: Any, name: str = "") -> Any:
    """The GraphQL enum of choices, for what is shown and for what is sent.

    Raises ValueError where another class has the same values under the same labels: a field that
    is given either would be shown as the one that came first.
    """
    pairs = _pairs(dict(choices.choices))
    if pairs not in _enums:
        told = {"name": name} if name else {}
        _enums[pairs] = (
            choices,
            graphene.Enum.from_enum(choices, description=partial(_told, choices), **told),
        )
    of, enum = _enums[pairs]
    if of is not choices:
        raise ValueError(f"{choices.__qualname__} has the values and labels of {of.__qualname__}")
    return enum


def _told(choices: Any, value: Any) -> str | None:
    """A value by its label, and the enum, for which there is no value, by its docstring."""
    return choices.__doc__ if value is None else in_english(value.label)


def _pairs(choices: Mapping[Any, Any]) -> Pairs:
    return frozenset((str(value), in_english(label)) for value, label in choices.items())


def arguments_of(
    shape: type[serializers.Serializer[Any]] | None, *, partial: bool
) -> dict[str, Any]:
    """GraphQL's arguments for what the serializer reads."""
    if shape is None:
        return {}
    fields = shape(context={"viewer": None, "resources": {}}).fields
    return {
        argument_name(name, field): graphene.Argument(
            type_of(field),
            name=to_camel_case(argument_name(name, field)),
            required=field.required and not partial and not field.allow_null,
            description=field.help_text or None,
        )
        for name, field in fields.items()
        if not field.read_only
    }


def sent_by(
    shape: type[serializers.Serializer[Any]] | None,
    arguments: Mapping[str, Any],
    *,
    partial: bool,
) -> dict[str, Any]:
    """The serializer's input of GraphQL's arguments: null says nothing where it is no choice."""
    if shape is None:
        return {}
    return _sent(
        shape(context={"viewer": None, "resources": {}}).fields, arguments, partial=partial
    )


def _sent(
    fields: Mapping[str, Any], arguments: Mapping[str, Any], *, partial: bool = False
) -> dict[str, Any]:
    told = {}
    for name, field in fields.items():
        key = argument_name(name, field)
        if key in arguments and (arguments[key] is not None or field.allow_null):
            told[name] = _plain(field, arguments[key])
        elif field.required and field.allow_null and not partial:
            told[name] = None  # in GraphQL, what may be null may be left out
    return told


def _plain(field: Any, value: Any) -> Any:
    match field, value:
        case _, None:
            return None
        case serializers.ListSerializer(), _:
            return [_plain(field.child, one) for one in value]
        case serializers.Serializer(), _:
            return _sent(field.fields, value)
        case _, list():
            return [_plain(field, one) for one in value]
        case _, Enum():
            return value.value
        case _:
            return value


def type_name(namespace: str) -> str:
    """What the types of a namespace begin with: "ModerationLog" of moderation_log."""
    return "".join(part.title() for part in namespace.split("_"))


def argument_name(name: str, field: Any) -> str:
    if isinstance(field, serializers.PrimaryKeyRelatedField):
        return f"{name}_id"
    if isinstance(field, serializers.ManyRelatedField):
        return f"{name.removesuffix('s')}_ids"
    return name


def _choice(field: Any) -> Any:
    of_numbers = all(isinstance(value, int) for value in field.choices)
    _, known = _enums.get(_pairs(field.choices), (None, None))
    return known or (graphene.Int if of_numbers else graphene.String)


def many_of(of: Any) -> Any:
    return graphene.List(graphene.NonNull(of))


# The first that fits: what is more special stands before what it is a kind of.
TYPES: tuple[tuple[Any, Callable[[Any], Any]], ...] = (
    (serializers.ListSerializer, lambda field: many_of(_input(type(field.child)))),
    (serializers.Serializer, lambda field: _input(type(field))),
    (serializers.ListField, lambda field: many_of(type_of(field.child))),
    (serializers.ManyRelatedField, lambda _: many_of(graphene.ID)),
    (serializers.PrimaryKeyRelatedField, lambda _: graphene.ID),
    (serializers.ChoiceField, _choice),
    (serializers.BooleanField, lambda _: graphene.Boolean),
    (serializers.IntegerField, lambda _: graphene.Int),
    (serializers.FloatField, lambda _: graphene.Float),
    (serializers.DateTimeField, lambda _: graphene.DateTime),
    (serializers.DateField, lambda _: graphene.Date),
    ((serializers.CharField, serializers.SlugRelatedField), lambda _: graphene.String),
)


def type_of(field: Any) -> Any:
    for kinds, of_field in TYPES:
        if isinstance(field, kinds):
            return of_field(field)
    raise TypeError(f"GraphQL has no input for {type(field).__name__}")


_inputs: dict[type, Any] = {}


def _input(shape: type[serializers.Serializer[Any]]) -> Any:
    if shape not in _inputs:
        fields = shape(context={"viewer": None, "resources": {}}).fields
        told = {
            argument_name(name, field): graphene.InputField(
                type_of(field),
                required=field.required and not field.allow_null,
                description=field.help_text or None,
            )
            for name, field in fields.items()
            if not field.read_only
        }
        name = f"{shape.__name__.removesuffix('In')}Input"
        _inputs[shape] = type(name, (graphene.InputObjectType,), {"__doc__": shape.__doc__, **told})
    return _inputs[shape]
