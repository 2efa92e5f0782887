"""What REST and GraphQL take and show of releases."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from community.kernel.batching import GroupedListSerializer, batch_load_for
from community.kernel.operations.inputs import Chosen
from feedback.models import Board, Release, ReleaseItem
from feedback.releases.queries import items_of_releases


def _boards(viewer: Any) -> Any:
    return Board.objects.visible_to(viewer)


class ReleaseItemOut(serializers.Serializer):
    """A line of a release."""

    id = serializers.IntegerField(source="pk")
    group = serializers.ChoiceField(ReleaseItem.Group.choices)
    text = serializers.CharField()
    idea = serializers.IntegerField(
        source="idea_id", allow_null=True, help_text="The id of the idea that it is about."
    )
    voters_count = serializers.SerializerMethodField(
        help_text="How many members voted for the idea; null without an idea."
    )

    def get_voters_count(self, item: ReleaseItem) -> int | None:
        return item.idea.voters_count if item.idea else None


class ReleaseItemIn(serializers.Serializer):
    """A line of a release."""

    id = serializers.IntegerField(
        required=False, allow_null=True, min_value=1, max_value=2**63 - 1,
        help_text="The id of the line, if it is in the release.",
    )  # fmt: skip
    idea = serializers.IntegerField(
        required=False, allow_null=True, min_value=1, max_value=2**63 - 1,
        help_text="The id of a completed idea, for a new line about it.",
    )  # fmt: skip
    group = serializers.ChoiceField(ReleaseItem.Group.choices)
    text = serializers.CharField(
        required=False, allow_blank=True, max_length=300,
        help_text="Without it, the title of the idea.",
    )  # fmt: skip


class ReleaseOut(serializers.ModelSerializer):
    items = serializers.SerializerMethodField(help_text="New before improved before fixed.")

    class Meta:
        model = Release
        list_serializer_class = GroupedListSerializer
        fields = [
            "id", "version", "board", "name", "title", "source", "html", "published_at", "items",
        ]  # fmt: skip
        read_only_fields = fields
        extra_kwargs = {
            "board": {"help_text": "The id of the board whose ideas it lists; null: of all."},
            "name": {"help_text": "The version: `4.12`."},
            "source": {"help_text": "The Markdown source of the notes."},
            "published_at": {"help_text": "Null if it is a draft."},
        }

    @extend_schema_field(ReleaseItemOut(many=True))
    def get_items(self, release: Release) -> list[Any]:
        items = batch_load_for(self, release, items_of_releases)
        return list(ReleaseItemOut(items, many=True).data)


class ReleaseIn(serializers.Serializer):
    board = Chosen(
        _boards, Board, required=False, allow_null=True,
        help_text="The id of the board whose ideas it lists. None: all public boards.",
    )  # fmt: skip
    name = serializers.CharField(max_length=40, help_text="The version: `4.12`.")
    title = serializers.CharField(max_length=200)


class ReleaseEditIn(serializers.Serializer):
    name = serializers.CharField(max_length=40, help_text="The version: `4.12`.")
    title = serializers.CharField(max_length=200)
    source = serializers.CharField(  # type: ignore[assignment]
        trim_whitespace=False, allow_blank=True, help_text="The Markdown source of the notes."
    )
    items = ReleaseItemIn(
        many=True,
        help_text="All lines in their order. A line that is not among them is deleted.",
    )


class ReleaseFilter(serializers.Serializer):
    board = serializers.CharField(
        required=False, max_length=60, help_text="The slug of a board, for its releases only."
    )
