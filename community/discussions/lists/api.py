"""What the lists take and give over REST, made for each kind."""

from typing import Any

from rest_framework import serializers

from community.discussions.kinds import Kind
from community.discussions.models import PERIODS


def list_input(kind: Kind, *, has_period: bool) -> type[serializers.Serializer]:
    label = kind.lists.container_label
    fields: dict[str, Any] = {}
    if label:
        fields[label] = serializers.SlugField(
            required=False,
            allow_unicode=True,
            help_text=f"A {label}'s slug. Its sub{kind.lists.container_plural} are included.",
        )
    fields["tag"] = serializers.CharField(required=False, help_text="A tag's name or synonym.")
    fields["cursor"] = serializers.CharField(
        required=False, help_text="A cursor: `older` or `newer` of the previous page."
    )
    fields["limit"] = serializers.IntegerField(
        required=False,
        min_value=1,
        max_value=100,
        default=30,
        help_text=f"Number of {kind.plural} per page.",
    )
    if has_period:
        fields["period"] = serializers.ChoiceField(
            choices=PERIODS, default="month", help_text="The period."
        )
    return type("ListIn", (serializers.Serializer,), fields)


def page_output(kind: Kind, out: Any) -> type[serializers.Serializer]:
    fields = {
        "results": out(many=True),
        "older": serializers.CharField(allow_null=True),
        "newer": serializers.CharField(allow_null=True),
    }
    return type(f"{kind.label.capitalize()}PageOut", (serializers.Serializer,), fields)


def counts_output(kind: Kind) -> type[serializers.Serializer]:
    fields = {"unread": serializers.IntegerField(), "new": serializers.IntegerField()}
    return type(f"{kind.label.capitalize()}CountsOut", (serializers.Serializer,), fields)
