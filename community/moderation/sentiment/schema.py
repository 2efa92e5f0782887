"""The trend of sentiment in GraphQL."""

import graphene

from community.kernel import scopes
from community.kernel.costs import counts_as
from community.kernel.errors import Denied
from community.kernel.shapes import node_of
from community.kernel.text import number
from community.moderation.queue.policy import may_review
from community.moderation.sentiment import queries
from community.moderation.sentiment.api import WeeklySentimentOut

WeeklySentimentNode = node_of(WeeklySentimentOut, "WeeklySentiment")

counts_as("ModerationQuery.weeklySentiment", queries.MOST * queries.WEEKS)


class SentimentQueries(graphene.ObjectType):
    """How sentiment changes, for moderators."""

    weekly_sentiment = graphene.List(
        graphene.NonNull(WeeklySentimentNode),
        description="How posts were scored, per container and week of the last 12, newest first.",
        container=graphene.ID(description="Only this container: the ID of a category or a board."),
    )

    def resolve_weekly_sentiment(root, info, container=None):
        scopes.need(info.context, "moderation:read")
        if not may_review(info.context.user):
            raise Denied
        only = None if container is None else number(container) or 0
        return queries.weekly_sentiment(info.context.user, container=only)
