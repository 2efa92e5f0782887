import graphene

from community.accounts import schema as accounts
from community.discussions import schema as discussions
from community.discussions.operations import doors as of_discussions
from community.kernel.operations.mutations import namespace
from forum import schema as forum
from forum.contract.schema import DiscussionMutations
from forum.operations import declared as of_forum


class Query(forum.Query, discussions.Query, accounts.Query, graphene.ObjectType):
    """Everything that can be read, a field for each domain."""


class Mutation(accounts.Mutation, graphene.ObjectType):
    """Everything that can be done, a field for each domain."""

    forum = namespace(*of_forum, by_hand=(DiscussionMutations,))
    discussions = namespace(of_discussions)


schema = graphene.Schema(query=Query, mutation=Mutation)
