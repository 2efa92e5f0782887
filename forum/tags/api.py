from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from community.accounts.http import MemberApiRequest
from forum import actions
from forum.models import Tag, TagGroup
from forum.tags import queries


class TagOut(serializers.ModelSerializer):
    url = serializers.CharField(source="get_absolute_url")

    class Meta:
        model = Tag
        fields = ["id", "name", "description", "group", "topics_count", "url", "updated_at"]
        read_only_fields = fields


class TagIn(serializers.Serializer):
    name = serializers.CharField(max_length=60)
    description = serializers.CharField(max_length=300, required=False, allow_blank=True)
    group = serializers.PrimaryKeyRelatedField(
        queryset=TagGroup.objects.all(), required=False, allow_null=True
    )


class MainTagIn(serializers.Serializer):
    of = serializers.PrimaryKeyRelatedField(queryset=Tag.objects.all())


class TagGroupOut(serializers.ModelSerializer):
    class Meta:
        model = TagGroup
        fields = ["id", "title", "position", "is_exclusive"]
        read_only_fields = fields


class TagGroupIn(serializers.Serializer):
    title = serializers.CharField(max_length=60)
    position = serializers.IntegerField(min_value=0, max_value=10_000, required=False)
    is_exclusive = serializers.BooleanField(required=False)


def _read(shape: type[serializers.Serializer], request: Request, *, partial: bool = False) -> Any:
    given = shape(data=request.data, partial=partial)
    given.is_valid(raise_exception=True)
    return given.validated_data


class TagViewSet(viewsets.ReadOnlyModelViewSet):
    """What topics are about. Counted are public topics only."""

    queryset = Tag.objects.none()
    serializer_class = TagOut

    def get_queryset(self):
        seen = Tag.objects.listed_to(self.request.user)
        if self.action in {"part", "destroy"}:  # a synonym, too
            seen = seen | Tag.objects.filter(synonym_of__in=seen)
        return seen.order_by("pk")

    @extend_schema(parameters=[OpenApiParameter("q", str)], responses=TagOut(many=True))
    @action(detail=False, methods=["get"], pagination_class=None)
    def suggestions(self, request: Request) -> Response:
        """The most used tags that begin with `q`, at most ten."""
        found = queries.suggestions(request.user, request.query_params.get("q", "")[:60])
        return Response(TagOut(found, many=True).data)

    @extend_schema(request=TagIn, responses={201: TagOut})
    def create(self, request: MemberApiRequest) -> Response:
        made = actions.make_tag(by=request.user, **_read(TagIn, request))
        return Response(TagOut(made).data, status=201)

    @extend_schema(request=TagIn, responses=TagOut)
    def partial_update(self, request: MemberApiRequest, pk: str) -> Response:
        changed = _read(TagIn, request, partial=True)
        tag = actions.edit_tag(tag=self.get_object(), by=request.user, **changed)
        return Response(TagOut(tag).data)

    @extend_schema(responses={204: None})
    def destroy(self, request: MemberApiRequest, pk: str) -> Response:
        actions.delete_tag(tag=self.get_object(), by=request.user)
        return Response(status=204)

    @extend_schema(request=MainTagIn, responses=TagOut)
    @action(detail=True, methods=["put"])
    def synonymy(self, request: MemberApiRequest, pk: str) -> Response:
        """Make it another name of the tag `of`, which takes over its topics."""
        into = _read(MainTagIn, request)["of"]
        tag = actions.merge_tag(tag=self.get_object(), into=into, by=request.user)
        return Response(TagOut(tag).data)

    @extend_schema(responses=TagOut)
    @synonymy.mapping.delete
    def part(self, request: MemberApiRequest, pk: str) -> Response:
        """Let it stand for itself again."""
        return Response(TagOut(actions.part_tag(tag=self.get_object(), by=request.user)).data)


class TagGroupViewSet(viewsets.ReadOnlyModelViewSet):
    """Tags that belong together."""

    queryset = TagGroup.objects.order_by("pk")
    serializer_class = TagGroupOut

    @extend_schema(request=TagGroupIn, responses={201: TagGroupOut})
    def create(self, request: MemberApiRequest) -> Response:
        formed = actions.form_tag_group(by=request.user, **_read(TagGroupIn, request))
        return Response(TagGroupOut(formed).data, status=201)

    @extend_schema(request=TagGroupIn, responses=TagGroupOut)
    def partial_update(self, request: MemberApiRequest, pk: str) -> Response:
        changed = _read(TagGroupIn, request, partial=True)
        group = actions.edit_tag_group(group=self.get_object(), by=request.user, **changed)
        return Response(TagGroupOut(group).data)

    @extend_schema(responses={204: None})
    def destroy(self, request: MemberApiRequest, pk: str) -> Response:
        actions.delete_tag_group(group=self.get_object(), by=request.user)
        return Response(status=204)
