"""One's own access tokens, in GraphQL; by a browser's session alone."""

import graphene
from graphene_django import DjangoObjectType

from community.accounts.models import Token
from community.kernel.connections import ConnectionField, page_args, paginate
from community.kernel.graphql import member


class TokenNode(DjangoObjectType):
    hint = graphene.String(
        required=True, description="The first and last characters of the secret."
    )
    state = graphene.String(required=True, description="live, expired or revoked.")
    scopes = graphene.List(graphene.NonNull(graphene.String), required=True)
    secret = graphene.String(
        required=True, description="Shown once, when it is created; empty afterwards."
    )

    class Meta:
        model = Token
        name = "Token"
        fields = ["id", "name", "created_at", "expires_at", "last_used_at", "revoked_at"]

    def resolve_secret(token, info):
        return getattr(token, "told_once", "")  # the column holds what it hashes to


class TokenQuery:
    tokens = ConnectionField(TokenNode, description="The viewer's own, newest first.")

    def resolve_tokens(root, info, **asked):
        return paginate(Token.objects.filter(member=member(info)), ["-id"], page_args(**asked))
