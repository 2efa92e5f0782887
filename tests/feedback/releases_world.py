"""Releases: see tests/architecture/world.py."""

from feedback.models import Board, Release
from feedback.releases.actions import draft_release, edit_release, publish_release
from tests.architecture.world import makes

PARAMETERS = {"slug after 'releases'": ["x"]}
OF_DRAFTS = ["publish_release", "delete_release", "add_completed_ideas"]


def draft_of(world):
    release = draft_release(
        board=world.get(Board), name=f"4.{world.number()}", title=f"Ferries {world.word}",
        by=world.admin,
    )  # fmt: skip
    lines = [{"group": "new", "text": f"Timetables {world.word}"}]
    return edit_release(release=release, source=f"Notes {world.word}", items=lines, by=world.admin)


@makes(Release, after=["releases"])
def release(world):
    return publish_release(release=draft_of(world), by=world.admin)


@makes(Release, operations=OF_DRAFTS)
def draft(world):
    return draft_of(world)


def grow(world):
    release(world)
