"""What programs can do with members, with their caller's own account, and with groups."""

from dataclasses import replace
from typing import Any

from allauth.usersessions.models import UserSession
from rest_framework.parsers import MultiPartParser

from community.accounts import (
    actions_invitations,
    actions_profile,
    actions_signing_in,
    queries,
    sessions,
)
from community.accounts.access import operations as tokens
from community.accounts.access.recent_authentication import require_recent_authentication
from community.accounts.actions_groups import (
    add_to_group,
    edit_group,
    form_group,
    remove_from_group,
)
from community.accounts.actions_signing_in import end_sessions
from community.accounts.api import (
    InvitationIn,
    InvitationOut,
    MemberFilter,
    MemberOut,
    MemberPageOut,
    MeOut,
    NameIn,
    PictureIn,
    ProfileIn,
)
from community.accounts.groups.api import GroupIn, GroupOut
from community.accounts.groups.schema import GroupNode
from community.accounts.models import Group, User
from community.accounts.oauth import operations as apps
from community.accounts.policy import is_administrator
from community.accounts.profiles import Invitation
from community.accounts.safety.api import SessionOut
from community.accounts.schema import InvitationNode, UserNode
from community.kernel.operations import Api, Resource
from community.kernel.operations.roles import ADMINISTRATORS, MEMBERS, MODERATORS, OWNER


def _oneself(viewer: Any) -> User:
    return User.objects.select_related("profile").get(pk=viewer.pk)


def _members(viewer: Any, *, prefix: str = "", ids: str | None = None) -> Any:
    """Those whose name begins so, and who are among the named ones; none are named by ""."""
    people = queries.directory(viewer, prefix)
    if ids is None:
        return people
    return people.filter(pk__in=[int(pk) for pk in ids.split(",") if pk])


def _anybody(_viewer: Any, *, group: Group | None = None) -> Any:
    """For staff: also who is kept out, and who is a machine."""
    return group.members.all() if group else User.objects.all()


ME = Resource(
    name="member", model=User, find=queries.directory, out=MeOut, node=UserNode,
    version=lambda member: queries.profile_of(member).version,
)  # fmt: skip
MEMBER = Resource(
    name="member", model=User, find=queries.directory, out=MemberOut, node=UserNode,
    by="member", lookup=queries.member_named, updated="updated_at",
    description="The username; case does not matter.",
)  # fmt: skip
PAGE = replace(MEMBER, out=MemberPageOut)
INVITATION = Resource(
    name="invitation", model=Invitation, find=Invitation.objects.visible_to, out=InvitationOut,
    node=InvitationNode,
)  # fmt: skip
SESSION = Resource(
    name="session", model=UserSession,
    find=lambda viewer: UserSession.objects.filter(user=viewer.pk),
)  # fmt: skip
GROUP = Resource(
    name="group", model=Group, find=lambda _viewer: Group.objects.all(), out=GroupOut,
    node=GroupNode, updated="updated_at",
)  # fmt: skip
MEMBER_BY_ID = Resource(name="member", model=User, find=_anybody, out=MemberOut, node=UserNode,
    updated="updated_at",
)  # fmt: skip


def edit_profile(*, member: User, by: User, version: int | None = None, **told: Any) -> User:
    """Change the fields that are sent. Other fields keep their values."""
    profile = actions_profile.edit_profile(member=member, by=by, version=version, **told)
    return profile.member


def invite(*, by: User, site: str, **asked: Any) -> Invitation:
    """Create an invitation link, or email one. The link is shown once."""
    made, url = actions_invitations.invite(by=by, site=site, **asked)
    made.url = "" if made.email else url  # type: ignore[attr-defined]
    return made


def list_sessions(viewer: User, *, request: Any) -> list[sessions.SignedIn]:
    """The caller's sessions, the current one first."""
    return sessions.sessions_of(viewer, current=request.session.session_key)


def end_session(*, session: UserSession, by: User) -> None:
    """Sign out one session."""
    end_sessions(sessions=[session], by=by)


def end_other_sessions(*, by: User, request: Any) -> None:
    """Sign out all other sessions."""
    sessions.end_others(request)


def remove_second_factor(*, member: User, by: User, request: Any) -> None:
    """Remove a member's two-factor authentication, for example after a lost phone. The member is
    notified. 403 `confirm_first` unless the caller confirmed their password recently."""
    require_recent_authentication(request)
    actions_signing_in.remove_second_factor(member=member, by=by)


own_api = Api("accounts", scope="profile", resources=[INVITATION, SESSION], allowed=MEMBERS)

own_api.retrieve(
    "me/", ME, _oneself, name="get_me", for_members=True,
    description="The caller's own account, with its private fields.",
)  # fmt: skip
own_api.mutation(
    "PATCH me/",
    edit_profile,
    input=ProfileIn,
    output=ME,
    caller="member",
    example={"bio": "I ride."},
)
own_api.mutation(
    "PUT me/avatar/", actions_profile.set_avatar, input=PictureIn, output=ME, caller="member",
    rest_only=True, parsers=[MultiPartParser],
    description="JPEG, PNG, WebP or GIF of at most 4 MB, cropped to a square.",
)  # fmt: skip
own_api.mutation(
    "DELETE me/avatar/", actions_profile.remove_avatar, output=ME, caller="member",
    description="Remove the avatar; initials are shown instead.",
)  # fmt: skip
own_api.mutation(
    "PUT me/username/",
    actions_profile.rename_member,
    input=NameIn,
    output=ME,
    caller="member",
    name="change_username",
    example={"username": "somebody-else"},
    description="Change the caller's username, within three days of joining.",
)

own_api.list(
    "me/invitations/", INVITATION, for_members=True, description="Invitations that the caller sent."
)
own_api.mutation(
    "POST me/invitations/",
    invite,
    input=InvitationIn,
    output=INVITATION,
    allowed=OWNER | MODERATORS,
    example={"note": "Come in."},
)
at_invitation = "me/invitations/{invitation}/"
own_api.mutation(
    f"DELETE {at_invitation}",
    actions_invitations.revoke_invitation,
    output=INVITATION,
    allowed=OWNER,
)
own_api.mutation(
    f"POST {at_invitation}mail/", actions_invitations.resend_invitation, output=INVITATION,
    allowed=OWNER,
    status=200, description="Send the invitation again, with a new link that expires in 30 days.",
)  # fmt: skip

own_api.query("me/sessions/", list_sessions, SessionOut, many=True, session_only=True)
own_api.mutation("DELETE me/sessions/", end_other_sessions, session_only=True)
own_api.mutation("DELETE me/sessions/{session}/", end_session, session_only=True, allowed=OWNER)

member_api = Api("accounts", scope="forum", resources=[MEMBER], allowed=MODERATORS)

member_api.list(
    "members/", MEMBER, _members, filters=MemberFilter,
    description="All members, in the order in which they joined.",
)  # fmt: skip
member_api.retrieve(
    "members/{member}/",
    PAGE,
    description="A member's public profile, by username; case does not matter.",
)
member_api.mutation(
    "DELETE members/{member}/avatar/", actions_profile.remove_avatar, output=MEMBER,
    name="take_down_avatar", description="For moderators: remove a member's avatar.",
)  # fmt: skip

staff_api = Api(
    "accounts",
    scope="admin",
    resources=[MEMBER, GROUP],
    permission=is_administrator,
    allowed=ADMINISTRATORS,
)

staff_api.mutation(
    "PUT members/{member}/username/", actions_profile.rename_member, input=NameIn, output=MEMBER,
    example={"username": "renamed"},
    description="For administrators: change a member's username.",
)  # fmt: skip
staff_api.mutation(
    "DELETE members/{member}/second-factor/", remove_second_factor, output=MEMBER, session_only=True
)

staff_api.list("groups/", GROUP, description="Groups of members.")
staff_api.retrieve(
    "groups/{group}/",
    description="A group. Its rule decides who is in it; without a rule, staff do.",
)
staff_api.mutation(
    "POST groups/", form_group, input=GroupIn, output=GROUP,
    example={"name": "Testers", "slug": "testers"},
    description="Create a group whose members are added by hand.",
)  # fmt: skip
staff_api.mutation(
    "PATCH groups/{group}/", edit_group, input=GroupIn, output=GROUP, example={"name": "Others"},
    description="Change a group's name or slug.",
)  # fmt: skip
staff_api.list(
    "groups/{group}/members/", MEMBER_BY_ID, name="list_members_of_group",
    description="The members who were added by hand.",
)  # fmt: skip
in_group = "groups/{group}/members/{member}/"
staff_api.mutation(f"PUT {in_group}", add_to_group, output=GROUP, overrides=[MEMBER_BY_ID])
staff_api.mutation(f"DELETE {in_group}", remove_from_group, output=GROUP, overrides=[MEMBER_BY_ID])

declared = (own_api, member_api, staff_api, *tokens.declared, *apps.declared)
enum_names = {
    "GroupRule": Group.Rule,
    "Theme": User.Theme,
    "Density": User.Density,
    "TokenState": ["live", "expired", "revoked"],
    "AppKind": ["confidential", "public"],
}
