"""Priorities: see tests/architecture/world.py."""

from feedback.models import Assessment, Idea
from feedback.prioritising.actions import assess_impact
from feedback.prioritising.factors import NAMES
from tests.architecture.world import makes
from tests.factories import AdminFactory

PARAMETERS = {}


@makes(Assessment)
def assessment(world):
    return assess_impact(
        idea=world.get(Idea), factors=dict.fromkeys(NAMES, 3), note=f"Asked {world.word}",
        by=world.admin,
    )  # fmt: skip


def grow(world):
    """One more assessor of the idea."""
    assess_impact(idea=world.get(Idea), factors=dict.fromkeys(NAMES, 2), by=AdminFactory())
