"""What REST takes and shows of ideas."""

from typing import Any

from rest_framework import serializers

from community.accounts.models import Organisation, User
from community.accounts.people.api import MemberId
from community.accounts.policy import may_moderate
from community.discussions.api import (
    LANGUAGE_OF_TITLE,
    OF_EDITED,
    OF_NEW,
    ViewerReading,
    WithFiles,
    language_field,
)
from community.kernel.batching import GroupedListSerializer, batch_load_for
from community.kernel.costs import MOST_LISTED, USUAL_LISTED
from community.kernel.operations.inputs import Chosen
from feedback.ideas.actions.bugs import LONGEST
from feedback.ideas.actions.statuses import LONGEST_REASON
from feedback.ideas.loaders import ideas_by_id, opening_ids, own_votes, tags_by_idea
from feedback.ideas.queries import SORTS
from feedback.models import Board, Idea, Status, StatusChange


def _boards(viewer: Any) -> Any:
    return Board.objects.visible_to(viewer)


def _members(_viewer: Any) -> Any:
    return User.objects.filter(is_active=True)


def _organisations(viewer: Any) -> Any:
    rows = Organisation.objects.all()
    return rows if may_moderate(viewer) else rows.none()


def _ideas(viewer: Any) -> Any:
    return Idea.objects.visible_to(viewer)


def _statuses(_viewer: Any, *, idea: Idea) -> Any:
    return Status.objects.filter(board=idea.board_id)


class IdeaFilter(serializers.Serializer):
    board = serializers.SlugField(
        required=False,
        allow_unicode=True,
        help_text="A board's slug. The boards below it are included.",
    )
    category = serializers.ChoiceField(
        Status.Category.choices, required=False, help_text="The category of the status."
    )
    kind = serializers.ChoiceField(Idea.Kind.choices, required=False)
    tag = serializers.CharField(required=False, help_text="A tag's name or synonym.")
    author = serializers.CharField(required=False, help_text="A member's name.")


class RankedFilter(IdeaFilter):
    sort = serializers.ChoiceField(
        SORTS, default="trending",
        help_text="Trending counts votes and comments, of which the older ones weigh less.",
    )  # fmt: skip
    limit = serializers.IntegerField(
        min_value=1, max_value=MOST_LISTED, default=USUAL_LISTED, help_text="How many ideas."
    )


class SimilarIdeasIn(serializers.Serializer):
    q = serializers.CharField(
        max_length=200, default="", allow_blank=True, help_text="The title of a new idea."
    )
    board = serializers.SlugField(required=False, allow_unicode=True, help_text="A board's slug.")


class _Facts(serializers.Serializer):
    title = serializers.CharField(max_length=200)
    kind = serializers.ChoiceField(Idea.Kind.choices, required=False)
    tags = serializers.ListField(
        child=serializers.CharField(max_length=60), max_length=20, required=False
    )
    is_private = serializers.BooleanField(
        required=False, help_text="Only its author and the board's team see it."
    )
    is_security = serializers.BooleanField(
        required=False, help_text="Of bugs: a security report, which is private."
    )
    severity = serializers.ChoiceField(
        Idea.Severity.choices, required=False, allow_null=True,
        help_text="Of bugs: 1 (critical) to 4 (trivial).",
    )  # fmt: skip
    steps = serializers.CharField(
        required=False, allow_blank=True, max_length=LONGEST["steps"],
        help_text="Of bugs: the steps to reproduce it.",
    )  # fmt: skip
    affected_version = serializers.CharField(
        required=False, allow_blank=True, max_length=LONGEST["affected_version"]
    )
    environment = serializers.CharField(
        required=False, allow_blank=True, max_length=LONGEST["environment"]
    )


class IdeaIn(WithFiles, _Facts):
    board = Chosen(_boards, Board)
    language = language_field(OF_NEW)
    on_behalf_of = Chosen(
        _members, User, required=False, allow_null=True,
        help_text="For the board's team: the id of the member whose idea it is.",
    )  # fmt: skip
    organisation = Chosen(
        _organisations, Organisation, required=False, allow_null=True,
        help_text="For staff: the id of the customer. By default, the member's.",
    )  # fmt: skip


class IdeaUpdateIn(_Facts):
    """Omitted fields keep their values."""

    language = language_field(OF_EDITED)
    reason = serializers.CharField(required=False, max_length=200, allow_blank=True)


class IdeaBoardIn(serializers.Serializer):
    board = Chosen(_boards, Board)


class IdeaStatusIn(serializers.Serializer):
    status = Chosen(_statuses, Status, parents=("idea",))
    reason = serializers.CharField(
        required=False, allow_blank=True, max_length=LONGEST_REASON,
        help_text="Shown to everybody who may see the idea.",
    )  # fmt: skip


class MergeIdeaIn(serializers.Serializer):
    into = Chosen(_ideas, Idea, help_text="The id of the idea that stays.")


class IdeaOut(ViewerReading, serializers.ModelSerializer):
    """An idea's id is also its thread's id: its comments are at /threads/{id}/posts/."""

    id = serializers.IntegerField(source="pk")
    title = serializers.CharField(source="thread.title")
    language = serializers.CharField(source="thread.language", help_text=LANGUAGE_OF_TITLE)
    author = serializers.CharField(source="thread.author.username")
    author_id = MemberId(source="thread.author")
    url = serializers.CharField(source="get_absolute_url")
    status = serializers.CharField(source="status.label", help_text="Its name on this board.")
    status_id = serializers.IntegerField()
    merged_into = serializers.SerializerMethodField(
        help_text="The id of the idea that has its votes; null if there is none, or it is hidden."
    )
    opening_post = serializers.SerializerMethodField(
        help_text="The id of the description. Edit its text at /posts/{id}/."
    )
    tags = serializers.SerializerMethodField()
    viewer_vote = serializers.SerializerMethodField(
        help_text="The caller's vote: 1 to 3, -1, or 0 for none; null for visitors."
    )
    eta_precision = serializers.CharField(
        help_text="quarter, month or day; empty if nobody knows when it is expected."
    )
    posts_count = serializers.IntegerField(source="thread.posts_count")
    comments_count = serializers.IntegerField(source="thread.replies_count")
    created_at = serializers.DateTimeField(source="thread.created_at")
    bumped_at = serializers.DateTimeField(source="thread.bumped_at")
    updated_at = serializers.DateTimeField(source="thread.updated_at")
    closed_at = serializers.DateTimeField(source="thread.closed_at", allow_null=True)
    deleted_at = serializers.DateTimeField(source="thread.deleted_at", allow_null=True)

    class Meta:
        model = Idea
        list_serializer_class = GroupedListSerializer
        fields = [
            "id", "board", "number", "kind", "title", "language", "author", "author_id", "url",
            "opening_post", "status", "status_id", "category", "status_changed_at", "merged_into",
            "merged_at", "score", "voters_count", "tags", "is_private", "is_security", "severity",
            "steps", "affected_version", "environment", "eta_date", "eta_precision", "posts_count",
            "comments_count", "version", "created_at", "bumped_at", "updated_at", "closed_at",
            "deleted_at", "viewer_vote", "viewer_reading",
        ]  # fmt: skip
        read_only_fields = fields

    def get_viewer_vote(self, idea: Idea) -> int | None:
        vote: int | None = batch_load_for(self, idea, own_votes)
        return vote

    def get_merged_into(self, idea: Idea) -> int | None:
        found = batch_load_for(self, idea, ideas_by_id, key="merged_into_id")
        return found.pk if found else None

    def get_opening_post(self, idea: Idea) -> int:
        opening: int = batch_load_for(self, idea, opening_ids)
        return opening

    def get_tags(self, idea: Idea) -> list[str]:
        return [tag.name for tag in batch_load_for(self, idea, tags_by_idea)]


class StatusChangeOut(serializers.ModelSerializer):
    actor = serializers.CharField(source="actor.username")
    before = serializers.CharField(source="before_category")
    after = serializers.CharField(source="after_category")

    class Meta:
        model = StatusChange
        fields = ["id", "before", "after", "actor", "reason", "created_at"]
        read_only_fields = fields
