"""The lists over REST: /topics/latest/, /topics/hot/ and so on, alike for everything, a category
and a tag."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.exceptions import NotAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from community.discussions.models import PERIODS
from community.kernel.text import fold
from forum.lists.orders import ORDERS
from forum.lists.queries import counts, page_of
from forum.lists.scope import Scope
from forum.models import Category, Tag


class ListIn(serializers.Serializer):
    category = serializers.SlugField(required=False, allow_unicode=True)
    tag = serializers.CharField(required=False)
    cursor = serializers.CharField(required=False)
    limit = serializers.IntegerField(required=False, min_value=1, max_value=100, default=30)


class TopIn(ListIn):
    period = serializers.ChoiceField(choices=PERIODS, default="month")


def scope_of(
    viewer: Any, *, category: str | None = None, tag: str | None = None, period: str = "month"
) -> Scope | None:
    """What the words name; None where there is no such thing for the viewer."""
    place = found = None
    if category is not None:
        place = Category.objects.visible_to(viewer).filter(slug=category).first()
    if tag is not None:
        row = Tag.objects.select_related("synonym_of").filter(folded_name=fold(tag)).first()
        found = row and (row.synonym_of or row)
    is_known = (category is None or place) and (tag is None or found)
    return Scope(viewer=viewer, category=place, tag=found, period=period) if is_known else None


def show(viewset: Any, request: Request, name: str, words: type[ListIn] = ListIn) -> Response:
    """One page of a list. `older` and `newer` are cursors; an unknown place is an empty one."""
    if ORDERS[name].is_personal and not request.user.is_authenticated:
        raise NotAuthenticated
    asked = words(data=request.query_params)
    asked.is_valid(raise_exception=True)
    narrowed = {k: v for k, v in asked.validated_data.items() if k in {"category", "tag", "period"}}
    scope = scope_of(request.user, **narrowed)
    serializer = viewset.get_serializer_class()
    if scope is None:
        return Response({"results": [], "older": None, "newer": None})
    cursor, size = asked.validated_data.get("cursor"), asked.validated_data["limit"]
    page = page_of(ORDERS[name], scope, cursor, size, related=("author", "topic"))
    results = serializer([row.topic for row in page.rows], many=True).data
    return Response({"results": results, "older": page.older, "newer": page.newer})


def lists_of(topic: type[serializers.Serializer]) -> type:
    """The lists of topics, each an action of the viewset that mixes them in."""

    class TopicPageOut(serializers.Serializer):
        results = topic(many=True)
        older = serializers.CharField(allow_null=True)
        newer = serializers.CharField(allow_null=True)

    def one(name: str, told: str) -> Any:
        words = TopIn if name == "top" else ListIn

        def act(self: Any, request: Request) -> Response:
            return show(self, request, name, words)

        act.__name__, act.__doc__ = name.replace("-", "_"), told
        routed = action(detail=False, methods=["get"], url_path=name, pagination_class=None)(act)
        return extend_schema(parameters=[words], responses=TopicPageOut)(routed)

    class TopicCountsOut(serializers.Serializer):
        unread = serializers.IntegerField()
        new = serializers.IntegerField()

    @extend_schema(responses=TopicCountsOut)
    @action(detail=False, methods=["get"], pagination_class=None, url_path="counts")
    def waiting(self: Any, request: Request) -> Response:
        """How many topics wait for the caller unread, and how many are new; up to 500."""
        if not request.user.is_authenticated:
            raise NotAuthenticated
        return Response(counts(Scope(viewer=request.user)))

    told = {
        "latest": "The list as people see it: newest activity first.",
        "hot": "What is thanked and answered now.",
        "top": "What stood out in a time.",
        "new": "What the caller has not opened yet, of the last two days.",
        "unread": "What the caller follows and has not read to its end.",
        "unanswered": "What nobody else has answered.",
        "needs-solution": "Open topics without an accepted answer.",
        "following": "What the caller tracks or watches.",
    }
    lists = {name.replace("-", "_"): one(name, words) for name, words in told.items()}
    return type("TopicLists", (), {**lists, "waiting": waiting})
