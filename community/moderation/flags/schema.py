import graphene

from community.kernel.shapes import SerializerNode
from community.moderation.flags.api import FlagOut
from community.moderation.queue.schema import FlagOutcome, FlagReason


class FlagNode(SerializerNode):
    reason = graphene.Field(FlagReason, required=True)
    outcome = graphene.Field(FlagOutcome, required=True)

    class Meta:
        serializer = FlagOut
        name = "Flag"
