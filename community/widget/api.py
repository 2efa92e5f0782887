"""Sites of the widget, as REST and GraphQL show and take them."""

from typing import Any

import graphene
from rest_framework import serializers

from community.kernel.shapes import SerializerNode, Shape
from community.widget.actions.sites import LONGEST_ORIGIN, MOST_ORIGINS
from community.widget.models import WidgetSite
from community.widget.registration import registered

# What each panel that has options needs to know: registered before this module is loaded.
_OPTIONS = {
    panel.name: {option.name: str(option.help_text) for option in panel.options}
    for panel in registered()
    if panel.options
}


def _serializers() -> Any:
    """A serializer of all options, with a field for each panel, and in that one for each option."""
    fields: dict[str, Any] = {}
    for panel, options in _OPTIONS.items():
        ids = {
            name: serializers.IntegerField(required=False, allow_null=True, help_text=text)
            for name, text in options.items()
        }
        of_panel: Any = type(f"{panel.title()}WidgetOptions", (serializers.Serializer,), ids)
        fields[panel] = of_panel(required=False, allow_null=True)
    return type("WidgetOptions", (serializers.Serializer,), fields)


def _node() -> Any:
    """The same in GraphQL."""
    fields: dict[str, Any] = {}
    for panel, options in _OPTIONS.items():
        ids = {name: graphene.Int(description=text) for name, text in options.items()}
        of_panel = type(f"{panel.title()}WidgetOptions", (graphene.ObjectType,), ids)
        fields[panel] = graphene.Field(of_panel)
    return type("WidgetOptions", (graphene.ObjectType,), fields)


WidgetOptions = _serializers()


class WidgetSiteShape(Shape):
    origins = serializers.ListField(
        child=serializers.CharField(max_length=LONGEST_ORIGIN),
        max_length=MOST_ORIGINS,
        help_text="Origins of the pages that show the widget, such as https://app.example.org.",
    )
    panels = serializers.ListField(
        child=serializers.CharField(max_length=40),
        max_length=20,
        help_text="Names of the panels, in the order in which they are shown.",
    )
    options = WidgetOptions(required=False, help_text="What the panels need to know.")
    secret = serializers.SerializerMethodField(
        help_text="The secret that identity tokens are signed with. Shown once, when it is created;"
        " empty afterwards."
    )

    class Meta:
        model = WidgetSite
        fields = [
            "id", "name", "key", "origins", "panels", "options", "is_active", "version",
            "created_at", "secret",
        ]  # fmt: skip
        read_only_fields = ["id", "key", "version", "created_at"]
        extra_kwargs = {
            "key": {"help_text": "Part of the script's address: /widget/{key}.js."},
            "is_active": {"required": False},
        }

    def get_secret(self, site: WidgetSite) -> str:
        return getattr(site, "secret", "")


class RotationIn(serializers.Serializer):
    former_is_valid = serializers.BooleanField(
        default=True, help_text="Whether the secret before stays valid until the next rotation."
    )


WidgetSiteIn, WidgetSiteOut = WidgetSiteShape.input(), WidgetSiteShape.output()


class WidgetSiteNode(SerializerNode):
    options = graphene.Field(_node(), required=True, description="What the panels need to know.")

    class Meta:
        serializer = WidgetSiteOut
        name = "WidgetSite"
