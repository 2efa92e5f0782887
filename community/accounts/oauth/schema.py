"""Apps that one made and apps that one lets in, as GraphQL shows them."""

import graphene
from graphene_django import DjangoObjectType

from community.accounts.models import App, AppAuthorization
from community.accounts.oauth import actions, queries
from community.kernel.batching import group
from community.kernel.graphql import member


class AppNode(DjangoObjectType):
    """An app that the viewer registered."""

    kind = graphene.String(required=True, description="confidential or public.")
    redirects = graphene.List(graphene.NonNull(graphene.String), required=True)
    created_at = graphene.DateTime(required=True)
    secret = graphene.String(
        required=True, description="Shown once, when it is created; empty afterwards."
    )

    class Meta:
        model = App
        name = "App"
        fields = ["id", "name", "website", "client_id", "version", "disabled_at"]

    def resolve_kind(root, info):
        return root.client_type

    def resolve_created_at(root, info):
        return root.created

    def resolve_secret(root, info):
        return getattr(root, "secret", "")


class AllowedAppNode(graphene.ObjectType):
    """What the member who authorized an app may know of it."""

    class Meta:
        name = "AllowedApp"

    id = graphene.ID(required=True)
    name = graphene.String(required=True)
    website = graphene.String(required=True)
    owner = graphene.String(required=True)
    disabled_at = graphene.DateTime()

    def resolve_owner(root, info):
        return root.user.username


class AuthorizationNode(DjangoObjectType):
    """An app's access to the viewer's account."""

    app = graphene.Field(AllowedAppNode, required=True)
    scopes = graphene.List(graphene.NonNull(graphene.String), required=True)

    class Meta:
        model = AppAuthorization
        name = "Authorization"
        fields = ["id", "allowed_at", "last_used_at"]


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
