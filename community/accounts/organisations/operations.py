"""API operations of organisations, for staff."""

from community.accounts.models import Organisation, User
from community.accounts.organisations import actions
from community.accounts.organisations.api import OrganisationIn, OrganisationOut
from community.accounts.organisations.policy import may_read_organisations
from community.accounts.organisations.queries import members_of, organisations_for
from community.accounts.organisations.schema import OrganisationNode
from community.accounts.people.api import MemberOut
from community.accounts.people.schema import UserNode
from community.kernel.operations import Api, Resource
from community.kernel.operations.roles import ADMINISTRATORS, MODERATORS

ORGANISATION = Resource(
    name="organisation", model=Organisation, find=organisations_for, out=OrganisationOut,
    node=OrganisationNode, description="The organization's id.",
)  # fmt: skip
MEMBER_BY_ID = Resource(
    name="member", model=User, find=members_of, out=MemberOut, node=UserNode,
)  # fmt: skip

api = Api(
    "accounts",
    scope="admin",
    resources=[ORGANISATION, MEMBER_BY_ID],
    permission=may_read_organisations,
    allowed=ADMINISTRATORS,
)

api.list(
    "organisations/", ORGANISATION, allowed=MODERATORS,
    description="Organizations: the customers that members work for.",
)  # fmt: skip
api.retrieve("organisations/{organisation}/", allowed=MODERATORS, description="An organization.")
api.mutation(
    "POST organisations/", actions.create_organisation, input=OrganisationIn, output=ORGANISATION,
    example={"name": "Lakeside Cycles", "yearly_value": 1200000},
)  # fmt: skip
api.mutation(
    "PATCH organisations/{organisation}/", actions.edit_organisation, input=OrganisationIn,
    output=ORGANISATION, example={"yearly_value": 1500000},
)  # fmt: skip
api.mutation("DELETE organisations/{organisation}/", actions.delete_organisation)
api.list(
    "organisations/{organisation}/members/", MEMBER_BY_ID, name="list_members_of_organisation",
    allowed=MODERATORS, description="The members of an organization.",
)  # fmt: skip
in_organisation = "organisations/{organisation}/members/{member}/"
api.mutation(
    f"PUT {in_organisation}", actions.add_member, name="add_to_organisation", output=ORGANISATION
)
api.mutation(
    f"DELETE {in_organisation}", actions.remove_member, name="remove_from_organisation",
    output=ORGANISATION,
)  # fmt: skip
