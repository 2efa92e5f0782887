from dataclasses import dataclass

from community.events.event import Event


@dataclass(frozen=True, kw_only=True)
class NotificationsChanged(Event):
    """Notifications were written, merged or retracted: those with ids in this range."""

    name = "notifications.changed"

    first_id: int
    last_id: int


@dataclass(frozen=True, kw_only=True)
class NotificationPreferencesChanged(Event):
    """A member changed where they are notified of a type."""

    name = "notifications.preferences.changed"

    type: str
    is_on_site: bool
    is_by_mail: bool
