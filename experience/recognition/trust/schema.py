"""Trust levels in GraphQL."""

import graphene

from community.accounts.models import TrustChange, User
from community.accounts.people.queries import member_named
from community.accounts.people.schema import UserNode
from community.accounts.policy import may_moderate
from community.kernel import scopes
from community.kernel.errors import Denied, NotSignedIn
from community.kernel.operations.inputs import enum_of
from community.kernel.shapes import SerializerNode
from experience.recognition.trust import queries
from experience.recognition.trust.api import (
    MetOut,
    OwnTrustChangeOut,
    ProgressOut,
    RequirementOut,
    TrustChangeOut,
)

TrustChangeReason = enum_of(TrustChange.Reason, "TrustChangeReason")


class RequirementNode(SerializerNode):
    class Meta:
        serializer = RequirementOut
        name = "TrustRequirement"


class MetNode(SerializerNode):
    class Meta:
        serializer = MetOut
        name = "TrustRequirementProgress"


class ProgressNode(SerializerNode):
    requirements = graphene.List(
        graphene.NonNull(MetNode),
        required=True,
        description="Of the next level; at level 3, those that keep it.",
    )

    class Meta:
        serializer = ProgressOut
        name = "TrustProgress"


class ChangeNode(SerializerNode):
    reason = graphene.Field(TrustChangeReason, required=True)
    by = graphene.Field(UserNode, description="The moderator; null if a rule changed it.")

    class Meta:
        serializer = TrustChangeOut
        name = "TrustChange"

    def resolve_by(change, info):
        return None if change.by.is_machine else change.by


class OwnChangeNode(SerializerNode):
    reason = graphene.Field(TrustChangeReason, required=True)

    class Meta:
        serializer = OwnTrustChangeOut
        name = "OwnTrustChange"


class TrustQuery:
    progress = graphene.Field(
        ProgressNode,
        member=graphene.String(description="For moderators: another member, by username."),
        description="How far the caller is towards the next trust level.",
    )

    def resolve_progress(root, info, member=None):
        viewer = info.context.user
        if not viewer.is_authenticated:
            raise NotSignedIn
        if member is None:
            return queries.progress_of(viewer)
        scopes.need(info.context, "moderation:read")
        if not may_moderate(viewer):
            raise Denied
        try:
            return queries.progress_of(member_named(viewer, member))
        except User.DoesNotExist:
            return None
