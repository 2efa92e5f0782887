"""The lists over REST: /topics/latest/, /topics/hot/ and so on, alike for everything, a category
and a tag. `older` and `newer` in the answers are cursors."""

from typing import Any

from community.discussions.lists.api import ListIn, TopicCountsOut, TopicPageOut, TopIn
from community.discussions.lists.orders import ORDERS
from community.discussions.lists.queries import counts, page_of
from community.discussions.lists.scope import Scope, scope_of
from community.kernel.operations import Api
from community.kernel.rest import bad_cursor

LISTS = {
    "latest": "Topics with the newest activity first.",
    "hot": "Topics with much recent activity.",
    "top": "The best topics of a period.",
    "new": "Topics of the last two days that the caller has not opened.",
    "unread": "Topics that the caller tracks or watches, with unread posts.",
    "unanswered": "Topics that nobody but their author has replied to.",
    "needs-solution": "Open topics without a solution, where the category has solutions enabled.",
    "following": "Topics that the caller tracks or watches.",
}


def _page(name: str) -> Any:
    """Read one page of a list. An unknown place is an empty one. Raises ValidationError."""

    def answer(viewer: Any, *, limit: int, cursor: str | None = None, **words: str) -> Any:
        scope = scope_of(viewer, **words)
        if scope is None:
            return {"results": [], "older": None, "newer": None}
        page = page_of(ORDERS[name], scope, cursor, limit, related=("author", "topic"))
        if not page.is_asked:
            raise bad_cursor()
        topics = [row.topic for row in page.rows]
        return {"results": topics, "older": page.older, "newer": page.newer}

    return answer


def topic_counts(viewer: Any) -> dict[str, int]:
    """How many topics are unread or new for the caller, counted up to 500."""
    return counts(Scope(viewer=viewer))


api = Api("forum", scope="forum", resources=[])

for name, says in LISTS.items():
    api.query(
        f"topics/{name}/", _page(name), TopicPageOut, description=says,
        name=f"list_{name.replace('-', '_')}_topics",
        filters=TopIn if name == "top" else ListIn,
        for_members=ORDERS[name].is_personal,
    )  # fmt: skip
api.query("topics/counts/", topic_counts, TopicCountsOut, for_members=True)

declared = (api,)
