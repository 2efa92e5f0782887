"""API operations of reputation and contribution kinds."""

from typing import Any

from community.accounts.models import User
from community.accounts.people.operations import MEMBER
from community.accounts.policy import is_administrator, may_moderate
from community.kernel.operations import Api, Resource, all_of
from community.kernel.operations.roles import ADMINISTRATORS, MODERATORS
from experience.recognition.ledger import actions_kinds, queries
from experience.recognition.ledger.api import (
    ContributionKindIn,
    ContributionKindOut,
    EntryFilter,
    KindOfCategoryIn,
    PointsOfKindOut,
    ReputationEntryOut,
)
from experience.recognition.ledger.schema import (
    ContributionKindNode,
    ReputationEntryNode,
    ReputationQueries,
)
from experience.recognition.models import ContributionKind, ReputationEntry
from forum.operations import MANAGED


def _contributions(_viewer: Any, *, member: User) -> list[Any]:
    """A member's points by contribution kind, the most first."""
    return queries.points_by_kind(member)


ENTRY = Resource(
    name="reputation_entry", model=ReputationEntry, find=queries.own_entries,
    out=ReputationEntryOut, node=ReputationEntryNode,
)  # fmt: skip
KIND = Resource(
    name="contribution_kind", model=ContributionKind, find=all_of(ContributionKind),
    out=ContributionKindOut, node=ContributionKindNode,
)  # fmt: skip

api = Api(
    "reputation", scope="community", resources=[ENTRY, KIND, MEMBER], queries=[ReputationQueries]
)
api.list(
    "me/reputation/", ENTRY, order="-pk", filters=EntryFilter, for_members=True,
    name="list_own_reputation",
    description="Where the caller's own points came from, the newest first.",
)  # fmt: skip
api.query(
    "members/{member}/contributions/", _contributions, PointsOfKindOut, many=True,
    name="list_contributions_of_member",
)  # fmt: skip
api.list(
    "contribution-kinds/", KIND,
    description="Sorts of contributions, whose points have names of their own.",
)  # fmt: skip
api.retrieve("contribution-kinds/{contribution_kind}/")

moderators_api = Api(
    "reputation", scope="moderation", resources=[ENTRY, MEMBER], permission=may_moderate,
    allowed=MODERATORS,
)  # fmt: skip
moderators_api.list(
    "members/{member}/reputation/", ENTRY, queries.entries_of, order="-pk", filters=EntryFilter,
    name="list_reputation_of_member",
    description="For moderators: where a member's points came from, the newest first.",
)  # fmt: skip

staff_api = Api(
    "reputation", scope="admin", resources=[KIND, MANAGED], permission=is_administrator,
    allowed=ADMINISTRATORS,
)  # fmt: skip
staff_api.mutation(
    "PATCH contribution-kinds/{contribution_kind}/", actions_kinds.edit_contribution_kind,
    input=ContributionKindIn, output=KIND, example={"points_name": "Helper"},
)  # fmt: skip
staff_api.retrieve(
    "categories/{category}/contribution-kind/", KIND, queries.kind_of_category,
    name="get_kind_of_category",
    description="What contributions in a category count for; 404 if their rules say it.",
)  # fmt: skip
staff_api.mutation(
    "PUT categories/{category}/contribution-kind/", actions_kinds.set_kind_of_category,
    input=KindOfCategoryIn, example={"kind": 7},
)  # fmt: skip

declared = (api, moderators_api, staff_api)
