"""What members can do with apps, by a browser's session alone: no token lets in another."""

from typing import Any

from django.utils.translation import gettext

from community.accounts.models import App, AppAuthorization, User
from community.accounts.oauth import actions
from community.accounts.oauth.api import AppEditIn, AppIn, AppOut, AuthorizationOut
from community.accounts.oauth.schema import AppNode, AuthorizationNode
from community.accounts.security.recent_authentication import require_recent_authentication
from community.kernel.operations import Api, Resource
from community.kernel.operations.roles import MEMBERS, OWNER


def _allowed(viewer: Any) -> Any:
    return AppAuthorization.objects.visible_to(viewer).select_related("app__user")


APP = Resource(name="app", model=App, find=App.objects.visible_to, out=AppOut, node=AppNode)
AUTHORIZATION = Resource(
    name="authorization", model=AppAuthorization, find=_allowed, out=AuthorizationOut,
    node=AuthorizationNode,
)  # fmt: skip


def register_app(*, by: User, request: Any, **told: Any) -> App:
    """Register an app. Its secret is shown once. 403 `confirm_first` unless the caller confirmed
    their password recently, also when an app is changed."""
    require_recent_authentication(request)
    return _telling(*actions.register_app(by=by, **told))


def edit_app(*, app: App, version: int | None, by: User, request: Any, **told: Any) -> App:
    """Change the fields that are sent. Other fields keep their values."""
    require_recent_authentication(request)
    return actions.edit_app(app=app, version=version, by=by, **told)


def renew_app_secret(*, app: App, by: User, request: Any) -> App:
    """Create a new secret, which is shown once. The old one stops working."""
    require_recent_authentication(request)
    return _telling(*actions.renew_secret(app=app, by=by))


def delete_app(*, app: App, by: User, request: Any) -> None:
    """Delete an app and every access that members granted to it."""
    require_recent_authentication(request)
    actions.delete_app(app=app, by=by)


def _telling(app: App, secret: str) -> App:
    """The row with its secret beside it, for the one answer that tells it."""
    app.secret = secret  # type: ignore[attr-defined]
    return app


api = Api("security", scope="profile", resources=[APP, AUTHORIZATION], allowed=OWNER)

api.list("me/apps/", APP, session_only=True, description="Apps that the caller registered.")
api.retrieve(
    "me/apps/{app}/",
    session_only=True,
    allowed=OWNER,
    description="An app that the caller registered.",
)
api.mutation(
    "POST me/apps/",
    register_app,
    input=AppIn,
    output=APP,
    session_only=True,
    allowed=MEMBERS,
    example={
        "name": "An app",
        "website": "https://app.example",
        "kind": "confidential",
        "redirects": ["https://app.example/back"],
    },
)
api.mutation(
    "PATCH me/apps/{app}/",
    edit_app,
    input=AppEditIn,
    output=APP,
    session_only=True,
    example={"name": "Another name"},
)
api.mutation("DELETE me/apps/{app}/", delete_app, session_only=True)
api.mutation("POST me/apps/{app}/secret/", renew_app_secret, output=APP, session_only=True)
api.list(
    "me/authorizations/", AUTHORIZATION, session_only=True,
    description="Apps that may act for the caller, with their scopes.",
)  # fmt: skip
api.mutation("DELETE me/authorizations/{authorization}/", actions.revoke_app, session_only=True)
api.button(
    "settings/authorizations/{authorization}/", actions.revoke_app, name="app_revocation",
    message=lambda _request, authorization: gettext("Access for %(name)s revoked.")
    % {"name": authorization.app.name},
    then="settings_apps",
)  # fmt: skip
