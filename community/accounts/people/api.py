"""Input and output of members and of the caller's own account in REST."""

from typing import Any

from allauth.account.utils import has_verified_email
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from community.accounts.models import User
from community.accounts.models.profiles import LONGEST_BIO, MOST_LINKS
from community.accounts.people import queries
from community.accounts.people.loaders import badges_by_member
from community.accounts.security.second_factor import has_second_factor
from community.kernel import scopes
from community.kernel.batching import GroupedListSerializer, batch_load_for
from community.kernel.templatetags.shown import avatar_url


class MemberFilter(serializers.Serializer):
    prefix = serializers.CharField(
        required=False,
        allow_blank=True,
        help_text="The start of the username; case does not matter.",
    )
    id = serializers.RegexField(
        r"^([0-9]{1,18}(,[0-9]{1,18}){0,99})?$",
        source="ids",
        required=False,
        allow_blank=True,
        error_messages={"invalid": _("These are ids with commas between them, at most 100.")},
        help_text="Only members with these ids, at most 100: `5,7`. Unknown ids are ignored.",
    )


class MemberId(serializers.IntegerField):
    """Whose it is, which stays when the name changes; null for who has no page of their own."""

    def __init__(self, **how: Any) -> None:
        super().__init__(
            read_only=True,
            allow_null=True,
            help_text="Null if the member has no profile page.",
            **how,
        )

    def to_representation(self, member: Any) -> Any:
        return member.pk if member.has_page else None


class MemberOut(serializers.ModelSerializer):
    avatar_url = serializers.SerializerMethodField()
    badges = serializers.SerializerMethodField()

    class Meta:
        model = User
        list_serializer_class = GroupedListSerializer
        fields = [
            "id", "username", "trust_level", "reputation", "title", "badges", "avatar_url",
            "date_joined", "updated_at",
        ]  # fmt: skip
        read_only_fields = fields

    def get_badges(self, member: User) -> list[str]:
        """The names of the badges, highest first."""
        badges: list[str] = batch_load_for(self, member, badges_by_member)
        return badges

    def get_avatar_url(self, member: User) -> str:
        """The address of the avatar; empty if there is none."""
        return avatar_url(member, large=True)


class MemberPageOut(MemberOut):
    bio = serializers.CharField(source="told.source")
    bio_html = serializers.CharField(source="told.html")
    location = serializers.CharField(source="told.location")
    links = serializers.ListField(child=serializers.CharField(), source="told.links")

    class Meta(MemberOut.Meta):
        fields = [*MemberOut.Meta.fields, "bio", "bio_html", "location", "links"]
        read_only_fields = fields

    def to_representation(self, member: Any) -> dict[str, Any]:
        member.told = queries.profile_of(member)
        return super().to_representation(member)


class MeOut(MemberPageOut):
    """The caller's own account."""

    is_indexed = serializers.BooleanField(source="told.is_indexed")
    is_on_leaderboards = serializers.SerializerMethodField()
    version = serializers.IntegerField(source="told.version")
    email_verified = serializers.SerializerMethodField()
    has_second_factor = serializers.SerializerMethodField()

    class Meta(MemberPageOut.Meta):
        fields = [
            *MemberPageOut.Meta.fields, "theme", "density", "time_zone", "language", "is_indexed",
            "is_on_leaderboards", "version", "email_verified", "has_second_factor",
        ]  # fmt: skip
        read_only_fields = fields

    def get_is_on_leaderboards(self, member: User) -> bool:
        """Whether leaderboards may show the member."""
        return queries.is_on_leaderboards(member)

    def get_email_verified(self, member: User) -> bool | None:
        """Null for tokens."""
        return None if self._is_by_token() else has_verified_email(member)

    def get_has_second_factor(self, member: User) -> bool | None:
        """Null for tokens."""
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
    is_on_leaderboards = serializers.BooleanField(
        required=False, help_text="Whether leaderboards may show the caller."
    )


class PictureIn(serializers.Serializer):
    picture = serializers.FileField()


class NameIn(serializers.Serializer):
    username = serializers.CharField(max_length=60)
