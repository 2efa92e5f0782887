"""The roadmap in GraphQL."""

import graphene

from community.kernel.costs import counts_as
from community.kernel.operations.inputs import enum_of
from community.kernel.shapes import SerializerNode
from feedback.models import Status
from feedback.roadmap.api import EtaOut, RoadmapColumnOut, RoadmapIdeaOut
from feedback.roadmap.queries import columns_for

StatusCategory = enum_of(Status.Category, "IdeaStatusCategory")


class EtaNode(SerializerNode):
    class Meta:
        serializer = EtaOut
        name = "IdeaEta"


class RoadmapIdeaNode(SerializerNode):
    class Meta:
        serializer = RoadmapIdeaOut
        name = "RoadmapIdea"


class RoadmapColumnNode(SerializerNode):
    category = graphene.Field(StatusCategory, required=True)
    ideas = graphene.List(
        graphene.NonNull(RoadmapIdeaNode), required=True, description="At most 50."
    )

    class Meta:
        serializer = RoadmapColumnOut
        name = "RoadmapColumn"
        omit = ["category", "ideas"]


class RoadmapQueries(graphene.ObjectType):
    roadmap = graphene.List(
        graphene.NonNull(RoadmapColumnNode),
        description="What is planned, in progress, and was completed in the last 90 days. An"
        " unknown board or tag has nothing.",
        board=graphene.String(description="The slug of a board, for its ideas only."),
        tag=graphene.String(description="The name of a tag, for ideas with it only."),
    )

    def resolve_roadmap(root, info, board=None, tag=None):
        return columns_for(info.context.user, board=board, tag=tag)


counts_as("FeedbackQuery.roadmap", 3)
counts_as("RoadmapColumn.ideas", 50)
