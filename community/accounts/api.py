from typing import Any

from allauth.account.utils import has_verified_email
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import generics, permissions, serializers
from rest_framework.exceptions import NotFound
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from community.accounts import actions_invitations, actions_profile, queries
from community.accounts.http import MemberApiRequest
from community.accounts.models import Group, User
from community.accounts.profiles import LONGEST_BIO, MOST_LINKS, Invitation
from community.accounts.second_factor import has_second_factor
from community.kernel import scopes
from community.kernel.rest import ById
from community.kernel.templatetags.shown import avatar_url

IF_MATCH = OpenApiParameter(
    "If-Match", OpenApiTypes.STR, OpenApiParameter.HEADER, description="The ETag that was read."
)


class MemberOut(serializers.ModelSerializer):
    avatar_url = serializers.SerializerMethodField()

    class Meta:
        model = User
        fields = [
            "id", "username", "trust_level", "reputation", "title", "avatar_url", "date_joined",
        ]  # fmt: skip
        read_only_fields = fields

    def get_avatar_url(self, member: User) -> str:
        """Where the picture is; empty where there is none."""
        return avatar_url(member, large=True)


class MemberPageOut(MemberOut):
    bio = serializers.CharField(source="told.source")
    bio_html = serializers.CharField(source="told.html")
    location = serializers.CharField(source="told.location")
    links = serializers.ListField(child=serializers.CharField(), source="told.links")

    class Meta(MemberOut.Meta):
        fields = [*MemberOut.Meta.fields, "bio", "bio_html", "location", "links"]
        read_only_fields = fields


class MeOut(MemberPageOut):
    """Oneself: also what only oneself is shown in."""

    language = serializers.CharField(source="told.language")
    is_indexed = serializers.BooleanField(source="told.is_indexed")
    version = serializers.IntegerField(source="told.version")
    email_verified = serializers.SerializerMethodField()
    has_second_factor = serializers.SerializerMethodField()

    class Meta(MemberPageOut.Meta):
        fields = [
            *MemberPageOut.Meta.fields, "theme", "density", "time_zone", "language", "is_indexed",
            "version", "email_verified", "has_second_factor",
        ]  # fmt: skip
        read_only_fields = fields

    def get_email_verified(self, member: User) -> bool | None:
        """Null to a token, which is not to know how safe the account is."""
        return None if self._is_by_token() else has_verified_email(member)

    def get_has_second_factor(self, member: User) -> bool | None:
        """Null to a token."""
        return None if self._is_by_token() else has_second_factor(member)

    def _is_by_token(self) -> bool:
        return scopes.access_of(self.context["request"]) is not None


class ProfileIn(serializers.Serializer):
    bio = serializers.CharField(
        source="source", max_length=LONGEST_BIO, required=False, allow_blank=True
    )
    location = serializers.CharField(max_length=100, required=False, allow_blank=True)
    links = serializers.ListField(
        child=serializers.CharField(max_length=200), max_length=MOST_LINKS, required=False
    )
    theme = serializers.CharField(required=False, allow_blank=True)
    density = serializers.CharField(required=False, allow_blank=True)
    time_zone = serializers.CharField(required=False, allow_blank=True)
    language = serializers.CharField(required=False, allow_blank=True)
    is_indexed = serializers.BooleanField(required=False)


class PictureIn(serializers.Serializer):
    picture = serializers.FileField()


class NameIn(serializers.Serializer):
    username = serializers.CharField(max_length=60)


class InvitationIn(serializers.Serializer):
    email = serializers.CharField(max_length=254, required=False, allow_blank=True)
    note = serializers.CharField(max_length=300, required=False, allow_blank=True)
    max_uses = serializers.IntegerField(required=False, min_value=1, max_value=500)
    group = serializers.SlugRelatedField(
        slug_field="slug", queryset=Group.objects.filter(rule=""), required=False, allow_null=True
    )


class InvitationOut(serializers.ModelSerializer):
    state = serializers.CharField()

    class Meta:
        model = Invitation
        fields = ["id", "email", "note", "uses", "max_uses", "state", "created_at", "expires_at"]
        read_only_fields = fields


class InvitationMadeOut(InvitationOut):
    url = serializers.CharField(help_text="Told this once.")

    class Meta(InvitationOut.Meta):
        fields = [*InvitationOut.Meta.fields, "url"]
        read_only_fields = fields


def _me(request: Request, member: User) -> Response:
    found: Any = queries.member_named(member, member.username)
    found.told = queries.profile_of(found)
    told = MeOut(found, context={"request": request}).data
    return Response(told, headers={"ETag": f'"{found.told.version}"'})


def _seen(request: Request) -> int | None:
    """The version in If-Match; one that is none of ours matches nothing."""
    match = request.headers.get("If-Match")
    if match is None or match == "*":
        return None
    number = match.strip('W/"')
    return int(number) if number.isdecimal() and len(number) < 10 else 0


class Me(APIView):
    """Who asks, and what they tell of themselves."""

    scope_domain = "profile"
    permission_classes = [permissions.IsAuthenticated]

    @extend_schema(responses=MeOut)
    def get(self, request: MemberApiRequest) -> Response:
        return _me(request, request.user)

    @extend_schema(request=ProfileIn, responses=MeOut, parameters=[IF_MATCH])
    def patch(self, request: MemberApiRequest) -> Response:
        """Change what is given. With If-Match, 412 if it was changed in the meantime."""
        told = ProfileIn(data=request.data)
        told.is_valid(raise_exception=True)
        actions_profile.edit_profile(
            member=request.user, by=request.user, version=_seen(request), **told.validated_data
        )
        return _me(request, User.objects.get(pk=request.user.pk))


class MyAvatar(APIView):
    scope_domain = "profile"
    permission_classes = [permissions.IsAuthenticated]
    parser_classes = [MultiPartParser]

    @extend_schema(request={"multipart/form-data": PictureIn}, responses=MeOut)
    def put(self, request: MemberApiRequest) -> Response:
        """JPEG, PNG, WebP or GIF of at most 4 MB, drawn anew as a square."""
        sent = PictureIn(data=request.data)
        sent.is_valid(raise_exception=True)
        member = actions_profile.set_avatar(
            member=request.user, picture=sent.validated_data["picture"], by=request.user
        )
        return _me(request, member)

    @extend_schema(responses={204: None})
    def delete(self, request: MemberApiRequest) -> Response:
        actions_profile.remove_avatar(member=request.user, by=request.user)
        return Response(status=204)


class MyName(APIView):
    scope_domain = "profile"
    permission_classes = [permissions.IsAuthenticated]

    @extend_schema(request=NameIn, responses=MeOut)
    def put(self, request: MemberApiRequest) -> Response:
        """Another name, within three days of joining."""
        given = NameIn(data=request.data)
        given.is_valid(raise_exception=True)
        member = actions_profile.rename_member(
            member=request.user, by=request.user, **given.validated_data
        )
        return _me(request, member)


class Members(generics.ListAPIView):
    """Everybody, in the order in which they joined."""

    scope_domain = "forum"
    queryset = User.objects.none()
    serializer_class = MemberOut
    pagination_class = ById

    @extend_schema(
        parameters=[OpenApiParameter("prefix", description="How the name begins, folded.")]
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)

    def get_queryset(self):
        prefix = self.request.query_params.get("prefix", "")
        return queries.directory(self.request.user, prefix).order_by("pk")


def _member(request: Request, username: str) -> User:
    try:
        return queries.member_named(request.user, username)
    except User.DoesNotExist as error:
        raise NotFound from error


class Member(APIView):
    scope_domain = "forum"

    @extend_schema(responses=MemberPageOut)
    def get(self, request: Request, username: str) -> Response:
        """What a member tells, by name, however it is written."""
        found: Any = _member(request, username)
        found.told = queries.profile_of(found)
        return Response(MemberPageOut(found).data)


class MemberAvatar(APIView):
    scope_domain = "forum"
    permission_classes = [permissions.IsAuthenticated]

    @extend_schema(responses={204: None})
    def delete(self, request: MemberApiRequest, username: str) -> Response:
        """For moderators: take down a picture that offends."""
        actions_profile.remove_avatar(member=_member(request, username), by=request.user)
        return Response(status=204)


class MemberName(APIView):
    scope_domain = "admin"
    permission_classes = [permissions.IsAuthenticated]

    @extend_schema(request=NameIn, responses=MemberOut)
    def put(self, request: MemberApiRequest, username: str) -> Response:
        """For whoever runs the place: give a member another name."""
        given = NameIn(data=request.data)
        given.is_valid(raise_exception=True)
        found = _member(request, username)
        renamed = actions_profile.rename_member(
            member=found, by=request.user, **given.validated_data
        )
        return Response(MemberOut(renamed).data)


class MyInvitations(generics.ListAPIView):
    """Whom the caller asked in."""

    scope_domain = "profile"
    permission_classes = [permissions.IsAuthenticated]
    queryset = Invitation.objects.none()
    serializer_class = InvitationOut
    pagination_class = ById

    def get_queryset(self):
        return Invitation.objects.visible_to(self.request.user).order_by("pk")

    @extend_schema(request=InvitationIn, responses={201: InvitationMadeOut})
    def post(self, request: MemberApiRequest) -> Response:
        """Make a link, or mail one to an address. The link is told this once."""
        given = InvitationIn(data=request.data)
        given.is_valid(raise_exception=True)
        site = request.build_absolute_uri("/")
        made, url = actions_invitations.invite(by=request.user, site=site, **given.validated_data)
        told: Any = made
        told.url = "" if made.email else url
        return Response(InvitationMadeOut(told).data, status=201)


def _invitation(request: Request, pk: int) -> Invitation:
    return get_object_or_404(Invitation.objects.visible_to(request.user), pk=pk)


class MyInvitation(APIView):
    scope_domain = "profile"
    permission_classes = [permissions.IsAuthenticated]

    @extend_schema(responses={204: None})
    def delete(self, request: MemberApiRequest, pk: int) -> Response:
        """Revoke it: nobody joins by it any more."""
        actions_invitations.revoke_invitation(invitation=_invitation(request, pk), by=request.user)
        return Response(status=204)


class MyInvitationMail(APIView):
    scope_domain = "profile"
    permission_classes = [permissions.IsAuthenticated]

    @extend_schema(request=None, responses=InvitationOut)
    def post(self, request: MemberApiRequest, pk: int) -> Response:
        """Mail it once more, with a new link."""
        row = actions_invitations.resend_invitation(
            invitation=_invitation(request, pk),
            by=request.user,
            site=request.build_absolute_uri("/"),
        )
        return Response(InvitationOut(row).data)
