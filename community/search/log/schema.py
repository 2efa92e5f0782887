"""Recent searches, and what was searched for, in GraphQL."""

import graphene

from community.kernel import scopes
from community.kernel.costs import counts_as
from community.kernel.graphql import member
from community.kernel.shapes import node_of
from community.search.log import queries, recent
from community.search.log.api import RecentSearchOut, SearchCountOut

RecentSearchNode = node_of(RecentSearchOut, "RecentSearch")
SearchCountNode = node_of(SearchCountOut, "SearchCount")

counts_as("SearchesQuery.recent", recent.MOST)
counts_as("ModerationQuery.searchCounts", queries.MOST)


class RecentSearches(graphene.ObjectType):
    """The viewer's own searches."""

    recent = graphene.List(
        graphene.NonNull(RecentSearchNode), required=True,
        description="The last 10 searches, the newest first.",
    )  # fmt: skip

    def resolve_recent(root, info):
        return recent.recent_searches(member(info))


class SearchCounts(graphene.ObjectType):
    """What moderators can read of searches."""

    search_counts = graphene.List(
        graphene.NonNull(SearchCountNode), required=True,
        description="What was searched for in the last 30 days: what was most often without results"
        " first, at most 200.",
    )  # fmt: skip

    def resolve_search_counts(root, info):
        scopes.need(info.context, "moderation:read")
        return queries.search_counts(info.context.user)
