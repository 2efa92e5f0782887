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
from community.accounts.access.again import need_recent_proof
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
from community.accounts.policy import may_run_the_place
from community.accounts.profiles import Invitation
from community.accounts.safety.api import SessionOut
from community.accounts.schema import InvitationNode, UserNode
from community.kernel.operations import Doors, Thing


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


ME = Thing(
    name="member", model=User, find=queries.directory, out=MeOut, node=UserNode,
    version=lambda member: queries.profile_of(member).version,
)  # fmt: skip
MEMBER = Thing(
    name="member", model=User, find=queries.directory, out=MemberOut, node=UserNode,
    by="member", one=queries.member_named, updated="updated_at",
    says="The username; case does not matter.",
)  # fmt: skip
PAGE = replace(MEMBER, out=MemberPageOut)
INVITATION = Thing(
    name="invitation", model=Invitation, find=Invitation.objects.visible_to, out=InvitationOut,
    node=InvitationNode,
)  # fmt: skip
SESSION = Thing(
    name="session", model=UserSession,
    find=lambda viewer: UserSession.objects.filter(user=viewer.pk),
)  # fmt: skip
GROUP = Thing(
    name="group", model=Group, find=lambda _viewer: Group.objects.all(), out=GroupOut,
    node=GroupNode, updated="updated_at",
)  # fmt: skip
MEMBER_BY_ID = Thing(name="member", model=User, find=_anybody, out=MemberOut, node=UserNode,
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
    need_recent_proof(request)
    actions_signing_in.remove_second_factor(member=member, by=by)


own_doors = Doors("accounts", scope="profile", things=[INVITATION, SESSION])

own_doors.shows(
    "me/", ME, _oneself, name="get_me", for_members=True,
    says="The caller's own account, with its private fields.",
)  # fmt: skip
own_doors.does("PATCH me/", edit_profile, takes=ProfileIn, gives=ME, caller="member")
own_doors.does(
    "PUT me/avatar/", actions_profile.set_avatar, takes=PictureIn, gives=ME, caller="member",
    rest_only=True, parsers=[MultiPartParser],
    says="JPEG, PNG, WebP or GIF of at most 4 MB, cropped to a square.",
)  # fmt: skip
own_doors.does(
    "DELETE me/avatar/", actions_profile.remove_avatar, gives=ME, caller="member",
    says="Remove the avatar; initials are shown instead.",
)  # fmt: skip
own_doors.does(
    "PUT me/username/", actions_profile.rename_member, takes=NameIn, gives=ME, caller="member",
    name="change_username", says="Change the caller's username, within three days of joining.",
)  # fmt: skip

own_doors.lists(
    "me/invitations/", INVITATION, for_members=True, says="Invitations that the caller sent."
)
own_doors.does("POST me/invitations/", invite, takes=InvitationIn, gives=INVITATION)
at_invitation = "me/invitations/{invitation}/"
own_doors.does(f"DELETE {at_invitation}", actions_invitations.revoke_invitation, gives=INVITATION)
own_doors.does(
    f"POST {at_invitation}mail/", actions_invitations.resend_invitation, gives=INVITATION,
    status=200, says="Send the invitation again, with a new link that expires in 30 days.",
)  # fmt: skip

own_doors.answers("me/sessions/", list_sessions, SessionOut, many=True, by_session=True)
own_doors.does("DELETE me/sessions/", end_other_sessions, by_session=True)
own_doors.does("DELETE me/sessions/{session}/", end_session, by_session=True)

member_doors = Doors("accounts", scope="forum", things=[MEMBER])

member_doors.lists(
    "members/", MEMBER, _members, narrowed_by=MemberFilter,
    says="All members, in the order in which they joined.",
)  # fmt: skip
member_doors.shows(
    "members/{member}/", PAGE, says="A member's public profile, by username; case does not matter."
)  # fmt: skip
member_doors.does(
    "DELETE members/{member}/avatar/", actions_profile.remove_avatar, gives=MEMBER,
    name="take_down_avatar", says="For moderators: remove a member's avatar.",
)  # fmt: skip

staff_doors = Doors("accounts", scope="admin", things=[MEMBER, GROUP], only_for=may_run_the_place)

staff_doors.does(
    "PUT members/{member}/username/", actions_profile.rename_member, takes=NameIn, gives=MEMBER,
    says="For administrators: change a member's username.",
)  # fmt: skip
staff_doors.does(
    "DELETE members/{member}/second-factor/", remove_second_factor, gives=MEMBER, by_session=True
)

staff_doors.lists("groups/", GROUP, says="Groups of members.")
staff_doors.shows(
    "groups/{group}/", says="A group. Its rule decides who is in it; without a rule, staff do."
)
staff_doors.does(
    "POST groups/", form_group, takes=GroupIn, gives=GROUP,
    says="Create a group whose members are added by hand.",
)  # fmt: skip
staff_doors.does(
    "PATCH groups/{group}/", edit_group, takes=GroupIn, gives=GROUP,
    says="Change a group's name or slug.",
)  # fmt: skip
staff_doors.lists(
    "groups/{group}/members/", MEMBER_BY_ID, name="list_members_of_group",
    says="The members who were added by hand.",
)  # fmt: skip
in_group = "groups/{group}/members/{member}/"
staff_doors.does(f"PUT {in_group}", add_to_group, gives=GROUP, finds=[MEMBER_BY_ID])
staff_doors.does(f"DELETE {in_group}", remove_from_group, gives=GROUP, finds=[MEMBER_BY_ID])

declared = (own_doors, member_doors, staff_doors)
