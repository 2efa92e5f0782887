from dataclasses import dataclass

from community.events.event import Event


@dataclass(frozen=True, kw_only=True)
class AnnouncementMade(Event):
    """An announcement was created."""

    name = "announcements.announcement.made"

    announcement_id: int


@dataclass(frozen=True, kw_only=True)
class AnnouncementEdited(Event):
    """An announcement's text, tone or time was changed."""

    name = "announcements.announcement.edited"

    announcement_id: int


@dataclass(frozen=True, kw_only=True)
class AnnouncementEnded(Event):
    """An announcement was ended early."""

    name = "announcements.announcement.ended"

    announcement_id: int
