"""Sanctions in GraphQL."""

import graphene

from community.accounts.people.schema import UserNode
from community.kernel.operations.inputs import enum_of
from community.kernel.shapes import SerializerNode
from community.moderation.models import Appeal, Sanction
from community.moderation.sanctions.api import AppealOut, OwnSanctionOut, SanctionOut
from community.moderation.sanctions.queries import decider_of

SanctionKind = enum_of(Sanction.Kind, "SanctionKind")
AppealOutcome = enum_of(Appeal.Outcome, "AppealOutcome")


class AppealNode(SerializerNode):
    outcome = graphene.Field(AppealOutcome, required=True)

    class Meta:
        serializer = AppealOut
        name = "Appeal"


class SanctionNode(SerializerNode):
    kind = graphene.Field(SanctionKind, required=True)
    member = graphene.Field(UserNode, required=True)
    by = graphene.Field(UserNode, required=True)
    confirmed_by = graphene.Field(UserNode)
    lifted_by = graphene.Field(UserNode)
    item_id = graphene.ID(description="The review item where it was imposed.")
    appeal = graphene.Field(AppealNode)

    class Meta:
        serializer = SanctionOut
        name = "Sanction"
        omit = ["item"]

    def resolve_appeal(sanction, info):
        return getattr(sanction, "appeal", None)


class OwnSanctionNode(SerializerNode):
    kind = graphene.Field(SanctionKind, required=True)
    by = graphene.Field(UserNode, description="Null if the site does not tell names.")
    appeal = graphene.Field(AppealNode)

    class Meta:
        serializer = OwnSanctionOut
        name = "OwnSanction"

    def resolve_by(sanction, info):
        return decider_of(sanction)

    def resolve_appeal(sanction, info):
        return getattr(sanction, "appeal", None)
