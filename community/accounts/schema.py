"""The queries of accounts in GraphQL, collected from its packages."""

import graphene

from community.accounts.audiences.schema import GroupQuery
from community.accounts.invitations.schema import InvitationQuery
from community.accounts.oauth.schema import AppQuery
from community.accounts.organisations.schema import OrganisationQuery
from community.accounts.people.schema import MemberQuery
from community.accounts.tokens.schema import TokenQuery
from community.kernel import scopes


class Accounts(InvitationQuery, MemberQuery, GroupQuery, OrganisationQuery, graphene.ObjectType):
    """Members, groups, organizations and the viewer's own account."""


class Security(TokenQuery, AppQuery, graphene.ObjectType):
    """Sessions, tokens and apps. Tokens are not accepted here."""


class Query(graphene.ObjectType):
    security = graphene.Field(Security)
    accounts = graphene.Field(Accounts, description="Each field needs its own scope.")

    def resolve_security(root, info):
        scopes.need_session(info.context)
        return Security()

    def resolve_accounts(root, info):
        return Accounts()
