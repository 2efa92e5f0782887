"""The lists over GraphQL: one field of a kind, with the list as an argument."""

from operator import attrgetter

import graphene

from community.discussions.lists.orders import named, orders_of
from community.discussions.lists.queries import TAGS, counts, rows_of
from community.discussions.lists.scope import Scope, scope_of
from community.discussions.models import PERIODS
from community.kernel.connections import NOTHING, ConnectionField, page_args, paginate
from community.kernel.errors import NotSignedIn
from community.kernel.graphql import member
from community.kernel.text import storable


def lists_of(kind, node, *, owner=""):
    """The fields that list the threads of a kind, as a base of the type that holds them.

    `node` shows a thread, or what it is the discussion of: `owner` is the thread's attribute that
    holds this, "topic".
    """
    label, name = kind.lists.container_label, kind.label.capitalize()
    orders = orders_of(kind)
    list_enum = graphene.Enum(
        f"{name}List",
        [(order.upper().replace("-", "_"), order) for order in orders],
        description=lambda one: (
            _in_words(orders[one.value]) if one else f"The lists of {kind.plural}."
        ),
    )
    period_enum = graphene.Enum(
        f"{name}Period",
        [(period.upper(), period) for period in PERIODS],
        description=lambda one: (
            None if one else f"The period of the list of the best {kind.plural}."
        ),
    )
    counts_type = type(
        f"{name}Counts",
        (graphene.ObjectType,),
        {
            "__doc__": named(
                "How many {threads} are unread or new for the viewer, counted up to 500.", kind
            ),
            "unread": graphene.Int(required=True),
            "new": graphene.Int(required=True),
        },
    )
    places = {}
    if label:
        of = f"A {label}'s slug. Its sub{kind.lists.container_plural} are included."
        places[label] = graphene.String(description=of)

    related, shown = ([owner], attrgetter(owner)) if owner else ([], lambda thread: thread)

    def resolve_counts(root, info):
        return counts(Scope(kind=kind, viewer=member(info)))

    def resolve_threads(root, info, list, period, tag=None, **asked):
        """The part of the list that is asked for; an unknown place is an empty one."""
        order = orders[getattr(list, "value", "latest")]
        if order.is_personal and not info.context.user.is_authenticated:
            raise NotSignedIn
        words = {
            "container": asked.pop(label, None),
            "tag": tag,
            "period": getattr(period, "value", None),
        }
        words = {key: storable(word) for key, word in words.items() if word is not None}
        scope = scope_of(info.context.user, kind, **words)
        if scope is None:
            return NOTHING
        rows, of = rows_of(order, scope)
        rows = rows.annotate(tags_beside=TAGS).select_related(*related)
        keys = [f"-{key}" for key in order.keys_of(scope)]
        return paginate(rows, keys, page_args(**asked), of=of, node=shown)

    fields = {
        "counts": graphene.Field(counts_type, description=f"Unread {kind.plural}; for members."),
        "resolve_counts": resolve_counts,
        kind.plural: ConnectionField(
            node,
            description=f"A list of {kind.plural}, in its own order.",
            list=list_enum(default_value="latest"),
            **places,
            tag=graphene.String(description="A tag's name or synonym."),
            period=period_enum(default_value="month", description="The period, for `TOP`."),
        ),
        f"resolve_{kind.plural}": resolve_threads,
    }
    return type(f"{name}Lists", (), fields)


def _in_words(order):
    name = order.name.replace("-", " ").capitalize()
    return f"{name}, for members: their own." if order.is_personal else f"{name}."
