"""What happens to apps, and to what members allow them."""

from dataclasses import dataclass

from community.events.event import Event


@dataclass(frozen=True, kw_only=True)
class AppRegistered(Event):
    """A member registered an app."""

    name = "accounts.app.registered"

    app_id: int
    is_public: bool


@dataclass(frozen=True, kw_only=True)
class AppEdited(Event):
    """An app's name, website or redirect URIs were changed."""

    name = "accounts.app.edited"

    app_id: int
    version: int


@dataclass(frozen=True, kw_only=True)
class AppSecretRenewed(Event):
    """An app got a new secret; the old one stopped working."""

    name = "accounts.app_secret.renewed"

    app_id: int


@dataclass(frozen=True, kw_only=True)
class AppDeleted(Event):
    """An app was deleted, with every access that members granted to it."""

    name = "accounts.app.deleted"

    app_id: int


@dataclass(frozen=True, kw_only=True)
class AppDisabled(Event):
    """An administrator disabled an app, or enabled it again."""

    name = "accounts.app.disabled"

    app_id: int
    is_disabled: bool


@dataclass(frozen=True, kw_only=True)
class AppAllowed(Event):
    """A member authorized an app, or gave it more scopes."""

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
    """A code or token of an app was used twice, so it may be stolen: all tokens were revoked."""

    name = "accounts.app_token.reused"

    app_id: int
    member_id: int
