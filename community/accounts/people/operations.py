"""API operations of members and of the caller's own account."""

from dataclasses import replace
from typing import Any

from rest_framework.parsers import MultiPartParser

from community.accounts.models import User
from community.accounts.people import actions_profile, queries
from community.accounts.people.api import (
    MemberFilter,
    MemberOut,
    MemberPageOut,
    MeOut,
    NameIn,
    PictureIn,
    ProfileIn,
)
from community.accounts.people.schema import UserNode
from community.accounts.policy import is_administrator
from community.kernel.operations import Api, Resource
from community.kernel.operations.roles import ADMINISTRATORS, MEMBERS, MODERATORS


def _oneself(viewer: Any) -> User:
    return User.objects.select_related("profile").get(pk=viewer.pk)


def _members(viewer: Any, *, prefix: str = "", ids: str | None = None) -> Any:
    """Those whose name begins so, and who are among the named ones; none are named by ""."""
    people = queries.directory(viewer, prefix)
    if ids is None:
        return people
    return people.filter(pk__in=[int(pk) for pk in ids.split(",") if pk])


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


def edit_profile(*, member: User, by: User, version: int | None = None, **told: Any) -> User:
    """Change the fields that are sent. Other fields keep their values."""
    profile = actions_profile.edit_profile(member=member, by=by, version=version, **told)
    return profile.member


own_api = Api("accounts", scope="profile", resources=[], allowed=MEMBERS)

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

member_api = Api("accounts", scope="community", resources=[MEMBER], allowed=MODERATORS)

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
    resources=[MEMBER],
    permission=is_administrator,
    allowed=ADMINISTRATORS,
)

staff_api.mutation(
    "PUT members/{member}/username/", actions_profile.rename_member, input=NameIn, output=MEMBER,
    example={"username": "renamed"},
    description="For administrators: change a member's username.",
)  # fmt: skip
