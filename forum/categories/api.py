"""What REST takes and shows of categories."""

from typing import Any

from rest_framework import serializers

from community.accounts.models import Group, readable_by
from community.accounts.policy import is_administrator
from community.discussions.containers import policy
from community.discussions.models import VIEWS, Permission, TagGroup
from community.kernel.operations.inputs import Chosen
from forum.models import Category


def _managed(viewer: Any) -> Any:
    return Category.objects.managed_by(viewer)


def _tag_groups(_viewer: Any) -> Any:
    return TagGroup.objects.all()


def _groups(_viewer: Any) -> Any:
    return Group.objects.all()


class CategoryOut(serializers.ModelSerializer):
    permissions = serializers.SerializerMethodField(
        help_text="What the caller may do: read, start, reply, react, tag, solve, edit, moderate."
    )

    topics_count = serializers.IntegerField(source="threads_count", read_only=True)

    class Meta:
        model = Category
        fields = [
            "id", "title", "slug", "description", "parent", "depth", "position", "icon", "hue",
            "default_view", "template", "has_solutions", "min_tags", "required_tag_groups",
            "do_threads_need_approval", "do_replies_need_approval",
            "version", "updated_at", "topics_count", "posts_count",
            "permissions",
        ]  # fmt: skip
        read_only_fields = fields

    def to_representation(self, category: Category) -> dict[str, Any]:
        """A parent that is hidden from the caller is none, as in GraphQL."""
        shown: dict[str, Any] = super().to_representation(category)
        viewer = self.context["viewer"]
        if "parent" in shown and category.parent and not is_administrator(viewer):
            is_read = category.parent.audience_id in readable_by(viewer)
            shown["parent"] = category.parent_id if is_read else None
        return shown

    def get_permissions(self, category: Category) -> list[str]:
        return policy.allowed_in(self.context["viewer"], category)


class CategoryIn(serializers.Serializer):
    title = serializers.CharField(max_length=60)
    slug = serializers.SlugField(max_length=60, allow_unicode=True)
    description = serializers.CharField(max_length=300, required=False, allow_blank=True)
    parent = Chosen(_managed, Category, required=False, allow_null=True)  # type: ignore[assignment]
    position = serializers.IntegerField(required=False, min_value=0, max_value=100_000)
    icon = serializers.IntegerField(required=False, min_value=1, max_value=8)
    hue = serializers.IntegerField(required=False, min_value=1, max_value=8)
    default_view = serializers.ChoiceField(choices=VIEWS, required=False)
    template = serializers.CharField(
        max_length=8000, required=False, allow_blank=True, trim_whitespace=False
    )
    has_solutions = serializers.BooleanField(required=False)
    do_threads_need_approval = serializers.BooleanField(
        required=False, help_text="New topics wait until a moderator approves them."
    )
    do_replies_need_approval = serializers.BooleanField(
        required=False, help_text="Replies wait until a moderator approves them."
    )
    min_tags = serializers.IntegerField(required=False, min_value=0, max_value=5)
    required_tag_groups = Chosen(_tag_groups, TagGroup, many=True, required=False)


class CategoryEditIn(CategoryIn):
    is_public_meant = serializers.BooleanField(
        required=False,
        help_text="Confirm that private topics may become readable for everybody.",
    )


class PermissionIn(serializers.Serializer):
    group = Chosen(
        _groups, Group, allow_null=True, help_text="Null: everybody, including visitors."
    )
    action = serializers.ChoiceField(choices=Permission.Action.choices)
    value = serializers.ChoiceField(choices=Permission.Value.choices)


class PermissionsIn(serializers.Serializer):
    rows = PermissionIn(many=True)
    is_public_meant = serializers.BooleanField(required=False)


class PermissionOut(serializers.ModelSerializer):
    class Meta:
        model = Permission
        fields = ["group", "action", "value"]
        read_only_fields = fields
