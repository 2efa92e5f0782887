"""All operations of accounts, collected from its packages."""

from community.accounts.audiences import operations as audiences
from community.accounts.invitations import operations as invitations
from community.accounts.models import Group, User
from community.accounts.oauth import operations as oauth
from community.accounts.organisations import operations as organisations
from community.accounts.people import operations as people
from community.accounts.security import operations as security
from community.accounts.signing_in import operations as signing_in
from community.accounts.tokens import operations as tokens

declared = (  # in the order of the published schemas
    people.own_api,
    invitations.api,
    security.api,
    people.member_api,
    people.staff_api,
    signing_in.api,
    audiences.api,
    organisations.api,
    tokens.api,
    oauth.api,
)
enum_names = {
    "GroupRule": Group.Rule,
    "Theme": User.Theme,
    "Density": User.Density,
    "TokenState": ["live", "expired", "revoked"],
    "AppKind": ["confidential", "public"],
}
