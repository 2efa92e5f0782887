from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, viewsets
from rest_framework.request import Request
from rest_framework.response import Response

from community.accounts.http import MemberApiRequest
from community.discussions.api import IF_MATCH, seen
from forum.announcements.above import current
from forum.announcements.actions import (
    LONGEST,
    edit_announcement,
    end_announcement,
    make_announcement,
)
from forum.models import Announcement


class AnnouncementIn(serializers.Serializer):
    text = serializers.CharField(max_length=LONGEST)
    tone = serializers.ChoiceField(choices=Announcement.Tone.choices, required=False)
    starts_at = serializers.DateTimeField(required=False)
    ends_at = serializers.DateTimeField(required=False, allow_null=True)


class AnnouncementEdit(AnnouncementIn):
    text = serializers.CharField(max_length=LONGEST, required=False)


class AnnouncementShown(serializers.Serializer):
    id = serializers.IntegerField()
    version = serializers.IntegerField()
    tone = serializers.ChoiceField(choices=Announcement.Tone.choices)
    html = serializers.CharField()
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField(allow_null=True)


class AnnouncementViewSet(viewsets.GenericViewSet):
    """The lines above every page."""

    scope_domain = "forum"
    write_domain = "admin"  # how the place is built
    queryset = Announcement.objects.order_by("pk")
    serializer_class = AnnouncementShown

    @extend_schema(responses=AnnouncementShown(many=True))
    def list(self, request: Request) -> Response:
        """Those that are on at this moment."""
        return Response([AnnouncementShown(row).data for row in current()])

    @extend_schema(request=AnnouncementIn, responses={201: AnnouncementShown})
    def create(self, request: MemberApiRequest) -> Response:
        given = AnnouncementIn(data=request.data)
        given.is_valid(raise_exception=True)
        made = make_announcement(by=request.user, **given.validated_data)
        return Response(AnnouncementShown(made).data, status=201)

    @extend_schema(request=AnnouncementEdit, responses=AnnouncementShown, parameters=[IF_MATCH])
    def partial_update(self, request: MemberApiRequest, pk: str) -> Response:
        """Change what is given. With If-Match, 412 if somebody else was faster."""
        given = AnnouncementEdit(data=request.data)
        given.is_valid(raise_exception=True)
        edited = edit_announcement(
            announcement=self._found(pk),
            by=request.user,
            version=seen(request),
            **given.validated_data,
        )
        etag = {"ETag": f'"{edited.version}"'}
        return Response(AnnouncementShown(edited).data, headers=etag)

    @extend_schema(responses={204: None})
    def destroy(self, request: MemberApiRequest, pk: str) -> Response:
        """End it: it leaves all pages."""
        end_announcement(announcement=self._found(pk), by=request.user)
        return Response(status=204)

    def _found(self, pk: str) -> Announcement:
        if not (pk.isascii() and pk.isdecimal() and len(pk) < 19):
            raise Http404
        return self.get_object()
