from collections.abc import Mapping, Sequence

import graphene
from graphene_django import DjangoObjectType

from community.accounts.models import Profile, User
from community.accounts.people import queries
from community.accounts.people.loaders import badges_by_member
from community.accounts.security.schema import Safety
from community.kernel import scopes
from community.kernel.batching import batch_load
from community.kernel.connections import ConnectionField, page_args, paginate
from community.kernel.templatetags.shown import avatar_url


class ProfileNode(DjangoObjectType):
    bio = graphene.String(required=True)
    bio_html = graphene.String(required=True)
    links = graphene.List(graphene.NonNull(graphene.String), required=True)

    class Meta:
        model = Profile
        name = "Profile"
        fields = ["location"]

    def resolve_bio(profile, info):
        return profile.source

    def resolve_bio_html(profile, info):
        return profile.html


class UserNode(Safety, DjangoObjectType):
    trust_level = graphene.Int(required=True, description="0 (new) to 4 (leader).")
    badges = graphene.List(
        graphene.NonNull(graphene.String),
        required=True,
        description="The names of the badges, highest first.",
    )
    avatar_url = graphene.String(
        required=True,
        description="Empty if there is none. Upload one with PUT /api/v1/me/avatar/.",
    )
    profile = graphene.Field(ProfileNode, description="Null if the member has not filled it in.")

    class Meta:
        model = User
        name = "User"
        fields = [
            "id",
            "username",
            "trust_level",
            "reputation",
            "title",
            "date_joined",
            "updated_at",
        ]

    def resolve_badges(user, info):
        return batch_load(user, badges_by_member, info)

    def resolve_avatar_url(user, info):
        return avatar_url(user, large=True)

    def resolve_profile(user, info):
        return batch_load(user, profiles_by_member, info)


class OwnSettings(DjangoObjectType):
    """Display settings."""

    version = graphene.Int(required=True, description="For `editProfile`.")
    language = graphene.String(
        required=True, description="A code such as de, or empty for the language of the browser."
    )
    is_indexed = graphene.Boolean(
        required=True, description="Whether search engines may index the profile."
    )
    is_on_leaderboards = graphene.Boolean(
        required=True, description="Whether leaderboards may show the member."
    )
    theme = graphene.String(
        required=True, description="light, dark, or empty for the system setting."
    )
    density = graphene.String(
        required=True, description="compact, roomy (spacious), or empty for the default."
    )

    class Meta:
        model = User
        name = "OwnSettings"
        fields = ["time_zone"]

    def resolve_version(user, info):
        return queries.profile_of(user).version

    def resolve_is_indexed(user, info):
        return queries.profile_of(user).is_indexed

    def resolve_is_on_leaderboards(user, info):
        return queries.is_on_leaderboards(user)


def users_by_id(ids: Sequence[int], viewer: User) -> Mapping[int, User]:
    return User.objects.in_bulk(ids)


def profiles_by_member(ids: Sequence[int], viewer: User) -> Mapping[int, Profile]:
    """Of those whose page the viewer may see."""
    seen = User.objects.visible_to(viewer).filter(pk__in=ids)
    return Profile.objects.filter(member__in=seen).in_bulk(ids)


class MemberQuery:
    me = graphene.Field(UserNode, description="The viewer's own account; null for visitors.")
    own_settings = graphene.Field(OwnSettings, description="Null for visitors.")
    member = graphene.Field(UserNode, username=graphene.String(required=True))
    members = ConnectionField(
        UserNode,
        description="Ordered by the time of joining.",
        prefix=graphene.String(default_value="", description="The start of the username."),
    )

    def resolve_me(root, info):
        scopes.need(info.context, "profile:read")
        viewer = info.context.user
        return viewer if viewer.is_authenticated else None

    def resolve_own_settings(root, info):
        scopes.need(info.context, "profile:read")
        viewer = info.context.user
        return viewer if viewer.is_authenticated else None

    def resolve_member(root, info, username):
        scopes.need(info.context, "community:read")
        return queries.member_named(info.context.user, username)

    def resolve_members(root, info, prefix, **asked):
        scopes.need(info.context, "community:read")
        people = queries.directory(info.context.user, prefix or "")
        return paginate(people, ["id"], page_args(**asked))
