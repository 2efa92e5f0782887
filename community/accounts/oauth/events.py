"""What happens to apps, and to what members allow them."""

from dataclasses import dataclass

from community.events.facts import Event


@dataclass(frozen=True, kw_only=True)
class AppRegistered(Event):
    """A member registered an app, which others can allow to act for them."""

    name = "accounts.app.registered"

    app_id: int
    is_public: bool


@dataclass(frozen=True, kw_only=True)
class AppEdited(Event):
    """What an app says of itself, or where it sends members, is something else."""

    name = "accounts.app.edited"

    app_id: int
    version: int


@dataclass(frozen=True, kw_only=True)
class AppSecretRenewed(Event):
    """An app has another secret; the one before opens nothing any more."""

    name = "accounts.app_secret.renewed"

    app_id: int


@dataclass(frozen=True, kw_only=True)
class AppDeleted(Event):
    """An app is gone, and with it all that was ever allowed to it."""

    name = "accounts.app.deleted"

    app_id: int


@dataclass(frozen=True, kw_only=True)
class AppDisabled(Event):
    """Whoever runs the place stopped an app, or lets it go on."""

    name = "accounts.app.disabled"

    app_id: int
    is_disabled: bool


@dataclass(frozen=True, kw_only=True)
class AppAllowed(Event):
    """A member let an app act for them, or let it do more than before."""

    name = "accounts.app.allowed"

    app_id: int
    member_id: int


@dataclass(frozen=True, kw_only=True)
class AppRevoked(Event):
    """A member took back what they had allowed an app."""

    name = "accounts.app.revoked"

    app_id: int
    member_id: int


@dataclass(frozen=True, kw_only=True)
class AppTokenReused(Event):
    """A code or a token of an app came a second time: somebody stole it, and all of it ended."""

    name = "accounts.app_token.reused"

    app_id: int
    member_id: int
