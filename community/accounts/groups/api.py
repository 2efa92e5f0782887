from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import permissions, serializers, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from community.accounts import actions
from community.accounts.api import MemberOut
from community.accounts.http import MemberApiRequest
from community.accounts.models import Group, User
from community.accounts.policy import may_run_the_place
from community.kernel.errors import Denied

MEMBER = OpenApiParameter("member", int, OpenApiParameter.PATH, description="A member's id.")


class GroupIn(serializers.Serializer):
    name = serializers.CharField(max_length=60)
    slug = serializers.SlugField(max_length=60)


class GroupOut(serializers.ModelSerializer):
    class Meta:
        model = Group
        fields = ["id", "name", "slug", "rule"]
        read_only_fields = fields


class GroupViewSet(viewsets.ReadOnlyModelViewSet):
    """Members who are given something together; for staff. Those with a rule fill themselves."""

    scope_domain = "admin"
    permission_classes = [permissions.IsAuthenticated]
    queryset = Group.objects.none()
    serializer_class = GroupOut

    def get_queryset(self):
        return Group.objects.order_by("pk")

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if not may_run_the_place(request.user):
            raise Denied

    @extend_schema(request=GroupIn, responses={201: GroupOut})
    def create(self, request: MemberApiRequest) -> Response:
        given = GroupIn(data=request.data)
        given.is_valid(raise_exception=True)
        group = actions.form_group(by=request.user, **given.validated_data)
        return Response(GroupOut(group).data, 201)

    @extend_schema(responses=MemberOut(many=True))
    @action(detail=True, methods=["get"])
    def members(self, request: Request, pk: str) -> Response:
        """Who was put into it by hand."""
        page = self.paginate_queryset(self.get_object().members.order_by("pk"))
        return self.get_paginated_response(MemberOut(page, many=True).data)

    @extend_schema(request=None, responses={204: None}, parameters=[MEMBER])
    @action(detail=True, methods=["put"], url_path="members/(?P<member>[0-9]{1,18})")
    def membership(self, request: MemberApiRequest, pk: str, member: str) -> Response:
        found = get_object_or_404(User, pk=member)
        actions.add_to_group(group=self.get_object(), member=found, by=request.user)
        return Response(status=204)

    @extend_schema(responses={204: None}, parameters=[MEMBER])
    @membership.mapping.delete
    def leave(self, request: MemberApiRequest, pk: str, member: str) -> Response:
        found = get_object_or_404(User, pk=member)
        actions.remove_from_group(group=self.get_object(), member=found, by=request.user)
        return Response(status=204)
