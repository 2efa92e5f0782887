from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import permissions, serializers, viewsets
from rest_framework.decorators import action
from rest_framework.response import Response

from community.accounts.http import MemberApiRequest
from community.discussions.api import IF_MATCH, seen
from community.discussions.models import Post
from forum import actions, queries
from forum.lists.api import lists_of
from forum.models import Category, Topic

TAGS_IN = serializers.ListField(
    child=serializers.CharField(max_length=60), max_length=20, required=False
)


class TopicIn(serializers.Serializer):
    title = serializers.CharField(max_length=200)
    category = serializers.PrimaryKeyRelatedField(queryset=Category.objects.none())
    source = serializers.CharField(trim_whitespace=False)  # type: ignore[assignment]
    tags = TAGS_IN

    def __init__(self, *args: Any, viewer: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if viewer:
            visible = Category.objects.visible_to(viewer)
            self.fields["category"].queryset = visible  # type: ignore[attr-defined]


class HeadIn(TopicIn):
    """What stands above a topic: what is left out stays as it is."""

    source = None  # type: ignore[assignment]
    reason = serializers.CharField(required=False, max_length=200, allow_blank=True)


class TopicOut(serializers.ModelSerializer):
    """A topic's id is its thread's: read and answer its posts at /threads/{id}/posts/."""

    id = serializers.IntegerField(source="pk")
    title = serializers.CharField(source="thread.title")
    author = serializers.CharField(source="thread.author.username")
    url = serializers.CharField(source="get_absolute_url")
    posts_count = serializers.IntegerField(source="thread.posts_count")
    likes_count = serializers.IntegerField(source="thread.likes_count")
    views_count = serializers.IntegerField(source="thread.views_count")
    created_at = serializers.DateTimeField(source="thread.created_at")
    bumped_at = serializers.DateTimeField(source="thread.bumped_at")
    updated_at = serializers.DateTimeField(source="thread.updated_at")
    deleted_at = serializers.DateTimeField(source="thread.deleted_at", allow_null=True)
    closed_at = serializers.DateTimeField(source="thread.closed_at", allow_null=True)
    archived_at = serializers.DateTimeField(source="thread.archived_at", allow_null=True)
    pinned_at = serializers.DateTimeField(source="thread.pinned_at", allow_null=True)
    tags = serializers.ListField(source="tag_names", child=serializers.CharField())

    class Meta:
        model = Topic
        fields = [
            "id", "title", "author", "url", "category", "solution", "posts_count", "likes_count",
            "views_count", "created_at", "bumped_at", "updated_at", "deleted_at", "closed_at",
            "archived_at", "pinned_at", "tags",
        ]  # fmt: skip
        read_only_fields = fields


class TopicViewSet(lists_of(TopicOut), viewsets.ReadOnlyModelViewSet):  # type: ignore[misc]
    """The forum's topics."""

    queryset = Topic.objects.none()
    serializer_class = TopicOut

    def get_queryset(self):
        visible = Topic.objects.visible_to(self.request.user)
        rows = visible.select_related("thread__author").order_by("pk")
        return rows.annotate(tags_beside=queries.TAGS)

    @extend_schema(request=TopicIn, responses={201: TopicOut})
    def create(self, request: MemberApiRequest) -> Response:
        topic = TopicIn(data=request.data, viewer=request.user)
        topic.is_valid(raise_exception=True)
        begun = actions.start_topic(by=request.user, **topic.validated_data)
        return Response(TopicOut(begun).data, status=201)

    @extend_schema(request=HeadIn, responses=TopicOut, parameters=[IF_MATCH])
    def partial_update(self, request: MemberApiRequest, pk: str) -> Response:
        """Change title, category or tags. If-Match is the opening post's ETag; 412 if stale."""
        head = HeadIn(data=request.data, viewer=request.user, partial=True)
        head.is_valid(raise_exception=True)
        topic = actions.edit_topic(
            topic=self.get_object(), by=request.user, version=seen(request), **head.validated_data
        )
        version = topic.thread.posts.only("version").get(number=1).version
        return Response(TopicOut(topic).data, headers={"ETag": f'"{version}"'})


class AnswerViewSet(viewsets.GenericViewSet):
    """A reply as its topic's answer."""

    permission_classes = [permissions.IsAuthenticated]
    queryset = Post.objects.none()
    serializer_class = TopicOut

    def get_queryset(self):
        return Post.objects.visible_to(self.request.user).exclude(thread__topic=None)

    @extend_schema(request=None, responses=TopicOut)
    @action(detail=True, methods=["put"])
    def acceptance(self, request: MemberApiRequest, pk: str) -> Response:
        topic = actions.accept_answer(post=self.get_object(), by=request.user)
        return Response(TopicOut(topic).data)

    @extend_schema(responses=TopicOut)
    @acceptance.mapping.delete
    def withdrawal(self, request: MemberApiRequest, pk: str) -> Response:
        topic = actions.withdraw_answer(post=self.get_object(), by=request.user)
        return Response(TopicOut(topic).data)
