"""What programs can do with the review queue."""

from community.ai.models import Sentiment
from community.kernel.operations import Api, Resource
from community.kernel.operations.roles import MODERATORS
from community.moderation.models import Flag, ReviewItem
from community.moderation.queue import actions, policy, queries
from community.moderation.queue.api import (
    ClaimIn,
    DashboardOut,
    DecisionIn,
    ItemFilter,
    ItemOut,
    NoteIn,
)
from community.moderation.queue.schema import ItemNode, QueueQueries

ITEM = Resource(
    name="item", model=ReviewItem, find=queries.items_visible_to, out=ItemOut, node=ItemNode
)

api = Api(
    "moderation", scope="moderation", resources=[ITEM], permission=policy.may_review,
    allowed=MODERATORS, queries=[QueueQueries],
)  # fmt: skip
api.list(
    "moderation/items/", ITEM, queries.asked_items, filters=ItemFilter, name="list_review_items",
    description="What waits for a decision, or was decided, of what the caller may moderate.",
)  # fmt: skip
api.retrieve("moderation/items/{item}/", name="get_review_item")
at_item = "moderation/items/{item}"
api.mutation(f"PUT {at_item}/claim/", actions.claim_item, input=ClaimIn, output=ITEM)
api.mutation(f"DELETE {at_item}/claim/", actions.release_item, output=ITEM)
api.mutation(
    f"POST {at_item}/notes/", actions.note_item, input=NoteIn, output=ITEM,
    example={"text": "I asked the author to rewrite it."},
)  # fmt: skip
api.mutation(
    f"PUT {at_item}/decision/", actions.decide_item, input=DecisionIn, output=ITEM,
    example={"decision": "approve", "text": "Thank you for your patience."},
)  # fmt: skip
api.query("moderation/dashboard/", queries.dashboard, DashboardOut, name="get_moderation_dashboard")

declared = (api,)
enum_names = {
    "FlagReason": Flag.Reason,
    "FlagOutcome": Flag.Outcome,
    "ReviewItemStatus": ReviewItem.Status,
    "SentimentLabel": Sentiment.Label,
    "ReviewDecision": list(actions.DECISIONS),
}
