"""The GraphQL schema: the queries in the `schema.py` of the apps, and the declared mutations."""

import graphene

from community.api import DECLARED
from community.kernel.discovery import attributes
from community.kernel.operations.mutations import namespaces

Query = type(
    "Query",
    (*attributes("schema", "Query"), graphene.ObjectType),
    {"__doc__": "All queries, grouped by domain."},
)
Mutation = type(
    "Mutation",
    (graphene.ObjectType,),
    {"__doc__": "All mutations, grouped by domain.", **namespaces(*DECLARED)},
)

schema = graphene.Schema(query=Query, mutation=Mutation)
