"""Open pages of the queue hear that something came, changed or was decided."""

from community.events.event import on
from community.live.bell import ring
from community.moderation.channels import QUEUE
from community.moderation.events import ItemChanged, ItemDecided, ItemOpened, ReviewEvent


@on(ItemOpened, ItemChanged, ItemDecided, name="moderation.ring", live=True)
def ring_queue(events: list[ReviewEvent]) -> None:
    ring({QUEUE})
