"""What recognition holds: see tests/architecture/world.py."""

from django.utils import timezone

from community.accounts.imports.actions import GivenBadge, import_badges
from community.accounts.models import BadgeAward
from community.accounts.standing.actions_badges import Award, award_badges
from community.kernel.operations.roles import EVERYONE
from experience.recognition.badges.queries import ShownBadge, badge_named, badge_of_slug
from tests.architecture.world import makes

PARAMETERS = {}

# -- badges ----------------------------------------------------------------------------------------
HAND = "forum-helpful-hand"
PARAMETERS |= {"slug after 'badges'": [HAND], "name after 'imported'": ["Sage"]}


@makes(ShownBadge, visible_to=EVERYONE)
def badge(world):
    return badge_named(world.owner, badge_of_slug(HAND).name)


@makes(BadgeAward, visible_to=EVERYONE)
def badge_award(world):
    award = Award(
        member_id=world.owner.pk, badge=badge_of_slug(HAND).name, scope=world.number(),
        at=timezone.now(),
    )  # fmt: skip
    award_badges([award])
    return BadgeAward.objects.get(member=world.owner, badge=award.badge, scope=award.scope)


def grow_badges(world):
    badge_award(world)
    key = world.number()
    given = GivenBadge(
        key=key, member_id=world.other.pk, name=f"Badge {key}", level=3, given_at=timezone.now()
    )
    import_badges(site="bikes.example", badges=[given])


# -- all of it -------------------------------------------------------------------------------------
def grow(world):
    grow_badges(world)
