"""What REST takes and shows of threads and posts."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from community.accounts.people.api import MemberId
from community.discussions.kinds import kind_of
from community.discussions.languages import LONGEST
from community.discussions.loaders import own_reactions, own_readings
from community.discussions.models import Like, Post, Thread
from community.discussions.models.reading import Level, Mention, Reading, ThreadLevel, Watch
from community.discussions.reading.words import PLACE_CHOICES, THREAD_CHOICES
from community.kernel.batching import GroupedListSerializer, batch_load_for
from community.kernel.operations.inputs import Chosen
from community.kernel.rest import KeptFields
from community.kernel.text import in_english

LANGUAGE = "The code of the language of the text, such as `en` or `pt-br`; empty if unknown."
LANGUAGE_OF_TITLE = "The code of the language of the title and the first post; empty if unknown."


def _posts(_viewer: object, *, thread: Thread) -> QuerySet[Post]:
    """Deleted ones too: the action says what became of them."""
    return thread.posts.all()


class ThreadFilter(serializers.Serializer):
    kind = serializers.CharField(
        required=False, help_text="Only threads of this kind, such as `forum.topic`."
    )


class PostFilter(serializers.Serializer):
    thread = serializers.IntegerField(
        required=False, min_value=1, max_value=2**63 - 1, help_text="Only posts of this thread."
    )
    author = serializers.CharField(required=False, help_text="A member's name.")


def language_field(help_text: str) -> serializers.CharField:
    """The code of one of the site's languages; which there are, the action asks."""
    return serializers.CharField(
        required=False, allow_blank=True, max_length=LONGEST, help_text=help_text
    )


MOST_ADDED = 20  # files, by ids beside a text


def upload_ids_field() -> serializers.ListField:
    return serializers.ListField(
        child=serializers.CharField(max_length=32), max_length=MOST_ADDED, required=False,
        help_text="Keys of uploads. Those that the text does not show are added at its end.",
    )  # fmt: skip


class WithFiles(serializers.Serializer):
    """A new text, which may be nothing but files."""

    source = serializers.CharField(trim_whitespace=False, allow_blank=True)  # type: ignore[assignment]
    upload_ids = upload_ids_field()

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if not attrs["source"] and not attrs.get("upload_ids"):
            blank = serializers.CharField.default_error_messages["blank"]
            raise serializers.ValidationError({"source": blank}, code="blank")
        return attrs


OF_NEW = (
    "The code of the language of the text, such as `en` or `pt-br`. By default, the author's"
    " language. Empty: none of the site's languages."
)
OF_EDITED = "The code of the language of the text, such as `en` or `pt-br`."


class ReplyIn(WithFiles):
    language = language_field(OF_NEW)
    parent = Chosen(_posts, Post, parents=("thread",), required=False, allow_null=True)  # type: ignore[assignment]


class EditIn(serializers.Serializer):
    """A post's text and language. Omitted fields keep their values."""

    source = serializers.CharField(trim_whitespace=False)  # type: ignore[assignment]
    upload_ids = upload_ids_field()
    language = language_field(OF_EDITED)
    reason = serializers.CharField(required=False, max_length=200, allow_blank=True)


class LikeIn(serializers.Serializer):
    reaction = serializers.ChoiceField(Like.Reaction.choices, default=Like.Reaction.THANKS)


class ReactionOut(serializers.ModelSerializer):
    member = serializers.CharField(source="member.username")

    class Meta:
        model = Like
        fields = ["member", "reaction", "created_at"]
        read_only_fields = fields


class PostOut(KeptFields, serializers.ModelSerializer):
    author = serializers.CharField(source="author.username")
    author_id = MemberId(source="author")
    reactions = serializers.DictField(child=serializers.IntegerField())
    url = serializers.SerializerMethodField(help_text="The post's address on the website.")
    language = serializers.CharField(help_text=LANGUAGE)
    viewer_reaction = serializers.SerializerMethodField()

    class Meta:
        model = Post
        list_serializer_class = GroupedListSerializer
        fields = [
            "id", "thread", "url", "number", "parent", "author", "author_id", "source",
            "language", "html", "version", "replies_count", "likes_count", "imported_score",
            "reactions", "viewer_reaction", "created_at", "edited_at", "updated_at", "deleted_at",
            "hidden_at", "imported_url", "imported_licence",
        ]  # fmt: skip
        read_only_fields = fields

    def get_url(self, post: Post) -> str:
        return reverse("discussions:short", args=[post.pk])

    @extend_schema_field(
        serializers.ChoiceField(
            Like.Reaction.choices,
            allow_null=True,
            help_text="The caller's own reaction; null if there is none, and for visitors.",
        )
    )
    def get_viewer_reaction(self, post: Post) -> str | None:
        if not post.reactions:  # nobody's
            return None
        given: str | None = batch_load_for(self, post, own_reactions)
        return given


class MentionOut(serializers.ModelSerializer):
    post = PostOut()

    class Meta:
        model = Mention
        list_serializer_class = GroupedListSerializer
        shows = ["post"]
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
    """An earlier version of a post, and what the edit changed."""

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
        help_text="Only revisions before this number.",
    )


class ReadingOut(serializers.ModelSerializer):
    """How far a member has read a thread, and how closely they watch it."""

    level = serializers.ChoiceField(ThreadLevel.choices, help_text="The watch level.")
    unread_count = serializers.IntegerField(
        help_text="The number of unread posts, without deleted ones."
    )

    class Meta:
        model = Reading
        fields = ["thread", "last_read_number", "unread_count", "level", "reason"]
        read_only_fields = fields
        extra_kwargs = {
            "last_read_number": {"help_text": "The number of the last post that was read."}
        }


# Mixed into what is shown of a row that has its thread's id.
class ViewerReading(serializers.Serializer):
    viewer_reading = serializers.SerializerMethodField(
        help_text="The caller's own reading; null before the first visit, and for visitors."
    )

    @extend_schema_field(ReadingOut(allow_null=True))
    def get_viewer_reading(self, row: Any) -> Any:
        mine = batch_load_for(self, row, own_readings)
        return mine and ReadingOut(mine).data


class ThreadOut(ViewerReading, serializers.ModelSerializer):
    language = serializers.CharField(help_text=LANGUAGE_OF_TITLE)
    author = serializers.CharField(source="author.username")
    author_id = MemberId(source="author")
    last_author = serializers.CharField(source="last_author.username")
    last_author_id = MemberId(source="last_author")
    url = serializers.SerializerMethodField(help_text="The address on the website.")

    class Meta:
        model = Thread
        list_serializer_class = GroupedListSerializer
        fields = [
            "id", "kind", "title", "language", "url", "author", "author_id", "last_author",
            "last_author_id", "posts_count", "likes_count", "views_count", "created_at",
            "bumped_at", "updated_at", "deleted_at", "hidden_at", "closed_at", "archived_at",
            "pinned_at", "pinned_until", "is_pinned_everywhere", "solved_at", "viewer_reading",
        ]  # fmt: skip
        read_only_fields = fields

    def get_url(self, thread: Thread) -> str:
        return kind_of(thread).url(thread)


class RemovedThreadOut(serializers.ModelSerializer):
    """A deleted thread."""

    removed_at = serializers.DateTimeField(source="deleted_at")

    class Meta:
        model = Thread
        fields = ["id", "removed_at"]
        read_only_fields = fields


class RemovedPostOut(serializers.ModelSerializer):
    """A deleted post, and its thread."""

    removed_at = serializers.DateTimeField(source="deleted_at")

    class Meta:
        model = Post
        fields = ["id", "thread", "removed_at"]
        read_only_fields = fields


class PinIn(serializers.Serializer):
    everywhere = serializers.BooleanField(required=False, default=False)
    until = serializers.DateTimeField(required=False, allow_null=True, default=None)


class ReadingIn(serializers.Serializer):
    upto = serializers.IntegerField(min_value=0, max_value=2**31 - 1)
    ms = serializers.IntegerField(min_value=0, max_value=2**31 - 1, default=0)


def _told(choices: Sequence[Mapping[str, Any]]) -> str:
    """What each choice means to the caller."""
    told = ((one["value"], in_english(one["says"])) for one in choices)
    return " ".join(f"{'null' if value == '' else value}: {says}" for value, says in told)


class ThreadWatchIn(serializers.Serializer):
    level = serializers.ChoiceField(ThreadLevel.choices, help_text=_told(THREAD_CHOICES))


class WatchIn(serializers.Serializer):
    level = serializers.ChoiceField(Level.choices, allow_null=True, help_text=_told(PLACE_CHOICES))


class WatchOut(serializers.ModelSerializer):
    class Meta:
        model = Watch
        fields = ["kind", "object_id", "level", "read_at"]
        read_only_fields = fields
