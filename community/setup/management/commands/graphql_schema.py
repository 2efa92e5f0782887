"""`manage.py graphql_schema` of the library, which is not installed as an app.

It would bring nothing else, and every process would load it at its start, with the whole of
GraphQL and Django's test client, also those that never answer a query.
"""

from graphene_django.management.commands.graphql_schema import Command

__all__ = ["Command"]
