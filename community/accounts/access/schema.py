"""One's own access tokens, in GraphQL; by a browser's session alone."""

import graphene

from community.accounts.access.api import TokenOut
from community.accounts.access.models import Token
from community.accounts.oauth.schema import AppsQuery
from community.kernel import scopes
from community.kernel.connections import ConnectionField, page_args, paginate
from community.kernel.graphql import member
from community.kernel.shapes import SerializerNode


class TokenNode(SerializerNode):
    class Meta:
        serializer = TokenOut
        name = "Token"


class Security(AppsQuery, graphene.ObjectType):
    """Sessions, tokens and apps. Tokens are not accepted here."""

    tokens = ConnectionField(TokenNode, description="The viewer's own, newest first.")

    def resolve_tokens(root, info, **asked):
        return paginate(Token.objects.filter(member=member(info)), ["-id"], page_args(**asked))


class Query:
    security = graphene.Field(Security)

    def resolve_security(root, info):
        scopes.need_session(info.context)
        return Security()
