"""Trust levels: see tests/architecture/world.py."""

from community.accounts.models import TrustChange
from community.accounts.people.actions import set_trust_level
from community.kernel.operations.roles import EVERYONE, MODERATORS
from experience.recognition.models import TrustRequirement
from tests.architecture.world import makes


@makes(TrustRequirement, visible_to=EVERYONE)
def trust_requirement(world):
    """Of something that no app measures: so it is a row, and nobody has to meet it."""
    measure = f"nowhere.measured_{world.number()}"
    return TrustRequirement.objects.create(level=1, measure=measure, threshold=1)


@makes(TrustChange, visible_to=MODERATORS)
def trust_change(world):
    return changed(world, world.owner)


def changed(world, member):
    """The level ends at 3, as that of the owner begins: others' rows need it."""
    for level in (4, 3):
        set_trust_level(member=member, level=level, by=world.admin)
    return TrustChange.objects.filter(member=member).latest("pk")


def grow(world):
    trust_requirement(world)
    for member in (world.owner, world.other):
        changed(world, member)
