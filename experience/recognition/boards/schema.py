"""Leaderboards in GraphQL."""

import graphene

from community.accounts.people.schema import UserNode, users_by_id
from community.kernel import scopes
from community.kernel.batching import batch_load
from community.kernel.connections import ConnectionField, page_args, paginate
from community.kernel.costs import counts_as
from community.kernel.graphql import number
from community.kernel.operations.inputs import enum_of
from experience.recognition.boards import queries
from experience.recognition.boards.periods import USUAL, Period

LeaderboardPeriod = enum_of(Period, "LeaderboardPeriod")
counts_as("LeaderboardsQuery.available", 50)


class PlaceNode(graphene.ObjectType):
    """A member on a leaderboard."""

    rank = graphene.Int(required=True, description="Members with the same points share one.")
    points = graphene.Int(required=True)
    member = graphene.Field(UserNode, required=True)

    class Meta:
        name = "LeaderboardPlace"

    def resolve_member(place, info):
        return batch_load(place, users_by_id, info, key="member_id")


class LeaderboardNode(graphene.ObjectType):
    """A leaderboard of the site, a category or a contribution kind."""

    name = graphene.String(required=True)
    period = graphene.Field(LeaderboardPeriod, required=True)
    category_id = graphene.ID(description="Null if it is not of a category.")
    kind = graphene.String(description="Null if it is not of a contribution kind.")
    url = graphene.String(required=True, description="Its address on this site.")
    refreshed_at = graphene.DateTime(description="When it was computed, which is once an hour.")
    own = graphene.Field(PlaceNode, description="The viewer's own place; null if there is none.")
    places = ConnectionField(PlaceNode, description="The highest first.")

    class Meta:
        name = "Leaderboard"

    def resolve_category_id(board, info):
        return board.category.pk if board.category else None

    def resolve_kind(board, info):
        return board.kind.slug if board.kind else None

    def resolve_refreshed_at(board, info):
        return queries.refreshed_at()

    def resolve_own(board, info):
        return queries.own_place(board, info.context.user)

    def resolve_places(board, info, **asked):
        return paginate(queries.places(board), ["-points", "-member_id"], page_args(**asked))


class Leaderboards(graphene.ObjectType):
    available = graphene.List(
        graphene.NonNull(LeaderboardNode),
        period=graphene.Argument(LeaderboardPeriod, default_value=USUAL.value),
        description="That of the site, and those of contribution kinds and categories in which"
        " members have points.",
    )
    leaderboard = graphene.Field(
        LeaderboardNode,
        period=graphene.Argument(LeaderboardPeriod, default_value=USUAL.value),
        category_id=graphene.ID(description="For the points in one category."),
        kind=graphene.String(description="For the points of one contribution kind."),
    )

    def resolve_available(root, info, period):
        scopes.need(info.context, "community:read")
        return queries.boards_of(info.context.user, period=period or USUAL.value)

    def resolve_leaderboard(root, info, period, category_id=None, kind=""):
        scopes.need(info.context, "community:read")
        category = None if category_id is None else number(category_id)
        return queries.board_of(
            info.context.user, period=period or USUAL.value, category=category, kind=kind or ""
        )
