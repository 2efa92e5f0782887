"""What REST takes and shows of threads and posts."""

from django.db.models import QuerySet
from rest_framework import serializers

from community.discussions.models import Like, Post, Thread
from community.discussions.reading import Level, Mention, Reading, Watch
from community.kernel.operations.inputs import Chosen


def _live_posts(_viewer: object, *, thread: Thread) -> QuerySet[Post]:
    return thread.posts.live()


class ThreadFilter(serializers.Serializer):
    kind = serializers.CharField(required=False, help_text="Such as forum.topic.")


class PostFilter(serializers.Serializer):
    thread = serializers.IntegerField(
        required=False, min_value=1, max_value=2**63 - 1, help_text="Of this thread alone."
    )
    author = serializers.CharField(required=False, help_text="A member's name.")


class ReplyIn(serializers.Serializer):
    source = serializers.CharField(trim_whitespace=False)  # type: ignore[assignment]
    parent = Chosen(_live_posts, Post, within=("thread",), required=False, allow_null=True)  # type: ignore[assignment]


class EditIn(serializers.Serializer):
    source = serializers.CharField(trim_whitespace=False)  # type: ignore[assignment]
    reason = serializers.CharField(required=False, max_length=200, allow_blank=True)


class LikeIn(serializers.Serializer):
    reaction = serializers.ChoiceField(Like.Reaction.choices, default=Like.Reaction.THANKS)


class ReactionOut(serializers.ModelSerializer):
    member = serializers.CharField(source="member.username")

    class Meta:
        model = Like
        fields = ["member", "reaction", "created_at"]
        read_only_fields = fields


class PostOut(serializers.ModelSerializer):
    author = serializers.CharField(source="author.username")
    reactions = serializers.DictField(child=serializers.IntegerField())

    class Meta:
        model = Post
        fields = [
            "id", "thread", "number", "parent", "author", "source", "html", "version",
            "replies_count", "likes_count", "imported_score", "reactions", "created_at",
            "edited_at", "updated_at", "deleted_at", "imported_url", "imported_licence",
        ]  # fmt: skip
        read_only_fields = fields


class MentionOut(serializers.ModelSerializer):
    post = PostOut()

    class Meta:
        model = Mention
        fields = ["id", "post", "created_at"]
        read_only_fields = fields


class PieceOut(serializers.Serializer):
    op = serializers.ChoiceField(choices=["keep", "insert", "delete"])
    text = serializers.CharField()


class ChangeOut(serializers.Serializer):
    name = serializers.CharField()
    before = serializers.CharField()
    after = serializers.CharField()


class RevisionOut(serializers.Serializer):
    """A version before an edit, and what the edit made of it."""

    number = serializers.IntegerField(source="revision.number")
    editor = serializers.CharField(source="revision.editor.username")
    source = serializers.CharField(source="revision.source")  # type: ignore[assignment]
    reason = serializers.CharField(source="revision.reason")
    created_at = serializers.DateTimeField(source="revision.created_at")
    hidden_at = serializers.DateTimeField(source="revision.hidden_at", allow_null=True)
    pieces = PieceOut(many=True)
    changes = ChangeOut(source="facts", many=True)


class RevisionsIn(serializers.Serializer):
    before = serializers.IntegerField(
        required=False,
        min_value=1,
        max_value=2**31 - 1,
        help_text="The number of the last one that was told: those before it.",
    )


class ThreadOut(serializers.ModelSerializer):
    author = serializers.CharField(source="author.username")
    last_author = serializers.CharField(source="last_author.username")

    class Meta:
        model = Thread
        fields = [
            "id", "kind", "title", "author", "last_author", "posts_count", "likes_count",
            "views_count", "created_at", "bumped_at", "updated_at", "deleted_at", "closed_at",
            "archived_at", "pinned_at", "pinned_until", "is_pinned_everywhere", "solved_at",
        ]  # fmt: skip
        read_only_fields = fields


class PinIn(serializers.Serializer):
    everywhere = serializers.BooleanField(required=False, default=False)
    until = serializers.DateTimeField(required=False, allow_null=True, default=None)


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
