"""What the library that speaks the protocol is told: who is who, and what is kept where."""

import re
from datetime import timedelta
from typing import Any

from django.utils import timezone
from django.utils.crypto import constant_time_compare
from oauth2_provider.oauth2_validators import OAuth2Validator
from oauth2_provider.scopes import BaseScopes
from oauth2_provider.settings import oauth2_settings
from oauthlib.oauth2 import WebApplicationServer
from oauthlib.oauth2.rfc6749 import errors

from community.accounts.models import App
from community.accounts.oauth import actions, actions_tokens, keys, policy
from community.kernel import scopes

CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")  # a SHA-256 in base64url


class Server(WebApplicationServer):  # type: ignore[misc]
    """Codes and refresh tokens: no implicit grant, no passwords, no app that acts for itself."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.auth_grant.custom_validators.post_auth.append(_challenged)


def _challenged(request: Any) -> dict[str, str]:
    """Every app, with a secret or without, proves that it began what it ends, by a hash."""
    if request.code_challenge_method != "S256":
        raise errors.InvalidRequestError(
            description="code_challenge_method must be S256.", request=request
        )
    if not CHALLENGE.fullmatch(request.code_challenge or ""):
        raise errors.InvalidRequestError(
            description="code_challenge must be a SHA-256 hash in base64url, 43 characters long.",
            request=request,
        )
    if (request.response_mode or "query") != "query":
        raise errors.InvalidRequestError(
            description="response_mode must be query.", request=request
        )
    return {}


class Scopes(BaseScopes):
    """All known scopes; a request without scopes gets none."""

    def get_all_scopes(self) -> dict[str, str]:
        return {name: str(text) for name, text in scopes.known().items()}

    def get_available_scopes(self, application: Any = None, *_: Any, **__: Any) -> list[str]:
        return sorted(policy.scopes_for(application))

    def get_default_scopes(self, *_: Any, **__: Any) -> list[str]:
        return []


class Validator(OAuth2Validator):
    """Reads as the library does, by hashes; all that changes goes through our actions."""

    def _check_secret(self, provided_secret: str, stored_secret: str) -> bool:
        return bool(stored_secret) and constant_time_compare(
            keys.hashed(provided_secret), stored_secret
        )

    def _extract_basic_auth(self, request: Any) -> str | None:
        """As the library's, which knows the scheme in one spelling alone (RFC 9110, 11.1)."""
        scheme, _, said = (request.headers.get("HTTP_AUTHORIZATION") or "").partition(" ")
        return (said.strip() or None) if scheme.lower() == "basic" else None

    def authenticate_client(self, request: Any, *args: Any, **kwargs: Any) -> bool:
        """Raises InvalidRequestError for one app's proof with another one's name beside it, which
        the library takes for a fault of its own."""
        if not super().authenticate_client(request, *args, **kwargs):  # type: ignore[no-untyped-call]
            return False
        if request.client_id and request.client_id != request.client.client_id:
            raise errors.InvalidRequestError(
                description="client_id does not match the Authorization header.",
                request=request,
            )
        return True

    def is_pkce_required(self, client_id: str, request: Any) -> bool:
        return True

    def validate_scopes(
        self, client_id: str, scopes: list[str], client: App, request: Any, *_: Any, **__: Any
    ) -> bool:
        """None at all is no answer to what an app may do."""
        return bool(scopes) and policy.scopes_for(client).issuperset(scopes)

    # -- codes -------------------------------------------------------------------------------
    def save_authorization_code(
        self, client_id: str, code: dict[str, str], request: Any, *_: Any, **__: Any
    ) -> None:
        lives = timedelta(seconds=oauth2_settings.AUTHORIZATION_CODE_EXPIRE_SECONDS)
        asked = actions.Asked(
            scopes=request.scopes,
            code=code["code"],
            redirect_uri=request.redirect_uri,
            challenge=request.code_challenge,
            expires_at=timezone.now() + lives,
        )
        actions.allow_app(app=request.client, asked=asked, by=request.user)

    def validate_code(
        self, client_id: str, code: str, client: App, request: Any, *_: Any, **__: Any
    ) -> bool:
        found = actions_tokens.find_code(secret=code, app=client)
        if found is None or not policy.may_use_apps(found.user):
            return False
        request.app_code, request.user = found, found.user
        request.scopes = found.scope.split()
        return True

    def get_code_challenge(self, code: str, request: Any) -> str:
        return str(request.app_code.code_challenge)

    def get_code_challenge_method(self, code: str, request: Any) -> str:
        return str(request.app_code.code_challenge_method)

    def get_default_redirect_uri(self, client_id: str, request: Any, *_: Any, **__: Any) -> str:
        """Who redeems a code need not say again where the browser was sent (OAuth 2.1, 4.1.3)."""
        if code := getattr(request, "app_code", None):
            return str(code.redirect_uri)
        return str(request.client.default_redirect_uri)

    def confirm_redirect_uri(
        self, client_id: str, code: str, redirect_uri: str, client: App, request: Any, **_: Any
    ) -> bool:
        return bool(request.app_code.redirect_uri == redirect_uri)

    def invalidate_authorization_code(self, *_: Any, **__: Any) -> None:
        """Redeeming it has."""

    # -- tokens ------------------------------------------------------------------------------
    def validate_refresh_token(
        self, refresh_token: str, client: App, request: Any, *_: Any, **__: Any
    ) -> bool:
        found = actions_tokens.find_refresh_token(secret=refresh_token, app=client)
        if found is None or not policy.may_use_apps(found.user):
            return False
        request.refresh_token_instance, request.user = found, found.user
        return True

    def get_original_scopes(self, refresh_token: str, request: Any, *_: Any, **__: Any) -> str:
        return str(request.refresh_token_instance.scope)

    def save_bearer_token(self, token: dict[str, str], request: Any, *_: Any, **__: Any) -> None:
        pair = {"access": token["access_token"], "refresh": token["refresh_token"]}
        if request.grant_type == "refresh_token":
            found = request.refresh_token_instance
            actions_tokens.renew_tokens(token=found, scope=token["scope"], **pair)
        else:
            actions_tokens.redeem_code(code=request.app_code, **pair)

    def revoke_token(
        self, token: str, token_type_hint: str | None, request: Any, *_: Any, **__: Any
    ) -> None:
        actions_tokens.revoke_token(secret=token, app=request.client)
