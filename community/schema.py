import graphene

from community.accounts import schema as accounts
from community.api import DECLARED
from community.discussions import schema as discussions
from community.kernel.operations.mutations import namespaces
from forum import schema as forum
from forum.contract.schema import DiscussionMutations

BY_HAND = {"forum": (DiscussionMutations,)}  # mutations that no declaration can say


class Query(forum.Query, discussions.Query, accounts.Query, graphene.ObjectType):
    """All queries, grouped by domain."""


Mutation = type(
    "Mutation",
    (graphene.ObjectType,),
    {
        "__doc__": "All mutations, grouped by domain.",
        **namespaces(*DECLARED, by_hand=BY_HAND),
    },
)

schema = graphene.Schema(query=Query, mutation=Mutation)
