"""Authentication by token in REST, after the middleware, and its description in OpenAPI."""

from typing import Any

from django.utils.translation import override
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication
from rest_framework.request import Request

from community.accounts.models import User
from community.kernel import scopes
from community.kernel.scopes import Access


class BearerAuthentication(BaseAuthentication):
    """Takes over whom the middleware found.

    Declared operations ask for their scope by themselves; no token reaches any other view. That
    is asked here and not by a permission, since views choose permissions of their own.
    """

    def authenticate(self, request: Request) -> tuple[User, Access] | None:
        access = scopes.access_of(request)
        if access is None:
            return None
        view = (request.parser_context or {}).get("view")
        if not getattr(view, "operations", None):
            raise scopes.SessionOnly
        member: Any = request._request.user
        return member, access

    def authenticate_header(self, request: Request) -> str:
        return "Bearer"


def scope_of(view: Any, method: str) -> str | None:
    """The scope that a token needs for this method of the view: none where it is empty; None
    where no token will do."""
    operation = getattr(view, "operations", {}).get(method)
    return None if operation is None or operation.session_only else operation.scope


def _scopes_in_english() -> dict[str, str]:
    """The API is described in English, whoever asks."""
    with override("en"):
        return {scope: str(words) for scope, words in scopes.known().items()}


class BearerScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    target_class = "community.accounts.tokens.rest.BearerAuthentication"
    name = ["token", "oauth2"]

    def get_security_requirement(self, auto_schema: Any) -> list[dict[str, list[str]]]:
        """Which scope it takes, or nothing where no token will do."""
        scope = scope_of(auto_schema.view, auto_schema.method)
        wanted = [scope] if scope else []
        return [] if scope is None else [{name: wanted} for name in self.name]

    def get_security_definition(self, auto_schema: Any) -> list[dict[str, Any]]:
        token = {
            "type": "http",
            "scheme": "bearer",
            "description": "A token, created in the settings or by `manage.py create_token`.",
        }
        flow = {
            "authorizationUrl": "/oauth/authorize/",
            "tokenUrl": "/oauth/token/",
            "refreshUrl": "/oauth/token/",
            "scopes": _scopes_in_english(),
        }
        app = {
            "type": "oauth2",
            "flows": {"authorizationCode": flow},
            "description": "An app that acts for members who authorized it: authorization code"
            " with PKCE (S256). Register it at /settings/apps/.",
        }
        return [token, app]


class SessionScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """Instead of the library's own, which says nothing of the CSRF token."""

    target_class = "rest_framework.authentication.SessionAuthentication"
    name = "session"
    priority = 1

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {
            "type": "apiKey",
            "in": "cookie",
            "name": "sessionid",
            "description": "A browser session. Requests other than GET also need X-CSRFToken.",
        }
