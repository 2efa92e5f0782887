from community.announcements.active import CHANNEL
from community.announcements.events import AnnouncementEdited, AnnouncementEnded, AnnouncementMade
from community.events.event import Event, on
from community.live.bell import ring


@on(AnnouncementMade, AnnouncementEdited, AnnouncementEnded, name="announcements.ring", live=True)
def ring_announcements(events: list[Event]) -> None:
    """Every page that is cached for visitors covers this channel (live.py)."""
    ring({CHANNEL})
