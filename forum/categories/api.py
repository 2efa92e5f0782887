from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from community.accounts.http import MemberApiRequest
from community.accounts.models import Group, readable_by
from community.accounts.policy import may_run_the_place
from community.kernel.errors import Denied
from community.kernel.rest import etag, version_seen
from forum import actions, policy
from forum.models import VIEWS, Category, Permission, TagGroup

IF_MATCH = OpenApiParameter(
    "If-Match", OpenApiTypes.STR, OpenApiParameter.HEADER, description="The ETag that was read."
)


class CategoryOut(serializers.ModelSerializer):
    permissions = serializers.SerializerMethodField(
        help_text="What the caller may do there: read, start, reply, react, tag, solve, edit,"
        " moderate."
    )

    class Meta:
        model = Category
        fields = [
            "id", "title", "slug", "description", "parent", "depth", "position", "blaze", "hue",
            "default_view", "template", "has_solutions", "min_tags", "required_tag_groups",
            "version", "updated_at", "topics_count", "posts_count",
            "permissions",
        ]  # fmt: skip
        read_only_fields = fields

    def to_representation(self, category: Category) -> dict[str, Any]:
        """A parent that is hidden from the caller is none, as in GraphQL."""
        shown: dict[str, Any] = super().to_representation(category)
        viewer = self.context["request"].user
        if category.parent and not may_run_the_place(viewer):
            is_read = category.parent.audience_id in readable_by(viewer)
            shown["parent"] = category.parent_id if is_read else None
        return shown

    def get_permissions(self, category: Category) -> list[str]:
        return policy.allowed_in(self.context["request"].user, category)


class CategoryIn(serializers.Serializer):
    title = serializers.CharField(max_length=60)
    slug = serializers.SlugField(max_length=60, allow_unicode=True)
    description = serializers.CharField(max_length=300, required=False, allow_blank=True)
    parent = serializers.PrimaryKeyRelatedField(  # type: ignore[assignment]
        queryset=Category.objects.all(), required=False, allow_null=True
    )
    position = serializers.IntegerField(required=False, min_value=0, max_value=100_000)
    blaze = serializers.IntegerField(required=False, min_value=1, max_value=8)
    hue = serializers.IntegerField(required=False, min_value=1, max_value=8)
    default_view = serializers.ChoiceField(choices=VIEWS, required=False)
    template = serializers.CharField(
        max_length=8000, required=False, allow_blank=True, trim_whitespace=False
    )
    has_solutions = serializers.BooleanField(required=False)
    min_tags = serializers.IntegerField(required=False, min_value=0, max_value=5)
    required_tag_groups = serializers.PrimaryKeyRelatedField(
        queryset=TagGroup.objects.all(), many=True, required=False
    )


class CategoryEditIn(CategoryIn):
    is_public_meant = serializers.BooleanField(
        required=False,
        help_text="Say so when everybody could read from then on what was private.",
    )


class PermissionIn(serializers.Serializer):
    group = serializers.PrimaryKeyRelatedField(
        queryset=Group.objects.all(),
        allow_null=True,
        help_text="None: everybody, visitors included.",
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


class CategoryViewSet(viewsets.ReadOnlyModelViewSet):
    """Where topics stand: a tree, by `parent`. Staff set it up, and say who may do what."""

    queryset = Category.objects.none()
    serializer_class = CategoryOut

    def get_queryset(self):
        viewer, reads = self.request.user, self.action in {"list", "retrieve"}
        rows = Category.objects
        found = rows.visible_to(viewer) if reads else rows.managed_by(viewer)
        with_parents = found.select_related("parent")
        return with_parents.prefetch_related("required_tag_groups").order_by("pk")

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return self._shown(self.get_object())

    @extend_schema(request=CategoryIn, responses={201: CategoryOut})
    def create(self, request: MemberApiRequest) -> Response:
        _for_staff(request)
        given = CategoryIn(data=request.data)
        given.is_valid(raise_exception=True)
        return self._shown(actions.open_category(by=request.user, **given.validated_data), 201)

    @extend_schema(request=CategoryEditIn, responses=CategoryOut, parameters=[IF_MATCH])
    def partial_update(self, request: MemberApiRequest, pk: str) -> Response:
        """Change what is given. With If-Match, 412 if somebody else was faster."""
        category = self._managed(request)
        given = CategoryEditIn(data=request.data, partial=True)
        given.is_valid(raise_exception=True)
        edited = actions.edit_category(
            category=category, by=request.user, version=version_seen(request),
            **given.validated_data,
        )  # fmt: skip
        return self._shown(edited)

    @extend_schema(responses={204: None}, parameters=[IF_MATCH])
    def destroy(self, request: MemberApiRequest, pk: str) -> Response:
        """Take an empty category away."""
        category, version = self._managed(request), version_seen(request)
        actions.delete_category(category=category, by=request.user, version=version)
        return Response(status=204)

    @extend_schema(responses=PermissionOut(many=True))
    @action(detail=True, methods=["get"], pagination_class=None)
    def permissions(self, request: MemberApiRequest, pk: str) -> Response:
        """Every choice that was made for this category itself."""
        category = self._managed(request)
        rows = category.permissions.order_by("pk")
        return Response(PermissionOut(rows, many=True).data, headers=etag(category.version))

    @extend_schema(request=PermissionsIn, responses=CategoryOut, parameters=[IF_MATCH])
    @permissions.mapping.put
    def replace_permissions(self, request: MemberApiRequest, pk: str) -> Response:
        """Replace them all. Who may read follows, and the category's topics with it."""
        category = self._managed(request)
        given = PermissionsIn(data=request.data)
        given.is_valid(raise_exception=True)
        changed = actions.set_permissions(
            category=category,
            rows=[
                (row["group"], row["action"], row["value"]) for row in given.validated_data["rows"]
            ],
            by=request.user,
            version=version_seen(request),
            is_public_meant=given.validated_data.get("is_public_meant", False),
        )
        return self._shown(changed)

    def _managed(self, request: Request) -> Category:
        """Found first: of what is hidden from the caller, only that there is no such thing."""
        category: Category = self.get_object()
        _for_staff(request)
        return category

    def _shown(self, category: Category, status: int = 200) -> Response:
        out = CategoryOut(category, context=self.get_serializer_context())
        return Response(out.data, status, headers=etag(category.version))


def _for_staff(request: Request) -> None:
    if not may_run_the_place(request.user):
        raise Denied
