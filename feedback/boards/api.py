"""What REST takes and shows of boards."""

from collections.abc import Mapping
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from community.accounts.models import Group
from community.discussions.containers import policy
from community.discussions.models import VIEWS, Permission, TagGroup
from community.kernel.batching import GroupedListSerializer, batch_load_for
from community.kernel.operations.inputs import Chosen
from feedback.boards.actions import LONGEST_NAME, MOST_STATUSES, MOST_VOTES
from feedback.boards.queries import ideas_by_board, settings_by_board, statuses_by_board
from feedback.models import MOST_WEIGHT, VOTE_LIMITS, Board, BoardSettings, Status


def _groups(_viewer: Any) -> Any:
    return Group.objects.all()


def _tag_groups(_viewer: Any) -> Any:
    return TagGroup.objects.all()


class IdeaStatusOut(serializers.ModelSerializer):
    name = serializers.CharField(source="label")

    class Meta:
        model = Status
        fields = ["id", "category", "name", "position", "is_on_roadmap"]
        read_only_fields = fields


class BoardSettingsOut(serializers.ModelSerializer):
    class Meta:
        model = BoardSettings
        fields = [
            "vote_limits", "max_weight", "allows_downvotes", "accepts_bugs", "is_on_roadmap",
            "subject_kind", "subject_id",
        ]  # fmt: skip
        read_only_fields = fields


class _IdeasCount(serializers.IntegerField):
    """Not what the row counts: see `public_counts`."""

    def get_attribute(self, instance: Board) -> Any:
        return batch_load_for(self.parent, instance, ideas_by_board)


class BoardOut(serializers.ModelSerializer):
    url = serializers.CharField(source="get_absolute_url")
    ideas_count = _IdeasCount()
    settings = serializers.SerializerMethodField()
    statuses = serializers.SerializerMethodField()
    permissions = serializers.SerializerMethodField(
        help_text="What the caller may do: read, start, reply, react, tag, solve, edit, moderate."
    )

    class Meta:
        model = Board
        list_serializer_class = GroupedListSerializer
        fields = [
            "id", "title", "slug", "description", "url", "position", "icon", "hue", "template",
            "min_tags", "do_threads_need_approval", "do_replies_need_approval", "version",
            "updated_at", "ideas_count", "settings", "statuses", "permissions",
        ]  # fmt: skip
        read_only_fields = fields

    @extend_schema_field(BoardSettingsOut)
    def get_settings(self, board: Board) -> Any:
        return BoardSettingsOut(batch_load_for(self, board, settings_by_board)).data

    @extend_schema_field(IdeaStatusOut(many=True))
    def get_statuses(self, board: Board) -> Any:
        rows = batch_load_for(self, board, statuses_by_board)
        return IdeaStatusOut(rows, many=True).data

    def get_permissions(self, board: Board) -> list[str]:
        return policy.allowed_in(self.context["viewer"], board)


class BoardIn(serializers.Serializer):
    title = serializers.CharField(max_length=60)
    slug = serializers.SlugField(max_length=60, allow_unicode=True)
    description = serializers.CharField(max_length=300, required=False, allow_blank=True)
    position = serializers.IntegerField(required=False, min_value=0, max_value=100_000)
    icon = serializers.IntegerField(required=False, min_value=1, max_value=8)
    hue = serializers.IntegerField(required=False, min_value=1, max_value=8)
    default_view = serializers.ChoiceField(choices=VIEWS, required=False)
    template = serializers.CharField(
        max_length=8000, required=False, allow_blank=True, trim_whitespace=False
    )
    do_threads_need_approval = serializers.BooleanField(
        required=False, help_text="New ideas wait until a moderator approves them."
    )
    do_replies_need_approval = serializers.BooleanField(
        required=False, help_text="Comments wait until a moderator approves them."
    )
    min_tags = serializers.IntegerField(required=False, min_value=0, max_value=5)
    required_tag_groups = Chosen(_tag_groups, TagGroup, many=True, required=False)
    vote_limits = serializers.ListField(
        child=serializers.IntegerField(min_value=0, max_value=MOST_VOTES),
        min_length=len(VOTE_LIMITS),
        max_length=len(VOTE_LIMITS),
        required=False,
        allow_null=True,
        help_text="Votes of a member on the board by trust level, 0 to 4. Null: 2, 4, 6, 8, 10.",
    )
    max_weight = serializers.IntegerField(
        required=False,
        min_value=1,
        max_value=MOST_WEIGHT,
        help_text="The most votes of a member for one idea.",
    )
    allows_downvotes = serializers.BooleanField(required=False)
    accepts_bugs = serializers.BooleanField(required=False)
    is_on_roadmap = serializers.BooleanField(required=False)


class BoardEditIn(BoardIn):
    is_public_meant = serializers.BooleanField(
        required=False, help_text="Confirm that private ideas may become readable for everybody."
    )


class BoardStatusIn(serializers.Serializer):
    id = serializers.IntegerField(
        required=False, allow_null=True, min_value=1, max_value=2**63 - 1,
        help_text="Of the status that is changed. Null: it is added.",
    )  # fmt: skip
    category = serializers.ChoiceField(choices=Status.Category.choices)
    name = serializers.CharField(
        max_length=LONGEST_NAME, required=False, allow_blank=True,
        help_text="Empty: that of the category.",
    )  # fmt: skip
    position = serializers.IntegerField(required=False, min_value=0, max_value=30_000)
    is_on_roadmap = serializers.BooleanField(required=False)


class BoardStatusesIn(serializers.Serializer):
    statuses = BoardStatusIn(many=True, max_length=MOST_STATUSES)  # type: ignore[call-arg]


class BoardPermissionIn(serializers.Serializer):
    group = Chosen(
        _groups, Group, allow_null=True, help_text="Null: everybody, including visitors."
    )
    action = serializers.ChoiceField(choices=Permission.Action.choices)
    value = serializers.ChoiceField(choices=Permission.Value.choices)


class BoardPermissionsIn(serializers.Serializer):
    rows = BoardPermissionIn(many=True)
    is_public_meant = serializers.BooleanField(required=False)


class BoardPermissionOut(serializers.ModelSerializer):
    class Meta:
        model = Permission
        fields = ["group", "action", "value"]
        read_only_fields = fields


def given(rows: list[Mapping[str, Any]]) -> list[tuple[Any, str, str]]:
    """The rows as the action takes them."""
    return [(row["group"], row["action"], row["value"]) for row in rows]
