"""Trust levels: see tests/architecture/world.py."""

from community.accounts.models import TrustChange
from community.accounts.people.actions import set_trust_level
from community.kernel.operations.roles import EVERYONE, MODERATORS
from experience.recognition.models import TrustRequirement
from tests.architecture.world import makes


@makes(TrustRequirement, visible_to=EVERYONE)
def trust_requirement(world):
    return TrustRequirement.objects.order_by("pk")[world.number() % 19]


@makes(TrustChange, visible_to=MODERATORS)
def trust_change(world):
    level = 3 if world.owner.trust_level == 2 else 2
    world.owner.trust_level = level
    set_trust_level(member=world.owner, level=level, by=world.admin)
    return TrustChange.objects.filter(member=world.owner).latest("pk")


def grow(world):
    trust_change(world)
