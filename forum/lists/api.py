"""The lists over REST: /topics/latest/, /topics/hot/ and so on, alike for everything, a category
and a tag."""

from typing import Any

from rest_framework import serializers

from community.discussions.models import PERIODS
from community.kernel.operations import Doors
from community.kernel.rest import bad_cursor
from forum.api import TopicOut
from forum.lists.orders import ORDERS
from forum.lists.queries import counts, page_of
from forum.lists.scope import Scope, scope_of


class ListIn(serializers.Serializer):
    category = serializers.SlugField(
        required=False, allow_unicode=True, help_text="A category's slug; those in it belong to it."
    )
    tag = serializers.CharField(required=False, help_text="A tag's name, or a synonym of it.")
    cursor = serializers.CharField(
        required=False, help_text="What the page before said as `older` or `newer`."
    )
    limit = serializers.IntegerField(
        required=False, min_value=1, max_value=100, default=30, help_text="Topics of a page."
    )


class TopIn(ListIn):
    period = serializers.ChoiceField(
        choices=PERIODS, default="month", help_text="How far back it looks."
    )


class TopicPageOut(serializers.Serializer):
    results = TopicOut(many=True)
    older = serializers.CharField(allow_null=True)
    newer = serializers.CharField(allow_null=True)


class TopicCountsOut(serializers.Serializer):
    unread = serializers.IntegerField()
    new = serializers.IntegerField()


LISTS = {
    "latest": "The list as people see it: newest activity first.",
    "hot": "What is thanked and answered now.",
    "top": "What stood out in a time.",
    "new": "What the caller has not opened yet, of the last two days.",
    "unread": "What the caller follows and has not read to its end.",
    "unanswered": "What nobody else has answered.",
    "needs-solution": "Open topics without an accepted answer.",
    "following": "What the caller tracks or watches.",
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
    """How many topics wait for the caller unread, and how many are new; up to 500."""
    return counts(Scope(viewer=viewer))


def declare(doors: Doors) -> None:
    """Each list by its name; `older` and `newer` in the answer are cursors."""
    for name, says in LISTS.items():
        doors.answers(
            f"topics/{name}/", _page(name), TopicPageOut, says=says,
            name=f"list_{name.replace('-', '_')}_topics",
            narrowed_by=TopIn if name == "top" else ListIn,
            for_members=ORDERS[name].is_personal,
        )  # fmt: skip
    doors.answers("topics/counts/", topic_counts, TopicCountsOut, for_members=True)
