"""Reading and watching over REST."""

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import permissions, serializers, viewsets
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound
from rest_framework.response import Response

from community.accounts.http import MemberApiRequest
from community.discussions.actions import reading as actions
from community.discussions.reading import Level, Reading, Watch
from community.kernel import subjects
from community.kernel.subjects import Subject


class ReadingIn(serializers.Serializer):
    upto = serializers.IntegerField(min_value=0, max_value=2**31 - 1)
    ms = serializers.IntegerField(min_value=0, max_value=2**31 - 1, default=0)


class ReadingOut(serializers.ModelSerializer):
    class Meta:
        model = Reading
        fields = ["thread", "last_read_number", "level", "reason"]
        read_only_fields = fields


class ThreadWatchIn(serializers.Serializer):
    level = serializers.IntegerField(min_value=Level.MUTED, max_value=Level.WATCHING)


class WatchIn(serializers.Serializer):
    level = serializers.IntegerField(
        min_value=Level.MUTED, max_value=Level.WATCHING_FIRST, allow_null=True
    )


class WatchOut(serializers.ModelSerializer):
    class Meta:
        model = Watch
        fields = ["kind", "object_id", "level", "read_at"]
        read_only_fields = fields


class ThreadMarks(viewsets.GenericViewSet):
    """What is the caller's own in a thread; mixed into the threads' viewset."""

    @extend_schema(request=ReadingIn, responses=ReadingOut)
    @action(detail=True, methods=["put"], permission_classes=[permissions.IsAuthenticated])
    def reading(self, request: MemberApiRequest, pk: str) -> Response:
        """Say how far the caller has read, and for how long; it never goes backwards."""
        thread, told = self.get_object(), ReadingIn(data=request.data)
        told.is_valid(raise_exception=True)
        mine = actions.mark_read(thread=thread, by=request.user, **told.validated_data)
        return Response(ReadingOut(mine).data)

    @extend_schema(request=ThreadWatchIn, responses=ReadingOut)
    @action(detail=True, methods=["put"], permission_classes=[permissions.IsAuthenticated])
    def watch(self, request: MemberApiRequest, pk: str) -> Response:
        """Choose how closely to watch the thread: 0 muted, 1 normal, 2 tracking, 3 watching."""
        thread, told = self.get_object(), ThreadWatchIn(data=request.data)
        told.is_valid(raise_exception=True)
        mine = actions.watch_thread(thread=thread, by=request.user, **told.validated_data)
        return Response(ReadingOut(mine).data)


PLACE = OpenApiParameter(
    "id", OpenApiTypes.STR, OpenApiParameter.PATH, description="`kind:id`, as forum.category:3."
)


class WatchViewSet(viewsets.GenericViewSet):
    """The categories and tags that the caller watches or mutes."""

    scope_domain = "forum"
    permission_classes = [permissions.IsAuthenticated]
    queryset = Watch.objects.none()
    serializer_class = WatchOut
    pagination_class = None
    lookup_value_regex = r"[a-z_.]+:[0-9]+"

    @extend_schema(responses=WatchOut(many=True))
    def list(self, request: MemberApiRequest) -> Response:
        rows = Watch.objects.filter(member=request.user).order_by("kind", "object_id")
        return Response(WatchOut(rows, many=True).data)

    @extend_schema(request=WatchIn, responses=WatchOut, parameters=[PLACE])
    def update(self, request: MemberApiRequest, pk: str) -> Response:
        """Choose how closely to watch all its threads; null forgets the choice."""
        place, told = self._place(request, pk), WatchIn(data=request.data)
        told.is_valid(raise_exception=True)
        level = told.validated_data["level"]
        mine = actions.watch_place(
            kind=place.kind, object_id=place.id, level=level, by=request.user
        )
        return Response(WatchOut(mine).data)

    @extend_schema(request=None, responses={204: None}, parameters=[PLACE])
    @action(detail=True, methods=["put"])
    def reading(self, request: MemberApiRequest, pk: str) -> Response:
        """Nothing in it is new or unread from now on; `forum:0` is everything."""
        place = self._place(request, pk)
        actions.mark_all_read(kind=place.kind, object_id=place.id, by=request.user)
        return Response(status=204)

    def _place(self, request: MemberApiRequest, pk: str) -> Subject:
        place = Subject.parse(pk)
        if place is None or subjects.resolve(place, request.user) is None:
            raise NotFound
        return place
