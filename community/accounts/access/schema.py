"""One's own access tokens, in GraphQL; by a browser's session alone."""

import graphene
from graphene_django import DjangoObjectType

from community.accounts.access import actions
from community.accounts.access.again import need_recent_proof
from community.accounts.access.models import Token
from community.kernel import scopes
from community.kernel.graphql import member, number, scoped, together

MOST = 100


class TokenNode(DjangoObjectType):
    hint = graphene.String(required=True, description="How its secret begins and ends.")
    state = graphene.String(required=True, description="live, expired or revoked.")
    scopes = graphene.List(graphene.NonNull(graphene.String), required=True)

    class Meta:
        model = Token
        name = "Token"
        fields = ["id", "name", "created_at", "expires_at", "last_used_at", "revoked_at"]


class Security(graphene.ObjectType):
    """What keeps an account safe. No token comes here."""

    tokens = graphene.List(
        graphene.NonNull(TokenNode),
        required=True,
        description="Those of the viewer, the newest first.",
        first=graphene.Int(default_value=MOST, description=f"At most {MOST}."),
        before=graphene.ID(description="The id of the last one that was read."),
    )

    def resolve_tokens(root, info, first, before=None):
        own = Token.objects.filter(member=member(info))
        if before is not None:
            own = own.filter(pk__lt=number(before))
        return together(own.order_by("-pk")[: min(max(first or 0, 0), MOST)])


class MakeToken(graphene.Mutation):
    """`confirm_first`, where the viewer signed in too long ago."""

    class Arguments:
        name = graphene.String(required=True)
        scopes = graphene.List(graphene.NonNull(graphene.String), required=True)
        days = graphene.Int(
            default_value=actions.DAYS, description="How long it is good for; null: without end."
        )

    token = graphene.Field(TokenNode, required=True)
    secret = graphene.String(required=True, description="Told this once.")

    def mutate(root, info, name, scopes, days):
        by = member(info)
        need_recent_proof(info.context)
        token, secret = actions.make_token(member=by, name=name, scopes=scopes, days=days, by=by)
        return MakeToken(token=token, secret=secret)


class RevokeToken(graphene.Mutation):
    """It opens nothing any more."""

    class Arguments:
        token_id = graphene.ID(required=True)

    token = graphene.Field(TokenNode, required=True)

    def mutate(root, info, token_id):
        by = member(info)
        token = Token.objects.get(pk=number(token_id), member=by)
        return RevokeToken(token=actions.revoke_token(token=token, by=by))


@scoped("")
class SecurityMutation(graphene.ObjectType):
    make_token = MakeToken.Field(required=True)
    revoke_token = RevokeToken.Field(required=True)


class Query:
    security = graphene.Field(Security, required=True)

    def resolve_security(root, info):
        scopes.need_session(info.context)
        return Security()


class Mutation:
    security = graphene.Field(SecurityMutation, required=True)

    def resolve_security(root, info):
        scopes.need_session(info.context)
        return SecurityMutation()
