"""Where members may come from: accounts elsewhere, named in the environment.

OIDC_PROVIDERS is a JSON list, one object for each provider that speaks OpenID Connect:
`{"id": "work", "name": "Work", "server_url": "https://id.example", "client_id": …, "secret": …}`.
With `"links_by_email": true` its word on a confirmed address opens the account here that has
confirmed the same one; leave it out unless you run the provider yourself. GitHub and Google need
only SOCIAL_GITHUB_ID and SOCIAL_GITHUB_SECRET, or the same with GOOGLE.
"""

import json
from collections.abc import Mapping
from typing import Any

KNOWN = {"github": {"SCOPE": ["user:email"]}, "google": {"SCOPE": ["profile", "email"]}}
PREFIX = "allauth.socialaccount.providers"

Environment = Mapping[str, str]


class BadProviders(Exception):
    """OIDC_PROVIDERS says something else than it should; the message says what."""


def apps(environment: Environment) -> list[str]:
    """The Django apps that the configured providers need."""
    known = [name for name in KNOWN if _has(environment, name)]
    return [f"{PREFIX}.openid_connect", *(f"{PREFIX}.{name}" for name in known)]


def configured(environment: Environment) -> dict[str, Any]:
    """The providers as the library wants to be told. Raises BadProviders."""
    found: dict[str, Any] = {
        "openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": _openid(environment)}
    }
    for name, options in KNOWN.items():
        if _has(environment, name):
            key = f"SOCIAL_{name.upper()}"
            app = {
                "client_id": environment[f"{key}_ID"],
                "secret": environment.get(f"{key}_SECRET", ""),
            }
            found[name] = {**options, "OAUTH_PKCE_ENABLED": True, "APPS": [app]}
    return found


def _has(environment: Environment, name: str) -> bool:
    return bool(environment.get(f"SOCIAL_{name.upper()}_ID"))


def _openid(environment: Environment) -> list[dict[str, Any]]:
    try:
        told = json.loads(environment.get("OIDC_PROVIDERS") or "[]")
        return [_one(provider) for provider in told]
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise BadProviders(
            "OIDC_PROVIDERS must be a JSON list of objects with id, name, server_url, client_id"
            f" and secret: {error!r}"
        ) from error


def _one(told: dict[str, Any]) -> dict[str, Any]:
    return {
        "provider_id": told["id"],
        "name": told.get("name") or told["id"],
        "client_id": told["client_id"],
        "secret": told.get("secret", ""),
        "settings": {
            "server_url": told["server_url"].rstrip("/"),
            "email_authentication": told.get("links_by_email") is True,
        },
    }
