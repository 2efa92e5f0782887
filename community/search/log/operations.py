"""What programs and buttons can do with recent searches, and read of what was searched for."""

from community.kernel.operations import Api, Resource
from community.kernel.operations.roles import MEMBERS, MODERATORS
from community.search.log import actions, queries
from community.search.log.api import RecentSearchOut, SearchCountOut
from community.search.log.policy import may_see_search_counts
from community.search.log.recent import RecentSearch, recent_search, recent_searches
from community.search.log.schema import RecentSearches, RecentSearchNode, SearchCounts

RECENT_SEARCH = Resource(
    name="recent_search", model=RecentSearch, by="id", lookup=recent_search, out=RecentSearchOut,
    node=RecentSearchNode, description="The ID of one of the caller's recent searches.",
)  # fmt: skip

api = Api(
    "searches", scope="searches", resources=[RECENT_SEARCH], allowed=MEMBERS,
    queries=[RecentSearches],
)  # fmt: skip
api.query(
    "me/searches/", recent_searches, RecentSearchOut, many=True, for_members=True,
    name="list_recent_searches", description="The caller's last 10 searches, the newest first.",
)  # fmt: skip
api.mutation("DELETE me/searches/", actions.clear_recent_searches)
api.mutation("DELETE me/searches/{recent_search}/", actions.delete_recent_search)
api.button("search/recent/clearing/", actions.clear_recent_searches, name="recent_clearing")
api.button(
    "search/recent/{recent_search}/deletion/", actions.delete_recent_search,
    name="recent_deletion",
)  # fmt: skip

staff_api = Api(
    "moderation", scope="moderation", resources=[], permission=may_see_search_counts,
    allowed=MODERATORS, queries=[SearchCounts],
)  # fmt: skip
staff_api.query(
    "search/queries/", queries.search_counts, SearchCountOut, many=True,
    name="list_search_counts",
    description="What was searched for in the last 30 days: what was most often without results"
    " first, at most 200 queries. By whom is not kept.",
)  # fmt: skip

declared = (api, staff_api)
