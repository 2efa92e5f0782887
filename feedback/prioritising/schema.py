"""Priorities in GraphQL, for the boards' teams."""

import graphene

from community.kernel.connections import ConnectionField, page_args, paginate
from community.kernel.graphql import number
from community.kernel.shapes import SerializerNode, node_of
from feedback.models import Idea
from feedback.prioritising import queries
from feedback.prioritising.api import (
    AssessmentOut,
    ImpactFactorsOut,
    ImpactOut,
    PriorityOut,
    RatedFactorOut,
)
from feedback.prioritising.queries import managed_idea

IdeaPriorityNode = node_of(PriorityOut, "IdeaPriority")
ImpactFactorsNode = node_of(ImpactFactorsOut, "ImpactFactors")
RatedFactorNode = node_of(RatedFactorOut, "RatedFactor")


class ImpactAssessmentNode(SerializerNode):
    factors = graphene.Field(ImpactFactorsNode, required=True)

    class Meta:
        serializer = AssessmentOut
        name = "ImpactAssessment"


class IdeaImpactNode(SerializerNode):
    factors = graphene.List(graphene.NonNull(RatedFactorNode), required=True)

    class Meta:
        serializer = ImpactOut
        name = "IdeaImpact"


class PriorityQueries(graphene.ObjectType):
    priority = graphene.Field(
        IdeaPriorityNode, idea_id=graphene.ID(required=True), description="For the board's team."
    )
    impact = graphene.Field(
        IdeaImpactNode, idea_id=graphene.ID(required=True), description="For the board's team."
    )
    assessments = ConnectionField(
        ImpactAssessmentNode,
        idea_id=graphene.ID(required=True),
        description="For the board's team.",
    )

    def resolve_priority(root, info, idea_id):
        return _idea(info, idea_id)

    def resolve_impact(root, info, idea_id):
        return queries.impact_of(_idea(info, idea_id))

    def resolve_assessments(root, info, idea_id, **asked):
        rows = queries.assessments_for(info.context.user, _idea(info, idea_id))
        return paginate(rows, ["id"], page_args(**asked))


def _idea(info, key):
    idea = Idea.objects.visible_to(info.context.user).get(pk=number(key))
    return managed_idea(info.context.user, idea)
