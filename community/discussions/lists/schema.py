"""The lists over GraphQL: one field, with the list as an argument."""

from operator import attrgetter

import graphene

from community.discussions.lists.orders import ORDERS
from community.discussions.lists.queries import counts, rows_of
from community.discussions.lists.scope import Scope, scope_of
from community.discussions.models import PERIODS
from community.kernel.connections import NOTHING, ConnectionField, page_args, paginate
from community.kernel.errors import NotSignedIn
from community.kernel.graphql import member
from community.kernel.text import storable
from forum.queries import TAGS


def _in_words(order):
    return f"{order.title}, for members: their own." if order.is_personal else f"{order.title}."


TopicList = graphene.Enum(
    "TopicList",
    [(name.upper().replace("-", "_"), name) for name in ORDERS],
    description=lambda one: _in_words(ORDERS[one.value]) if one else "The lists of topics.",
)
TopicPeriod = graphene.Enum(
    "TopicPeriod",
    [(name.upper(), name) for name in PERIODS],
    description=lambda one: None if one else "The period of the list of the best topics.",
)


def topics_part(info, name, asked, **words):
    """The part of the list that is asked for; an unknown place is an empty one."""
    order = ORDERS[name]
    if order.is_personal and not info.context.user.is_authenticated:
        raise NotSignedIn
    words = {key: storable(word) for key, word in words.items() if word is not None}
    scope = scope_of(info.context.user, **words)
    if scope is None:
        return NOTHING
    rows, of = rows_of(order, scope)
    rows = rows.annotate(tags_beside=TAGS).select_related("topic")
    keys = [f"-{key}" for key in order.keys_of(scope)]
    return paginate(rows, keys, asked, of=of, node=attrgetter("topic"))


def lists_of(topic):
    """The fields of the forum that list topics."""

    category = graphene.String(description="A category's slug. Its subcategories are included.")

    class TopicCounts(graphene.ObjectType):
        """How many topics are unread or new for the viewer, counted up to 500."""

        unread = graphene.Int(required=True)
        new = graphene.Int(required=True)

    class TopicLists:
        counts = graphene.Field(TopicCounts, description="Unread topics; for members.")
        topics = ConnectionField(
            topic,
            description="A list of topics, in its own order.",
            list=TopicList(default_value="latest"),
            category=category,
            tag=graphene.String(description="A tag's name or synonym."),
            period=TopicPeriod(default_value="month", description="The period, for `TOP`."),
        )

        def resolve_counts(root, info):
            return counts(Scope(viewer=member(info)))

        def resolve_topics(root, info, list, period, category=None, tag=None, **asked):
            name, period = getattr(list, "value", "latest"), getattr(period, "value", None)
            place = {"category": category, "tag": tag, "period": period}
            return topics_part(info, name, page_args(**asked), **place)

    return TopicLists
