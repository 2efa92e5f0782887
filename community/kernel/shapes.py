"""The fields of a resource, declared once: what REST and GraphQL show, and what both take.

    class AppShape(Shape):
        kind = ChoiceField(["confidential", "public"], source="client_type")
        secret = SerializerMethodField(help_text="Shown once.")

        class Meta:
            model = App
            fields = ["id", "name", "kind", "secret"]
            read_only_fields = ["id"]
            extra_kwargs = {"name": {"help_text": "Shown to members."}}
            set_once = ["kind"]

    AppIn, AppEditIn, AppOut = AppShape.input(), AppShape.edit(), AppShape.output()

    class AppNode(SerializerNode):
        class Meta:
            serializer = AppOut
            name = "App"

A shape is a DRF serializer, with what DRF has for it: a field is shown unless it is `write_only`,
and can be sent unless it is read-only. `edit()` is `input()` without what can only be set once. In
a node, a field or resolver that is written by hand replaces the derived one.
"""

from collections.abc import Callable, Collection
from functools import cache
from inspect import cleandoc
from types import NoneType
from typing import Any, get_args, get_origin, get_type_hints

import graphene
from graphene.types.objecttype import ObjectTypeOptions
from rest_framework import serializers
from rest_framework.fields import get_attribute
from rest_framework.validators import UniqueValidator

from community.kernel.operations.inputs import argument_name, many_of, type_of

Fields = dict[str, Any]
LIMITS = {"max_length", "max_value", "min_length", "min_value"}


# No docstring: it would be each resource's description in the OpenAPI document.
class Shape(serializers.ModelSerializer[Any]):
    @classmethod
    @cache
    def output(cls) -> Any:
        """The serializer of what is shown."""
        return _derived(cls, _Shown, "Out", read_only_fields=cls.Meta.fields)

    @classmethod
    @cache
    def input(cls) -> Any:
        """The serializer of what can be sent to create one."""
        return _derived(cls, _Sent, "In", set_once=())

    @classmethod
    @cache
    def edit(cls) -> Any:
        """The serializer of what can be sent to change one."""
        return _derived(cls, _Sent, "EditIn")


class _Shown(Shape):
    def get_fields(self) -> Fields:
        """Without the limits of what can be sent, which what is stored may not keep to."""
        fields = {name: f for name, f in super().get_fields().items() if not f.write_only}
        for field in fields.values():
            field.required = not field.read_only
            for limited in (field, getattr(field, "child", field)):
                limited.validators = []
                vars(limited).update(dict.fromkeys(LIMITS & vars(limited).keys()))
        return fields


class _Sent(Shape):
    def get_fields(self) -> Fields:
        """By their own names, as actions take them. Whether a value is taken, the action says."""
        once = getattr(self.Meta, "set_once", ())
        fields = {
            name: field
            for name, field in super().get_fields().items()
            if not field.read_only and name not in once
        }
        for field in fields.values():
            field.source = None
            field.validators = [v for v in field.validators if not isinstance(v, UniqueValidator)]
        return fields


def _derived(shape: Any, of: type[Shape], suffix: str, **meta: Any) -> Any:
    body = {
        "__doc__": shape.__doc__,
        "__module__": shape.__module__,
        "Meta": type("Meta", (shape.Meta,), {"validators": [], **meta}),
    }
    return type(f"{shape.__name__.removesuffix('Shape')}{suffix}", (of, shape), body)


class SerializerNode(graphene.ObjectType):
    """The GraphQL type of what a serializer of rows shows, a shape's or another. `Meta.omit` names
    fields that GraphQL does not have. Nested rows are written by hand."""

    class Meta:
        abstract = True

    @classmethod
    def __init_subclass_with_meta__(
        cls, serializer: Any = None, omit: Collection[str] = (), **options: Any
    ) -> None:
        meta = ObjectTypeOptions(cls)
        meta.fields = {
            argument_name(name, field): _node_field(cls, name, field, serializer)
            for name, field in serializer().fields.items()
            if name not in omit and not hasattr(cls, name)
        }
        description = cleandoc(cls.__doc__ or serializer.__doc__ or "")
        super().__init_subclass_with_meta__(_meta=meta, description=description, **options)


def node_of(serializer: Any, name: str) -> Any:
    """The GraphQL type of a serializer, if nothing of it is written by hand."""
    meta = type("Meta", (), {"serializer": serializer, "name": name})
    return type(f"{name}Node", (SerializerNode,), {"Meta": meta})


def _node_field(node: Any, name: str, field: Any, serializer: Any) -> graphene.Field:
    if isinstance(field, serializers.SerializerMethodField):
        kind, is_null = _method_type(serializer, field.method_name)
        resolver: Any = _by_method(serializer, field.method_name)
    else:
        kind, is_null = graphene.ID if name == "id" else type_of(field), field.allow_null
        resolver = _by_source(field)
    return graphene.Field(
        kind,
        required=not is_null,
        description=field.help_text or _values(kind, field),
        resolver=None if hasattr(node, f"resolve_{name}") else resolver,
    )


def _values(kind: Any, field: Any) -> str | None:
    """The values of a choice that is no enum."""
    if kind is not graphene.String or not isinstance(field, serializers.ChoiceField):
        return None
    *most, last = map(str, field.choices)
    return f"{', '.join(most)} or {last}."


SCALARS = {str: graphene.String, int: graphene.Int, bool: graphene.Boolean, float: graphene.Float}


def _method_type(serializer: Any, name: str) -> tuple[Any, bool]:
    """By what the method says that it returns: `list[str]`, `int | None`."""
    hint = get_type_hints(getattr(serializer, name))["return"]
    kinds = [one for one in get_args(hint) if one is not NoneType]
    is_null = NoneType in get_args(hint)
    if is_null:
        [hint] = kinds
    if get_origin(hint) is list:
        return many_of(SCALARS[get_args(hint)[0]]), is_null
    return SCALARS[hint], is_null


def _by_method(serializer: Any, name: str) -> Callable[..., Any]:
    def resolve(row: Any, info: Any) -> Any:
        """Each request makes one serializer, not each row."""
        made = vars(info.context).setdefault("_serializers", {})
        if serializer not in made:
            around = {"request": info.context, "viewer": info.context.user}
            made[serializer] = serializer(context=around)
        return getattr(made[serializer], name)(row)

    return resolve


def _by_source(field: Any) -> Callable[..., Any] | None:
    """None where graphene's own resolver does."""
    if isinstance(field, serializers.PrimaryKeyRelatedField):
        *owner, last = field.source_attrs
        return lambda row, _info: getattr(get_attribute(row, owner), f"{last}_id")
    if field.source == field.field_name:
        return None
    return lambda row, _info: get_attribute(row, field.source_attrs)
