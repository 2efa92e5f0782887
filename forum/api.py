"""What REST takes and shows of topics."""

from typing import Any

from rest_framework import serializers

from community.accounts.people.api import MemberId
from community.discussions.api import (
    LANGUAGE_OF_TITLE,
    OF_EDITED,
    OF_NEW,
    ViewerReading,
    WithFiles,
    language_field,
)
from community.kernel.batching import GroupedListSerializer, batch_load_for
from community.kernel.operations.inputs import Chosen
from forum.loaders import opening_posts
from forum.models import Category, Topic


def _categories(viewer: Any) -> Any:
    return Category.objects.visible_to(viewer)


class TopicFilter(serializers.Serializer):
    category = serializers.SlugField(
        required=False,
        allow_unicode=True,
        help_text="A category's slug. Its subcategories are included.",
    )
    tag = serializers.CharField(required=False, help_text="A tag's name or synonym.")
    author = serializers.CharField(required=False, help_text="A member's name.")


class TopicUpdateIn(serializers.Serializer):
    """A topic's title, category, tags and language. Omitted fields keep their values."""

    title = serializers.CharField(max_length=200)
    category = Chosen(_categories, Category)
    tags = serializers.ListField(
        child=serializers.CharField(max_length=60), max_length=20, required=False
    )
    language = language_field(OF_EDITED)
    reason = serializers.CharField(required=False, max_length=200, allow_blank=True)


class TopicIn(WithFiles, TopicUpdateIn):
    language = language_field(OF_NEW)
    reason = None  # type: ignore[assignment]


class TopicOut(ViewerReading, serializers.ModelSerializer):
    """A topic's id is also its thread's id: its posts are at /threads/{id}/posts/."""

    id = serializers.IntegerField(source="pk")
    title = serializers.CharField(source="thread.title")
    language = serializers.CharField(source="thread.language", help_text=LANGUAGE_OF_TITLE)
    author = serializers.CharField(source="thread.author.username")
    author_id = MemberId(source="thread.author")
    url = serializers.CharField(source="get_absolute_url")
    opening_post = serializers.SerializerMethodField(
        help_text="The id of the first post. Edit its text at /posts/{id}/."
    )
    posts_count = serializers.IntegerField(source="thread.posts_count")
    likes_count = serializers.IntegerField(source="thread.likes_count")
    views_count = serializers.IntegerField(source="thread.views_count")
    created_at = serializers.DateTimeField(source="thread.created_at")
    bumped_at = serializers.DateTimeField(source="thread.bumped_at")
    updated_at = serializers.DateTimeField(source="thread.updated_at")
    deleted_at = serializers.DateTimeField(source="thread.deleted_at", allow_null=True)
    hidden_at = serializers.DateTimeField(source="thread.hidden_at", allow_null=True)
    closed_at = serializers.DateTimeField(source="thread.closed_at", allow_null=True)
    archived_at = serializers.DateTimeField(source="thread.archived_at", allow_null=True)
    pinned_at = serializers.DateTimeField(source="thread.pinned_at", allow_null=True)
    tags = serializers.ListField(source="tag_names", child=serializers.CharField())

    class Meta:
        model = Topic
        list_serializer_class = GroupedListSerializer
        fields = [
            "id", "title", "language", "author", "author_id", "url", "category", "opening_post",
            "solution", "posts_count", "likes_count", "views_count", "created_at", "bumped_at",
            "updated_at", "deleted_at", "hidden_at", "closed_at", "archived_at", "pinned_at",
            "tags", "viewer_reading",
        ]  # fmt: skip
        read_only_fields = fields

    def get_opening_post(self, topic: Topic) -> int:
        opening: int = batch_load_for(self, topic, opening_posts)
        return opening
