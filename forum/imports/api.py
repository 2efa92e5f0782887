"""REST: members, topics and posts in bulk, for whoever runs the place."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import permissions, viewsets
from rest_framework.decorators import action
from rest_framework.exceptions import APIException
from rest_framework.request import Request
from rest_framework.response import Response

from community.accounts.http import MemberApiRequest
from community.kernel import scopes
from forum.imports.reading import MEMBERS, POSTS, TOPICS, What, bring_in
from forum.imports.serializers import (
    MemberResultsOut,
    MembersIn,
    PostsIn,
    ResultsOut,
    TopicResultsOut,
    TopicsIn,
)

MOST_BYTES = 2_000_000


class TooLarge(APIException):
    status_code = 413
    default_code = "too_large"
    default_detail = f"A request holds at most {MOST_BYTES:,} bytes. Send fewer items at once."


class ImportViewSet(viewsets.GenericViewSet):
    """Items are known by what identifies them in their source: sent again, they stay as they are.

    Each has a result of its own, in the order of the request: created, unchanged (it was here
    before), or failed with the problem. Nobody is notified.
    """

    permission_classes = [permissions.IsAuthenticated]
    checks_scope = True

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        scopes.need(request, "admin:write")
        if int(request.META.get("CONTENT_LENGTH") or 0) > MOST_BYTES:
            raise TooLarge

    @extend_schema(request=MembersIn, responses=MemberResultsOut)
    @action(detail=False, methods=["post"])
    def members(self, request: MemberApiRequest) -> Response:
        """Members, without address and password; no mail leaves."""
        return _answer(MEMBERS, request, MemberResultsOut)

    @extend_schema(request=TopicsIn, responses=TopicResultsOut)
    @action(detail=False, methods=["post"])
    def topics(self, request: MemberApiRequest) -> Response:
        """Topics with their replies; each comes whole or not at all."""
        return _answer(TOPICS, request, TopicResultsOut)

    @extend_schema(request=PostsIn, responses=ResultsOut)
    @action(detail=False, methods=["post"])
    def posts(self, request: MemberApiRequest) -> Response:
        """Replies for topics that are here."""
        return _answer(POSTS, request, ResultsOut)


def _answer(what: What, request: MemberApiRequest, out: type[ResultsOut]) -> Response:
    return Response(out(bring_in(what, request.data, request.user)).data)
