"""What happens to apps and their authorizations."""

from dataclasses import dataclass

from community.events.facts import Event


@dataclass(frozen=True, kw_only=True)
class AppRegistered(Event):
    """A member registered an app."""

    name = "accounts.app.registered"

    app_id: int
    is_public: bool


@dataclass(frozen=True, kw_only=True)
class AppEdited(Event):
    """An app's details or redirect URIs changed."""

    name = "accounts.app.edited"

    app_id: int
    version: int


@dataclass(frozen=True, kw_only=True)
class AppSecretRenewed(Event):
    """A new client secret was generated; the previous one no longer works."""

    name = "accounts.app_secret.renewed"

    app_id: int


@dataclass(frozen=True, kw_only=True)
class AppDeleted(Event):
    """An app was deleted, with all its authorizations."""

    name = "accounts.app.deleted"

    app_id: int


@dataclass(frozen=True, kw_only=True)
class AppDisabled(Event):
    """An administrator disabled or enabled an app."""

    name = "accounts.app.disabled"

    app_id: int
    is_disabled: bool


@dataclass(frozen=True, kw_only=True)
class AppAllowed(Event):
    """A member authorized an app, or authorized more scopes."""

    name = "accounts.app.allowed"

    app_id: int
    member_id: int


@dataclass(frozen=True, kw_only=True)
class AppRevoked(Event):
    """A member revoked an app's access."""

    name = "accounts.app.revoked"

    app_id: int
    member_id: int


@dataclass(frozen=True, kw_only=True)
class AppTokenReused(Event):
    """A code or refresh token of an app was used twice; all its tokens were revoked."""

    name = "accounts.app_token.reused"

    app_id: int
    member_id: int
