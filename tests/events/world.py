"""Events, in the admin: see tests/architecture/world.py."""

from community.events.models import EventRecord
from community.kernel.operations.roles import OWNER
from tests.architecture.world import makes

PARAMETERS = {"admin events.delivery": [1]}


@makes(EventRecord, visible_to=OWNER)
def event(world):
    return EventRecord.objects.latest("pk")
