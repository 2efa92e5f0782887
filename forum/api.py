from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import permissions, serializers, viewsets
from rest_framework.decorators import action
from rest_framework.response import Response

from community.accounts.http import MemberApiRequest
from community.discussions.models import Post
from forum import actions
from forum.lists.api import lists_of
from forum.models import Category, Topic


class CategoryOut(serializers.ModelSerializer):
    class Meta:
        model = Category
        fields = ["id", "title", "slug", "description", "topics_count", "posts_count"]
        read_only_fields = fields


class CategoryViewSet(viewsets.ReadOnlyModelViewSet):
    """Where topics stand."""

    queryset = Category.objects.none()
    serializer_class = CategoryOut

    def get_queryset(self):
        return Category.objects.visible_to(self.request.user).order_by("pk")


class TopicIn(serializers.Serializer):
    title = serializers.CharField(max_length=200)
    category = serializers.PrimaryKeyRelatedField(queryset=Category.objects.none())
    source = serializers.CharField(trim_whitespace=False)  # type: ignore[assignment]

    def __init__(self, *args: Any, viewer: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if viewer:
            visible = Category.objects.visible_to(viewer)
            self.fields["category"].queryset = visible  # type: ignore[attr-defined]


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
    deleted_at = serializers.DateTimeField(source="thread.deleted_at", allow_null=True)

    class Meta:
        model = Topic
        fields = [
            "id", "title", "author", "url", "category", "solution", "posts_count", "likes_count",
            "views_count", "created_at", "bumped_at", "deleted_at",
        ]  # fmt: skip
        read_only_fields = fields


class TopicViewSet(lists_of(TopicOut), viewsets.ReadOnlyModelViewSet):  # type: ignore[misc]
    """The forum's topics."""

    queryset = Topic.objects.none()
    serializer_class = TopicOut

    def get_queryset(self):
        visible = Topic.objects.visible_to(self.request.user)
        return visible.select_related("thread__author").order_by("pk")

    @extend_schema(request=TopicIn, responses={201: TopicOut})
    def create(self, request: MemberApiRequest) -> Response:
        topic = TopicIn(data=request.data, viewer=request.user)
        topic.is_valid(raise_exception=True)
        begun = actions.start_topic(by=request.user, **topic.validated_data)
        return Response(TopicOut(begun).data, status=201)


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
