"""The lists over GraphQL: one field, with the list as an argument."""

import graphene

from community.discussions.actions.text import storable
from community.discussions.models import PERIODS
from community.kernel.errors import NotSignedIn
from community.kernel.graphql import together
from forum.lists.api import scope_of
from forum.lists.orders import ORDERS
from forum.lists.queries import page_of

MOST = 100

TopicList = graphene.Enum("TopicList", [(name.upper().replace("-", "_"), name) for name in ORDERS])
TopicPeriod = graphene.Enum("TopicPeriod", [(name.upper(), name) for name in PERIODS])


def page(topic_page, info, name, cursor, first, **words):
    order = ORDERS[name]
    if order.is_personal and not info.context.user.is_authenticated:
        raise NotSignedIn
    words = {key: storable(word) for key, word in words.items() if word is not None}
    scope = scope_of(info.context.user, **words)
    if scope is None:
        return topic_page(topics=[], older=None, newer=None)
    size = min(max(first or 1, 1), MOST)
    found = page_of(order, scope, cursor, size, related=["topic"])
    topics = together(row.topic for row in found.rows)
    return topic_page(topics=topics, older=found.older, newer=found.newer)


def lists_of(topic):
    """The fields of the forum that list topics."""

    class TopicPage(graphene.ObjectType):
        """Some topics in the list's order, and the cursors of the pages beside them."""

        topics = graphene.List(graphene.NonNull(topic), required=True)
        older = graphene.String()
        newer = graphene.String()

    size = graphene.Int(default_value=20, description=f"At most {MOST}.")
    category = graphene.String(description="A category's slug; those in it belong to it.")

    class TopicLists:
        topics = graphene.Field(
            TopicPage,
            required=True,
            list=TopicList(default_value="latest"),
            category=category,
            tag=graphene.String(description="A tag's name, or a synonym of it."),
            period=TopicPeriod(default_value="month", description="Of the list of the best."),
            first=size,
            after=graphene.String(description="A cursor that `older` or `newer` gave."),
        )
        latest = graphene.Field(
            TopicPage,
            required=True,
            category=category,
            first=size,
            older_than=graphene.String(description="The cursor that `older` gave."),
        )

        def resolve_topics(root, info, list, period, first, after=None, **words):
            name, period = getattr(list, "value", "latest"), getattr(period, "value", None)
            return page(TopicPage, info, name, after, first, period=period, **words)

        def resolve_latest(root, info, first, category=None, older_than=None):
            return page(TopicPage, info, "latest", older_than, first, category=category)

    return TopicLists
