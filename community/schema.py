"""The GraphQL schema: the queries in the `schema.py` of the apps, and what is declared."""

import graphene

from community.api import DECLARED
from community.kernel.discovery import attributes
from community.kernel.operations import mutations, reads

Query = type(
    "Query",
    (*attributes("schema", "Query"), graphene.ObjectType),
    {"__doc__": "All queries, grouped by domain.", **reads.namespaces(DECLARED)},
)
Mutation = type(
    "Mutation",
    (graphene.ObjectType,),
    {"__doc__": "All mutations, grouped by domain.", **mutations.namespaces(*DECLARED)},
)

schema = graphene.Schema(query=Query, mutation=Mutation)
