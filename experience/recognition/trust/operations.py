"""API operations of trust levels."""

from typing import Any

from django.db.models import QuerySet

from community.accounts.models import TrustChange, User
from community.accounts.people.actions import set_trust_level
from community.accounts.people.operations import MEMBER
from community.accounts.policy import is_administrator, may_moderate
from community.kernel.operations import Api, Resource
from community.kernel.operations.roles import ADMINISTRATORS, MEMBERS, MODERATORS
from experience.recognition.models import TrustRequirement
from experience.recognition.trust import queries
from experience.recognition.trust.actions_requirements import edit_trust_requirement
from experience.recognition.trust.api import (
    LevelIn,
    OwnTrustChangeOut,
    ProgressOut,
    RequirementIn,
    RequirementOut,
    TrustChangeOut,
)
from experience.recognition.trust.schema import (
    ChangeNode,
    OwnChangeNode,
    RequirementNode,
    TrustQuery,
)


def _requirements(_viewer: Any) -> QuerySet[TrustRequirement]:
    return TrustRequirement.objects.all()


def _own_changes(viewer: User) -> QuerySet[TrustChange]:
    return queries.changes_of(viewer)


def _changes_of_member(_viewer: User, *, member: User) -> QuerySet[TrustChange]:
    return queries.changes_of(member)


def get_own_trust(viewer: User) -> queries.Progress:
    """How far the caller is towards the next trust level."""
    return queries.progress_of(viewer)


def get_member_trust(viewer: User, *, member: User) -> queries.Progress:
    """For moderators: how far a member is towards the next trust level."""
    return queries.progress_of(member)


REQUIREMENT = Resource(
    name="trust_requirement", model=TrustRequirement, find=_requirements, out=RequirementOut,
    node=RequirementNode,
)  # fmt: skip
CHANGE = Resource(name="trust_change", model=TrustChange, out=TrustChangeOut, node=ChangeNode)
OWN_CHANGE = Resource(
    name="own_trust_change", model=TrustChange, out=OwnTrustChangeOut, node=OwnChangeNode
)

api = Api("trust_levels", scope="community", resources=[REQUIREMENT], queries=[TrustQuery])
api.list(
    "trust-requirements/", REQUIREMENT,
    description="What trust levels require, by level. Level 4 is given by hand.",
)  # fmt: skip
api.query("me/trust/", get_own_trust, ProgressOut, for_members=True, allowed=MEMBERS)
api.list(
    "me/trust/changes/", OWN_CHANGE, _own_changes, order="-pk", for_members=True, allowed=MEMBERS,
    name="list_own_trust_changes",
    description="Changes of the caller's trust level, newest first.",
)  # fmt: skip

moderators_api = Api(
    "trust_levels", scope="moderation", resources=[MEMBER], permission=may_moderate,
    allowed=MODERATORS,
)  # fmt: skip
moderators_api.query("members/{member}/trust/", get_member_trust, ProgressOut)
moderators_api.list(
    "members/{member}/trust/changes/", CHANGE, _changes_of_member, order="-pk",
    name="list_trust_changes_of_member",
    description="Changes of a member's trust level, newest first.",
)  # fmt: skip
moderators_api.mutation(
    "PUT members/{member}/trust-level/", set_trust_level, input=LevelIn, output=MEMBER,
    example={"level": 2},
    description="For moderators: set a member's trust level. A change locks it, unless `is_locked`"
    " says otherwise.",
)  # fmt: skip

staff_api = Api(
    "trust_levels", scope="admin", resources=[REQUIREMENT], permission=is_administrator,
    allowed=ADMINISTRATORS,
)  # fmt: skip
staff_api.mutation(
    "PATCH trust-requirements/{trust_requirement}/", edit_trust_requirement, input=RequirementIn,
    output=REQUIREMENT, example={"threshold": 10},
)  # fmt: skip

declared = (api, moderators_api, staff_api)
enum_names = {"TrustChangeReason": TrustChange.Reason, "TrustLevel": User.Trust}
