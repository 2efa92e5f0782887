"""OAuth apps, the access that members gave them, and their codes and tokens.

The tables are those of django-oauth-toolkit, without the columns that we do not need: a class
attribute instead of a field removes the column. Only hashes of secrets are stored.
"""

from __future__ import annotations

import uuid
from typing import Self
from urllib.parse import SplitResult, urlsplit

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from oauth2_provider.models import (
    AbstractAccessToken,
    AbstractApplication,
    AbstractGrant,
    AbstractRefreshToken,
)

from community.accounts.models.people import User
from community.kernel import scopes

HASHED = r"^[0-9a-f]{64}$"
LOOPBACKS = {"127.0.0.1", "::1"}  # where a program on the member's own device listens, at any port
LONGEST_URI = 500


def parts_of(uri: str) -> SplitResult | None:
    """The parts of an absolute URI in plain ASCII; None if it is none, or has a user or port 0."""
    plain = uri.isascii() and uri.isprintable() and not any(sign in uri for sign in " \\\"'<>;,")
    if not plain or len(uri) > LONGEST_URI:
        return None
    try:
        parts = urlsplit(uri)
        port = parts.port
    except ValueError:
        return None
    return None if "@" in parts.netloc or port == 0 else parts


def host_of(parts: SplitResult) -> str:
    return parts.hostname or ""


def is_loopback(uri: str) -> bool:
    """Whether it leads to a program on the member's own device, by IP address."""
    parts = parts_of(uri)
    return parts is not None and parts.scheme == "http" and host_of(parts) in LOOPBACKS


class AppQuerySet(models.QuerySet["App"]):
    def visible_to(self, viewer: User | AnonymousUser) -> Self:
        """One's own: the others are met where they ask for something."""
        return self.filter(user=viewer.pk) if viewer.is_authenticated else self.none()


class App(AbstractApplication):
    """A program of somebody else's that members may let act for them."""

    PUBLIC = AbstractApplication.CLIENT_PUBLIC
    CONFIDENTIAL = AbstractApplication.CLIENT_CONFIDENTIAL

    # One way in, and one way of asking, for every app.
    authorization_grant_type = AbstractApplication.GRANT_AUTHORIZATION_CODE
    registration_source = AbstractApplication.RegistrationSource.MANUAL
    cimd_expires_at = None
    hash_client_secret = skip_authorization = False
    post_logout_redirect_uris = allowed_origins = algorithm = ""

    user = models.ForeignKey(User, models.CASCADE, related_name="apps", verbose_name=_("user"))
    name = models.CharField(_("name"), max_length=60)
    website = models.CharField(_("website"), max_length=200, blank=True)
    redirect_uris = models.TextField(_("redirect URIs"))  # one a line
    # Hashed; a public app has none.
    client_secret = models.CharField(_("client secret"), max_length=64, blank=True)
    # By an administrator.
    disabled_at = models.DateTimeField(_("disabled at"), null=True, blank=True)
    version = models.PositiveIntegerField(_("version"), default=1)

    objects = AppQuerySet.as_manager()

    class Meta:
        verbose_name = _("app")
        verbose_name_plural = _("apps")
        constraints = [
            models.CheckConstraint(condition=~Q(name__regex=r"^\s*$"), name="accounts_app_named"),
            models.CheckConstraint(
                condition=Q(client_type="public", client_secret="")
                | Q(client_type="confidential", client_secret__regex=HASHED),
                name="accounts_app_secret_hashed",
            ),
        ]

    @property
    def is_public(self) -> bool:
        return bool(self.client_type == self.PUBLIC)

    @property
    def redirects(self) -> list[str]:
        return self.redirect_uris.split()

    def redirect_uri_allowed(self, uri: str) -> bool:
        """Sign by sign the same, except for the port on the member's own device."""
        known = uri in self.redirects
        return known or (is_loopback(uri) and bool(super().redirect_uri_allowed(uri)))

    def is_usable(self, request: object) -> bool:
        """Whether it may act at all: nobody answers for it whose maker is kept out."""
        maker = self.user
        return self.disabled_at is None and maker.is_active and not maker.is_suspended


class AuthorizationQuerySet(models.QuerySet["AppAuthorization"]):
    def visible_to(self, viewer: User | AnonymousUser) -> Self:
        """What one allowed oneself."""
        return self.filter(member=viewer.pk) if viewer.is_authenticated else self.none()

    def lapsed(self) -> Self:
        """Those that nothing can come of any more: no token to renew, and no code to redeem."""
        of = {"authorization": OuterRef("pk")}
        renewable = AppRefreshToken.objects.filter(**of, revoked=None)
        codes = AppCode.objects.filter(**of, used_at=None, expires__gt=Now())
        return self.filter(~Exists(renewable), ~Exists(codes))


class AppAuthorization(models.Model):
    """What a member allows an app to do. It goes, and all codes and tokens go with it."""

    app = models.ForeignKey(App, models.CASCADE, related_name="authorizations")
    member = models.ForeignKey(User, models.CASCADE, related_name="app_authorizations")
    scope = models.TextField()  # all that was ever allowed, in order, with spaces
    allowed_at = models.DateTimeField(db_default=Now())
    last_used_at = models.DateTimeField(null=True, blank=True)  # when it last fetched a token

    objects = AuthorizationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["member", "app"], name="accounts_appauthorization_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.app_id} for {self.member_id}"

    @property
    def scopes(self) -> list[str]:
        return self.scope.split()

    def covers(self, asked: list[str]) -> bool:
        """Whether all of it was allowed before."""
        granted = scopes.Access(key="", scopes=frozenset(self.scopes))
        return all(granted.covers(scope) for scope in asked)


class AppCode(AbstractGrant):
    """What an app is handed through the browser, and fetches its first tokens for within a minute.

    Used ones stay for a while: one that comes a second time was stolen.
    """

    nonce = claims = ""
    resource = None

    code = models.CharField(max_length=64, unique=True)  # hashed
    authorization = models.ForeignKey(AppAuthorization, models.CASCADE, related_name="codes")
    family = models.UUIDField(default=uuid.uuid4)  # of all tokens that come of it
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(code__regex=HASHED), name="accounts_appcode_hashed"),
            models.CheckConstraint(
                condition=Q(code_challenge_method="S256") & ~Q(code_challenge=""),
                name="accounts_appcode_challenged",
            ),
        ]
        indexes = [models.Index(fields=["expires"], name="accounts_appcode_expires")]


class AppToken(AbstractAccessToken):
    """Lets an app act for its member for an hour, within a scope."""

    token = ""  # it is kept nowhere; `token_checksum` is what it hashes to
    id_token = source_refresh_token = resource = None

    application = models.ForeignKey(App, models.CASCADE, related_name="tokens")
    user = models.ForeignKey(User, models.CASCADE, related_name="app_tokens")
    authorization = models.ForeignKey(AppAuthorization, models.CASCADE, related_name="tokens")

    class Meta:
        indexes = [models.Index(fields=["expires"], name="accounts_apptoken_expires")]


class AppRefreshToken(AbstractRefreshToken):
    """Fetches the next pair of tokens, once. One of a family is live, and the others are kept to
    tell when one comes again."""

    token = ""
    resource = None

    authorization = models.ForeignKey(
        AppAuthorization, models.CASCADE, related_name="refresh_tokens"
    )
    token_family = models.UUIDField()
    scope = models.TextField()
    came_from = models.ForeignKey("self", models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["token_checksum"], name="accounts_apprefreshtoken_once"
            ),
            models.UniqueConstraint(
                fields=["token_family"],
                condition=Q(revoked=None),
                name="accounts_apprefreshtoken_one_live",
            ),
        ]
        indexes = [
            models.Index(fields=["token_family"], name="accounts_apprefresh_family"),
            models.Index(fields=["created"], name="accounts_apprefresh_created"),
        ]

    def renewal(self, scope: str) -> int:
        """Which one this renewal is: the same again for the scope of the pair that is live."""
        pairs = AppRefreshToken.objects.filter(came_from=self)
        is_again = pairs.filter(revoked=None, access_token__scope=scope).exists()
        return pairs.count() - is_again
