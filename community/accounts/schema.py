from collections.abc import Mapping, Sequence

import graphene
from graphene_django import DjangoObjectType

from community.accounts.models import User
from community.accounts.safety.schema import Safety


class UserNode(Safety, DjangoObjectType):
    trust_level = graphene.Int(required=True)

    class Meta:
        model = User
        name = "User"
        fields = ["id", "username", "trust_level", "reputation", "title"]


def users_by_id(ids: Sequence[int], viewer: User) -> Mapping[int, User]:
    return User.objects.in_bulk(ids)


class Query(graphene.ObjectType):
    me = graphene.Field(UserNode, description="Who asks; null for a visitor.")

    def resolve_me(root, info):
        viewer = info.context.user
        return viewer if viewer.is_authenticated else None
