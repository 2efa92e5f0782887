"""Badges: see tests/architecture/world.py."""

from django.utils import timezone

from community.accounts.models import BadgeAward, User
from community.accounts.standing import registration
from community.accounts.standing.actions_badges import Award, award_badges
from community.kernel.operations.roles import EVERYONE
from experience.recognition.badges.queries import ShownBadge, badge_named, badge_of_slug
from tests.architecture.world import makes

HAND = "forum-helpful-hand"
PARAMETERS = {"slug after 'badges'": [HAND], "name after 'imported'": ["Sage"]}


def name():
    return badge_of_slug(HAND).name


@makes(ShownBadge, visible_to=EVERYONE)
def badge(world):
    return badge_named(world.owner, name())


@makes(BadgeAward, visible_to=EVERYONE)
def badge_award(world):
    award = Award(
        member_id=world.owner.pk, badge=name(), scope=world.number(),
        at=timezone.now(),
    )  # fmt: skip
    award_badges([award])
    return BadgeAward.objects.get(member=world.owner, badge=award.badge, scope=award.scope)


def grow(world):
    """One more award of the badge, and one more badge of the member."""
    badge_award(world)
    member = world.get(User)
    held = member.badge_awards.values_list("badge", flat=True)
    other = next(one.name for one in registration.badges() if one.name not in {*held})
    award_badges([Award(member_id=member.pk, badge=other, at=timezone.now())])
