"""Apps that one made and apps that one lets in, as GraphQL shows them."""

import graphene

from community.accounts.oauth import actions, queries
from community.accounts.oauth.api import AllowedAppOut, AppOut, AuthorizationOut
from community.kernel.batching import group
from community.kernel.graphql import member
from community.kernel.shapes import SerializerNode


class AppNode(SerializerNode):
    """An app that the viewer registered."""

    class Meta:
        serializer = AppOut
        name = "App"


class AllowedAppNode(SerializerNode):
    class Meta:
        serializer = AllowedAppOut
        name = "AllowedApp"


class AuthorizationNode(SerializerNode):
    """An app's access to the viewer's account."""

    app = graphene.Field(AllowedAppNode, required=True)

    class Meta:
        serializer = AuthorizationOut
        name = "Authorization"


class AppQuery:
    apps = graphene.List(
        graphene.NonNull(AppNode),
        description=f"Those that the viewer made, at most {actions.MOST_APPS}, the newest first.",
    )
    authorizations = graphene.List(
        graphene.NonNull(AuthorizationNode),
        description="Apps that may act for the viewer, newest first.",
    )

    def resolve_apps(root, info):
        return group(queries.apps_of(member(info)))

    def resolve_authorizations(root, info):
        return group(queries.authorizations_of(member(info)))
