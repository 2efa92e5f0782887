"""Apps that one made and apps that one lets in, in GraphQL; by a browser's session alone."""

import graphene
from graphene_django import DjangoObjectType

from community.accounts.access.again import need_recent_proof
from community.accounts.oauth import actions, queries
from community.accounts.oauth.models import App, AppAuthorization
from community.kernel.graphql import member, number, said, together


class AppNode(DjangoObjectType):
    """An app that the viewer made."""

    kind = graphene.String(required=True, description="confidential or public.")
    redirects = graphene.List(graphene.NonNull(graphene.String), required=True)

    class Meta:
        model = App
        name = "App"
        fields = ["id", "name", "website", "client_id", "version", "created", "disabled_at"]

    def resolve_kind(root, info):
        return root.client_type


class AllowedAppNode(graphene.ObjectType):
    """An app of whomever's, as far as it concerns who allowed it."""

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
    """What the viewer allows an app to do."""

    app = graphene.Field(AllowedAppNode, required=True)
    scopes = graphene.List(graphene.NonNull(graphene.String), required=True)

    class Meta:
        model = AppAuthorization
        name = "Authorization"
        fields = ["id", "allowed_at", "last_used_at"]


class AppsQuery:
    """Mixed into what keeps an account safe."""

    apps = graphene.List(
        graphene.NonNull(AppNode),
        required=True,
        description=f"Those that the viewer made, at most {actions.MOST_APPS}, the newest first.",
    )
    authorizations = graphene.List(
        graphene.NonNull(AuthorizationNode),
        required=True,
        description="Apps that act for the viewer, the newest first.",
    )

    def resolve_apps(root, info):
        return together(queries.apps_of(member(info)))

    def resolve_authorizations(root, info):
        return together(queries.authorizations_of(member(info)))


def _own(info, app_id):
    return App.objects.visible_to(member(info)).get(pk=number(app_id))


class RegisterApp(graphene.Mutation):
    """`confirm_first`, where the viewer signed in too long ago."""

    class Arguments:
        name = graphene.String(required=True)
        redirects = graphene.List(graphene.NonNull(graphene.String), required=True)
        kind = graphene.String(required=True, description="confidential or public.")
        website = graphene.String()

    app = graphene.Field(AppNode, required=True)
    secret = graphene.String(required=True, description="Told this once; empty if it is public.")

    def mutate(root, info, **told):
        by = member(info)
        need_recent_proof(info.context)
        app, secret = actions.register_app(by=by, **said(told))
        return RegisterApp(app=app, secret=secret)


class EditApp(graphene.Mutation):
    class Arguments:
        app_id = graphene.ID(required=True)
        name = graphene.String()
        redirects = graphene.List(graphene.NonNull(graphene.String))
        website = graphene.String()
        version = graphene.Int()

    app = graphene.Field(AppNode, required=True)

    def mutate(root, info, app_id, **told):
        found = _own(info, app_id)
        need_recent_proof(info.context)
        return EditApp(app=actions.edit_app(app=found, by=member(info), **said(told)))


class RenewAppSecret(graphene.Mutation):
    """The secret before opens nothing any more."""

    class Arguments:
        app_id = graphene.ID(required=True)

    app = graphene.Field(AppNode, required=True)
    secret = graphene.String(required=True, description="Told this once.")

    def mutate(root, info, app_id):
        found = _own(info, app_id)
        need_recent_proof(info.context)
        app, secret = actions.renew_secret(app=found, by=member(info))
        return RenewAppSecret(app=app, secret=secret)


class DeleteApp(graphene.Mutation):
    """With all that members allowed it."""

    class Arguments:
        app_id = graphene.ID(required=True)

    success = graphene.Boolean(required=True)

    def mutate(root, info, app_id):
        found = _own(info, app_id)
        need_recent_proof(info.context)
        actions.delete_app(app=found, by=member(info))
        return DeleteApp(success=True)


class RevokeApp(graphene.Mutation):
    """All tokens of the app for the viewer end."""

    class Arguments:
        authorization_id = graphene.ID(required=True)

    success = graphene.Boolean(required=True)

    def mutate(root, info, authorization_id):
        by = member(info)
        held = AppAuthorization.objects.visible_to(by).get(pk=number(authorization_id))
        actions.revoke_app(authorization=held, by=by)
        return RevokeApp(success=True)


class AppsMutation:
    """Mixed into the mutations of what keeps an account safe."""

    register_app = RegisterApp.Field(required=True)
    edit_app = EditApp.Field(required=True)
    renew_app_secret = RenewAppSecret.Field(required=True)
    delete_app = DeleteApp.Field(required=True)
    revoke_app = RevokeApp.Field(required=True)
