"""API operations."""

from typing import Any

from community.accounts.models import BadgeAward, User
from community.accounts.people.operations import MEMBER
from community.kernel.operations import Api, Resource
from experience.recognition.badges import queries
from experience.recognition.badges.api import AwardOut, BadgeListOut, BadgeOut, MemberBadgeOut
from experience.recognition.badges.schema import BadgeAwardNode, BadgeNode, BadgeQueries


def list_badges(viewer: Any) -> dict[str, Any]:
    """All badges that can be earned here."""
    badges = queries.all_badges(viewer)
    return {"badges": badges, "held_count": sum(one.is_held for one in badges)}


def list_badges_of_member(viewer: Any, *, member: User) -> list[queries.MemberBadge]:
    """The badges of a member, highest first, with those of other sites."""
    return queries.badges_of(member, viewer)


BADGE = Resource(
    name="badge", model=queries.ShownBadge, lookup=queries.badge_named, by="name", out=BadgeOut,
    node=BadgeNode, description="The badge's name: `forum.helpful_hand`.",
)  # fmt: skip
AWARD = Resource(
    name="award", model=BadgeAward, find=queries.awards_visible_to, out=AwardOut,
    node=BadgeAwardNode,
)  # fmt: skip

api = Api("badges", scope="community", resources=[BADGE, MEMBER], queries=[BadgeQueries])
api.query("badges/", list_badges, BadgeListOut)
api.retrieve("badges/{badge}/", description="A badge.")
api.list(
    "badges/{badge}/awards/", AWARD, queries.awards_of_badge, order="-pk",
    name="list_awards_of_badge", description="Who was awarded a badge, newest first.",
)  # fmt: skip
api.query("members/{member}/badges/", list_badges_of_member, MemberBadgeOut, many=True)

declared = (api,)
