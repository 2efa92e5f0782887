"""API operations of groups, for administrators."""

from typing import Any

from community.accounts.audiences import actions
from community.accounts.audiences.api import GroupIn, GroupOut
from community.accounts.audiences.schema import GroupNode
from community.accounts.models import Group, User
from community.accounts.people.api import MemberOut
from community.accounts.people.schema import UserNode
from community.accounts.policy import is_administrator
from community.kernel.operations import Api, Resource, all_of
from community.kernel.operations.roles import ADMINISTRATORS


def _anybody(_viewer: Any, *, group: Group | None = None) -> Any:
    """For administrators: all members, including suspended ones and system accounts."""
    return group.members.all() if group else User.objects.all()


GROUP = Resource(
    name="group", model=Group, find=all_of(Group), out=GroupOut,
    node=GroupNode, updated="updated_at",
)  # fmt: skip
MEMBER_BY_ID = Resource(name="member", model=User, find=_anybody, out=MemberOut, node=UserNode,
    updated="updated_at",
)  # fmt: skip

api = Api(
    "accounts",
    scope="admin",
    resources=[GROUP, MEMBER_BY_ID],
    permission=is_administrator,
    allowed=ADMINISTRATORS,
)

api.list("groups/", GROUP, description="Groups of members.")
api.retrieve(
    "groups/{group}/",
    description="A group. Its rule decides who is in it; without a rule, staff do.",
)
api.mutation(
    "POST groups/", actions.form_group, input=GroupIn, output=GROUP,
    example={"name": "Testers", "slug": "testers"},
    description="Create a group whose members are added by hand.",
)  # fmt: skip
api.mutation(
    "PATCH groups/{group}/", actions.edit_group, input=GroupIn, output=GROUP,
    example={"name": "Others"},
    description="Change a group's name or slug.",
)  # fmt: skip
api.list(
    "groups/{group}/members/", MEMBER_BY_ID, name="list_members_of_group",
    description="The members who were added by hand.",
)  # fmt: skip
in_group = "groups/{group}/members/{member}/"
api.mutation(f"PUT {in_group}", actions.add_to_group, output=GROUP)
api.mutation(f"DELETE {in_group}", actions.remove_from_group, output=GROUP)
