from collections.abc import Mapping, Sequence

import graphene
from graphene_django import DjangoObjectType

from community.accounts import actions_invitations, actions_profile, queries
from community.accounts.access.schema import Mutation as AccessMutation
from community.accounts.access.schema import Query as AccessQuery
from community.accounts.badges import ImportedBadge
from community.accounts.groups.schema import GroupMutations
from community.accounts.groups.schema import Query as GroupQuery
from community.accounts.models import Group, User
from community.accounts.profiles import Invitation, Profile
from community.accounts.safety.schema import Safety, SafetyMutations
from community.kernel import scopes
from community.kernel.connections import connect, connected, part
from community.kernel.graphql import asks_itself, load, member, number, said, scoped
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
    trust_level = graphene.Int(required=True)
    badges = graphene.List(
        graphene.NonNull(graphene.String),
        required=True,
        description="Their names, the highest first, each once.",
    )
    avatar_url = graphene.String(
        required=True,
        description="Empty where there is none; sent by PUT /api/v1/me/avatar/.",
    )
    profile = graphene.Field(ProfileNode, description="Null where nothing was told yet.")

    class Meta:
        model = User
        name = "User"
        fields = ["id", "username", "trust_level", "reputation", "title", "date_joined"]

    def resolve_badges(user, info):
        return load(user, badges_by_member, info)

    def resolve_avatar_url(user, info):
        return avatar_url(user, large=True)

    def resolve_profile(user, info):
        return load(user, profiles_by_member, info)


class OwnSettings(DjangoObjectType):
    """How pages are shown to oneself."""

    version = graphene.Int(required=True)
    language = graphene.String(required=True)
    is_indexed = graphene.Boolean(required=True)
    theme = graphene.String(required=True)
    density = graphene.String(required=True)

    class Meta:
        model = User
        name = "OwnSettings"
        fields = ["time_zone"]

    def resolve_version(user, info):
        return queries.profile_of(user).version

    def resolve_language(user, info):
        return queries.profile_of(user).language

    def resolve_is_indexed(user, info):
        return queries.profile_of(user).is_indexed


class InvitationNode(DjangoObjectType):
    state = graphene.String(required=True)

    class Meta:
        model = Invitation
        name = "Invitation"
        fields = ["id", "email", "note", "uses", "max_uses", "created_at", "expires_at"]


def users_by_id(ids: Sequence[int], viewer: User) -> Mapping[int, User]:
    return User.objects.in_bulk(ids)


def badges_by_member(ids: Sequence[int], viewer: User) -> Mapping[int, list[str]]:
    """The names of what each was honoured with."""
    names: dict[int, dict[str, None]] = {pk: {} for pk in ids}
    rows = ImportedBadge.objects.filter(member__in=ids).order_by("level", "name")
    for member_id, name in rows.values_list("member_id", "name").distinct():
        names[member_id][name] = None
    return {pk: list(theirs) for pk, theirs in names.items()}


def profiles_by_member(ids: Sequence[int], viewer: User) -> Mapping[int, Profile]:
    """Of those whose page the viewer may see."""
    seen = User.objects.visible_to(viewer).filter(pk__in=ids)
    return Profile.objects.filter(member__in=seen).in_bulk(ids)


class Query(GroupQuery, AccessQuery, graphene.ObjectType):
    me = graphene.Field(UserNode, description="Who asks; null for a visitor.")
    own_settings = graphene.Field(OwnSettings, description="Null for a visitor.")
    member = graphene.Field(UserNode, username=graphene.String(required=True))
    members = connected(
        UserNode,
        description="In the order in which they joined.",
        prefix=graphene.String(default_value="", description="How their names begin."),
    )
    invitations = connected(
        InvitationNode, description="Those that the viewer made, the newest first."
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
        scopes.need(info.context, "forum:read")
        return queries.member_named(info.context.user, username)

    def resolve_members(root, info, prefix, **asked):
        scopes.need(info.context, "forum:read")
        people = queries.directory(info.context.user, prefix or "")
        return connect(people, ["id"], part(**asked))

    def resolve_invitations(root, info, **asked):
        scopes.need(info.context, "profile:read")
        own = Invitation.objects.visible_to(info.context.user)
        return connect(own, ["-id"], part(**asked))


class UpdateProfile(graphene.Mutation):
    class Arguments:
        bio = graphene.String()
        location = graphene.String()
        links = graphene.List(graphene.NonNull(graphene.String))
        theme = graphene.String()
        density = graphene.String()
        time_zone = graphene.String()
        language = graphene.String()
        is_indexed = graphene.Boolean()
        version = graphene.Int(description="The version that was read.")

    user = graphene.Field(UserNode, required=True)

    def mutate(root, info, bio=None, **told):
        viewer = member(info)
        profile = actions_profile.edit_profile(member=viewer, by=viewer, source=bio, **told)
        return UpdateProfile(user=profile.member)


class RemoveAvatar(graphene.Mutation):
    class Arguments:
        username = graphene.String(description="Another's, for moderators; else one's own.")

    user = graphene.Field(UserNode, required=True)

    def mutate(root, info, username=None):
        viewer = member(info)
        scopes.need(info.context, "forum:write" if username else "profile:write")
        whose = queries.member_named(viewer, username) if username else viewer
        return RemoveAvatar(user=actions_profile.remove_avatar(member=whose, by=viewer))


class ChangeUsername(graphene.Mutation):
    class Arguments:
        username = graphene.String(required=True)
        of = graphene.String(description="Another's, for whoever runs the place; else one's own.")

    user = graphene.Field(UserNode, required=True)

    def mutate(root, info, username, of=None):
        viewer = member(info)
        scopes.need(info.context, "admin:write" if of else "profile:write")
        whose = queries.member_named(viewer, of) if of else viewer
        user = actions_profile.rename_member(member=whose, username=username, by=viewer)
        return ChangeUsername(user=user)


class Invite(graphene.Mutation):
    class Arguments:
        email = graphene.String()
        note = graphene.String()
        max_uses = graphene.Int()
        group = graphene.String(description="A group's short name, for whoever runs the place.")

    invitation = graphene.Field(InvitationNode, required=True)
    url = graphene.String(required=True, description="Told this once; empty where it was mailed.")

    def mutate(root, info, group=None, **told):
        found = Group.objects.get(slug=group, rule="") if group else None
        site = info.context.build_absolute_uri("/")
        made, url = actions_invitations.invite(
            by=member(info), group=found, site=site, **said(told)
        )
        return Invite(invitation=made, url="" if made.email else url)


def _invitation(info, invitation_id):
    own = Invitation.objects.visible_to(member(info))
    return own.get(pk=number(invitation_id))


class RevokeInvitation(graphene.Mutation):
    class Arguments:
        invitation_id = graphene.ID(required=True)

    invitation = graphene.Field(InvitationNode, required=True)

    def mutate(root, info, invitation_id):
        found = _invitation(info, invitation_id)
        row = actions_invitations.revoke_invitation(invitation=found, by=member(info))
        return RevokeInvitation(invitation=row)


class ResendInvitation(graphene.Mutation):
    class Arguments:
        invitation_id = graphene.ID(required=True)

    invitation = graphene.Field(InvitationNode, required=True)

    def mutate(root, info, invitation_id):
        found = _invitation(info, invitation_id)
        site = info.context.build_absolute_uri("/")
        row = actions_invitations.resend_invitation(invitation=found, by=member(info), site=site)
        return ResendInvitation(invitation=row)


@scoped("profile:write")
class AccountsMutation(SafetyMutations, GroupMutations, graphene.ObjectType):
    update_profile = UpdateProfile.Field(required=True)
    remove_avatar = asks_itself(RemoveAvatar.Field(required=True))
    change_username = asks_itself(ChangeUsername.Field(required=True))
    invite = Invite.Field(required=True)
    revoke_invitation = RevokeInvitation.Field(required=True)
    resend_invitation = ResendInvitation.Field(required=True)


class Mutation(AccessMutation, graphene.ObjectType):
    accounts = graphene.Field(AccountsMutation, required=True)

    def resolve_accounts(root, info):
        return AccountsMutation()
