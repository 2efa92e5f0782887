import graphene

from community.accounts.people.schema import UserNode
from community.ai.models import Sentiment
from community.kernel.batching import batch_load
from community.kernel.connections import ConnectionField, page_args, paginate
from community.kernel.errors import Denied
from community.kernel.operations.inputs import enum_of
from community.kernel.shapes import SerializerNode, node_of
from community.moderation.models import Flag, ReviewItem
from community.moderation.queue import policy, queries
from community.moderation.queue.api import (
    ContentOut,
    DashboardOut,
    ItemFlagOut,
    ItemOut,
    ModeratorCountOut,
    SentimentOut,
    TypeCountOut,
)
from community.moderation.queue.loaders import shown_by_id

FlagReason = enum_of(Flag.Reason, "FlagReason")
FlagOutcome = enum_of(Flag.Outcome, "FlagOutcome")
ReviewItemStatus = enum_of(ReviewItem.Status, "ReviewItemStatus")

SentimentLabel = enum_of(Sentiment.Label, "SentimentLabel")

ContentNode = node_of(ContentOut, "ReviewedContent")
TypeCountNode = node_of(TypeCountOut, "ReviewItemCount")
ModeratorCountNode = node_of(ModeratorCountOut, "ModeratorLoad")


class ItemFlagNode(SerializerNode):
    member = graphene.Field(UserNode, required=True)

    class Meta:
        serializer = ItemFlagOut
        name = "ReviewedFlag"

    def resolve_member(shown, info):
        return shown.flag.member


class SentimentNode(SerializerNode):
    label = graphene.Field(SentimentLabel, required=True)

    class Meta:
        serializer = SentimentOut
        name = "Sentiment"


class NoteNode(graphene.ObjectType):
    """What a moderator tells the others."""

    by = graphene.Field(UserNode, required=True)
    text = graphene.String(required=True)
    created_at = graphene.DateTime(required=True)

    class Meta:
        name = "ReviewNote"


def shown(item, info):
    return batch_load(item, shown_by_id, info)


class ItemNode(SerializerNode):
    status = graphene.Field(ReviewItemStatus, required=True)
    content = graphene.Field(
        ContentNode, description="Null if it is gone, or if the viewer may no longer read it."
    )
    member = graphene.Field(UserNode, description="Whose content it is.")
    claimed_by = graphene.Field(UserNode)
    decided_by = graphene.Field(UserNode)
    priority = graphene.String(required=True, description="`low`, `medium` or `high`.")
    text = graphene.String(required=True, description="What the member was told.")
    flags = graphene.List(graphene.NonNull(ItemFlagNode), required=True)
    notes = graphene.List(graphene.NonNull(NoteNode), required=True)
    sentiment = graphene.Field(
        SentimentNode,
        description="How the text was scored; null if not, or if the viewer may not read it.",
    )

    class Meta:
        serializer = ItemOut
        name = "ReviewItem"

    def resolve_content(item, info):
        return shown(item, info).described

    def resolve_member(item, info):
        return shown(item, info).item.member

    def resolve_claimed_by(item, info):
        return shown(item, info).item.claimed_by

    def resolve_decided_by(item, info):
        return shown(item, info).item.decided_by

    def resolve_priority(item, info):
        return shown(item, info).priority

    def resolve_text(item, info):
        return shown(item, info).told

    def resolve_flags(item, info):
        return shown(item, info).flags

    def resolve_notes(item, info):
        return shown(item, info).notes

    def resolve_sentiment(item, info):
        return shown(item, info).sentiment


class DashboardNode(SerializerNode):
    by_type = graphene.List(graphene.NonNull(TypeCountNode), required=True)
    by_moderator = graphene.List(graphene.NonNull(ModeratorCountNode), required=True)

    class Meta:
        serializer = DashboardOut
        name = "ModerationDashboard"

    def resolve_by_type(board, info):
        return DashboardOut(board).data["by_type"]

    def resolve_by_moderator(board, info):
        return DashboardOut(board).data["by_moderator"]


class QueueQueries(graphene.ObjectType):
    """What can be read of the review queue, beside single items."""

    items = ConnectionField(
        ItemNode,
        status=graphene.String(
            description="`open`, `approved`, `rejected`, `ignored`, or `decided` for these three."
        ),
        type=graphene.String(description="Only items of this type: `flag`."),
        username=graphene.String(description="Only items about content of this member."),
        mine=graphene.Boolean(description="Only items that the viewer has claimed."),
    )
    dashboard = graphene.Field(DashboardNode, required=True)

    def resolve_items(root, info, status=None, type=None, username=None, mine=None, **asked):
        narrowed = {"status": status, "type": type, "member": username, "mine": bool(mine)}
        rows = queries.asked_items(reviewer(info), **narrowed)
        return paginate(rows, ["pk"], page_args(**asked))

    def resolve_dashboard(root, info):
        return queries.dashboard(reviewer(info))


def reviewer(info):
    if not policy.may_review(info.context.user):
        raise Denied
    return info.context.user
