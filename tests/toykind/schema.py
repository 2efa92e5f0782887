import graphene

from community.kernel import scopes
from community.kernel.text import number
from tests.toykind.queries import letters


class LetterNode(graphene.ObjectType):
    pk = graphene.ID(required=True)
    title = graphene.String(required=True, resolver=lambda letter, _info: letter.thread.title)


class Letters(graphene.ObjectType):
    """Letters between members."""

    letter = graphene.Field(LetterNode, id=graphene.ID(required=True))

    def resolve_letter(root, info, id):
        scopes.need(info.context, "forum:read")
        return letters(info.context.user).filter(pk=number(id)).first()


class Query(graphene.ObjectType):
    letters = graphene.Field(Letters, resolver=lambda root, info: Letters())
