"""One's own access tokens, in GraphQL; by a browser's session alone."""

from community.accounts.models import Token
from community.accounts.tokens.api import TokenOut
from community.kernel.connections import ConnectionField, page_args, paginate
from community.kernel.graphql import member
from community.kernel.shapes import SerializerNode


class TokenNode(SerializerNode):
    class Meta:
        serializer = TokenOut
        name = "Token"


class TokenQuery:
    tokens = ConnectionField(TokenNode, description="The viewer's own, newest first.")

    def resolve_tokens(root, info, **asked):
        return paginate(Token.objects.filter(member=member(info)), ["-id"], page_args(**asked))
