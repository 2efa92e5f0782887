"""What members can do with apps, by a browser's session alone: no token lets in another."""

from typing import Any

from community.accounts.access.again import need_recent_proof
from community.accounts.models import User
from community.accounts.oauth import actions
from community.accounts.oauth.api import AppEditIn, AppIn, AppOut, AuthorizationOut
from community.accounts.oauth.models import App, AppAuthorization
from community.accounts.oauth.schema import AppNode, AuthorizationNode
from community.kernel.operations import Doors, Thing


def _allowed(viewer: Any) -> Any:
    return AppAuthorization.objects.visible_to(viewer).select_related("app__user")


APP = Thing(name="app", model=App, find=App.objects.visible_to, out=AppOut, node=AppNode)
AUTHORIZATION = Thing(
    name="authorization", model=AppAuthorization, find=_allowed, out=AuthorizationOut,
    node=AuthorizationNode,
)  # fmt: skip


def register_app(*, by: User, request: Any, **told: Any) -> App:
    """Register an app. Its secret is shown once. 403 `confirm_first` unless the caller confirmed
    their password recently, also when an app is changed."""
    need_recent_proof(request)
    return _telling(*actions.register_app(by=by, **told))


def edit_app(*, app: App, version: int | None, by: User, request: Any, **told: Any) -> App:
    """Change the fields that are sent. Other fields keep their values."""
    need_recent_proof(request)
    return actions.edit_app(app=app, version=version, by=by, **told)


def renew_app_secret(*, app: App, by: User, request: Any) -> App:
    """Create a new secret, which is shown once. The old one stops working."""
    need_recent_proof(request)
    return _telling(*actions.renew_secret(app=app, by=by))


def delete_app(*, app: App, by: User, request: Any) -> None:
    """Delete an app and every access that members granted to it."""
    need_recent_proof(request)
    actions.delete_app(app=app, by=by)


def _telling(app: App, secret: str) -> App:
    """The row with its secret beside it, for the one answer that tells it."""
    app.secret = secret  # type: ignore[attr-defined]
    return app


doors = Doors("security", scope="profile", things=[APP, AUTHORIZATION])

doors.lists("me/apps/", APP, by_session=True, says="Apps that the caller registered.")
doors.shows("me/apps/{app}/", by_session=True, says="An app that the caller registered.")
doors.does("POST me/apps/", register_app, takes=AppIn, gives=APP, by_session=True)
doors.does("PATCH me/apps/{app}/", edit_app, takes=AppEditIn, gives=APP, by_session=True)
doors.does("DELETE me/apps/{app}/", delete_app, by_session=True)
doors.does("POST me/apps/{app}/secret/", renew_app_secret, gives=APP, by_session=True)
doors.lists(
    "me/authorizations/", AUTHORIZATION, by_session=True,
    says="Apps that may act for the caller, with their scopes.",
)  # fmt: skip
doors.does("DELETE me/authorizations/{authorization}/", actions.revoke_app, by_session=True)

declared = (doors,)
