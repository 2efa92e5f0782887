from dataclasses import dataclass

from community.events.event import Event


@dataclass(frozen=True, kw_only=True)
class WidgetSiteCreated(Event):
    """Another site may show the widget."""

    name = "widget.site.created"

    site_id: int


@dataclass(frozen=True, kw_only=True)
class WidgetSiteEdited(Event):
    """The name, the origins or the panels of a site were changed, or it was turned on or off."""

    name = "widget.site.edited"

    site_id: int


@dataclass(frozen=True, kw_only=True)
class WidgetSecretRotated(Event):
    """A site has another secret."""

    name = "widget.site.secret_rotated"

    site_id: int
    former_is_valid: bool
