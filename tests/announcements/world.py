"""Announcements: see tests/architecture/world.py."""

from community.announcements.actions import make_announcement
from community.announcements.models import Announcement
from community.kernel.operations.roles import EVERYONE
from tests.architecture.world import makes


@makes(Announcement, visible_to=EVERYONE, after=["announcements"])
def announcement(world):
    return make_announcement(text="Hear.", by=world.admin)


def grow(world):
    announcement(world)
