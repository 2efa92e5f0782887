"""What programs can do with members, with their caller's own account, and with groups."""

from dataclasses import replace
from typing import Any

from allauth.usersessions.models import UserSession
from rest_framework.parsers import MultiPartParser

from community.accounts import actions_invitations, actions_profile, queries, sessions
from community.accounts.actions_groups import (
    add_to_group,
    edit_group,
    form_group,
    remove_from_group,
)
from community.accounts.actions_signing_in import end_sessions, remove_second_factor
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
    says="The member's name, however it is written.",
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
    """Change what is given; what is not stays."""
    profile = actions_profile.edit_profile(member=member, by=by, version=version, **told)
    return profile.member


def invite(*, by: User, site: str, **asked: Any) -> Invitation:
    """Make a link, or mail one to an address. The link is told this once."""
    made, url = actions_invitations.invite(by=by, site=site, **asked)
    made.url = "" if made.email else url  # type: ignore[attr-defined]
    return made


def list_sessions(viewer: User, *, request: Any) -> list[sessions.SignedIn]:
    """Where the caller is signed in, this browser first."""
    return sessions.sessions_of(viewer, current=request.session.session_key)


def end_session(*, session: UserSession, by: User) -> None:
    """Sign out in one place."""
    end_sessions(sessions=[session], by=by)


def end_other_sessions(*, by: User, request: Any) -> None:
    """Sign out everywhere but here."""
    sessions.end_others(request)


own = Doors("accounts", scope="profile", things=[INVITATION, SESSION])

own.shows(
    "me/", ME, _oneself, name="get_me", for_members=True,
    says="Who asks, with what only oneself is shown.",
)  # fmt: skip
own.does("PATCH me/", edit_profile, takes=ProfileIn, gives=ME, caller="member")
own.does(
    "PUT me/avatar/", actions_profile.set_avatar, takes=PictureIn, gives=ME, caller="member",
    rest_only=True, parsers=[MultiPartParser],
    says="JPEG, PNG, WebP or GIF of at most 4 MB, drawn anew as a square.",
)  # fmt: skip
own.does(
    "DELETE me/avatar/", actions_profile.remove_avatar, gives=ME, caller="member",
    says="Back to initials.",
)  # fmt: skip
own.does(
    "PUT me/username/", actions_profile.rename_member, takes=NameIn, gives=ME, caller="member",
    name="change_username", says="Another name, within three days of joining.",
)  # fmt: skip

own.lists("me/invitations/", INVITATION, for_members=True, says="Whom the caller asked in.")
own.does("POST me/invitations/", invite, takes=InvitationIn, gives=INVITATION)
at_invitation = "me/invitations/{invitation}/"
own.does(f"DELETE {at_invitation}", actions_invitations.revoke_invitation, gives=INVITATION)
own.does(
    f"POST {at_invitation}mail/", actions_invitations.resend_invitation, gives=INVITATION,
    status=200, says="Mail it once more, with a new link that is good for 30 days.",
)  # fmt: skip

own.answers(
    "me/sessions/", list_sessions, SessionOut, many=True, for_members=True, by_session=True
)  # fmt: skip
own.does("DELETE me/sessions/", end_other_sessions, by_session=True)
own.does("DELETE me/sessions/{session}/", end_session, by_session=True)

others = Doors("accounts", scope="forum", things=[MEMBER])

others.lists(
    "members/", MEMBER, narrowed_by=MemberFilter,
    says="Everybody, in the order in which they joined.",
)  # fmt: skip
others.shows(
    "members/{member}/", PAGE, says="What a member tells, by name, however it is written."
)  # fmt: skip
others.does(
    "DELETE members/{member}/avatar/", actions_profile.remove_avatar, gives=MEMBER,
    name="take_down_avatar", says="For moderators: take down a picture that offends.",
)  # fmt: skip

run = Doors("accounts", scope="admin", things=[MEMBER, GROUP])
by_staff: Any = {"for_members": True, "only_for": may_run_the_place}

run.does(
    "PUT members/{member}/username/", actions_profile.rename_member, takes=NameIn, gives=MEMBER,
    only_for=may_run_the_place, says="For whoever runs the place: give a member another name.",
)  # fmt: skip
run.does(
    "DELETE members/{member}/second-factor/", remove_second_factor, gives=MEMBER,
    by_session=True, only_for=may_run_the_place,
)  # fmt: skip

run.lists("groups/", GROUP, **by_staff, says="Members who are given something together.")
run.shows("groups/{group}/", **by_staff, says="Its rule says who is in it; without one, staff do.")
run.does(
    "POST groups/", form_group, takes=GroupIn, gives=GROUP, only_for=may_run_the_place,
    says="One that staff fill by hand.",
)  # fmt: skip
run.does(
    "PATCH groups/{group}/", edit_group, takes=GroupIn, gives=GROUP, only_for=may_run_the_place,
    says="Change its name or its short name.",
)  # fmt: skip
run.lists(
    "groups/{group}/members/", MEMBER_BY_ID, name="list_members_of_group", **by_staff,
    says="Who was put into it by hand.",
)  # fmt: skip
in_group = "groups/{group}/members/{member}/"
run.does(
    f"PUT {in_group}", add_to_group, gives=GROUP, finds=[MEMBER_BY_ID],
    only_for=may_run_the_place,
)  # fmt: skip
run.does(
    f"DELETE {in_group}", remove_from_group, gives=GROUP, finds=[MEMBER_BY_ID],
    only_for=may_run_the_place,
)  # fmt: skip

doors = (own, others, run)
