"""Tokens: what a program shows to act as a member, within scopes."""

from __future__ import annotations

from typing import Self

from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from community.accounts.models.people import User

PREFIX = "ctk_"  # by which scanners know a secret that was published by mistake


class TokenQuerySet(models.QuerySet["Token"]):
    def visible_to(self, viewer: User | AnonymousUser) -> Self:
        """The viewer's own, and for administrators those of service accounts."""
        if not isinstance(viewer, User):
            return self.none()
        own = Q(member=viewer.pk)
        runs = viewer.is_active and viewer.is_superuser
        return self.filter(own | Q(member__is_bot=True)) if runs else self.filter(own)

    def live(self) -> Self:
        """Those that still open something: neither revoked nor over."""
        return self.filter(Q(expires_at=None) | Q(expires_at__gt=Now()), revoked_at=None)


class Token(models.Model):
    """A way in for one program. The secret itself is kept nowhere, only what it hashes to.

    A secret is random and long, so a plain hash cannot be turned back, and one query finds it.
    """

    class State(models.TextChoices):
        """Whether it still opens something, or else why not."""

        LIVE = "live", pgettext_lazy("token", "Active")
        EXPIRED = "expired", pgettext_lazy("token", "Expired")
        REVOKED = "revoked", pgettext_lazy("token", "Revoked")

    member = models.ForeignKey(
        User, models.CASCADE, related_name="tokens", verbose_name=_("member")
    )
    name = models.CharField(_("name"), max_length=60)
    secret = models.CharField(_("secret"), max_length=64, unique=True)  # the SHA-256 of it
    last_four = models.CharField(_("last four characters"), max_length=4)  # to tell which one it is
    scopes = ArrayField(models.CharField(max_length=40), verbose_name=_("scopes"))
    made_by = models.ForeignKey(
        User, models.SET_NULL, null=True, related_name="+", verbose_name=_("created by")
    )
    created_at = models.DateTimeField(_("created at"), db_default=Now())
    expires_at = models.DateTimeField(_("expires at"), null=True, blank=True)
    last_used_at = models.DateTimeField(_("last used at"), null=True, blank=True)  # to the hour
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)

    objects = TokenQuerySet.as_manager()

    class Meta:
        verbose_name = _("token")
        verbose_name_plural = _("tokens")
        constraints = [
            models.CheckConstraint(condition=~Q(name__regex=r"^\s*$"), name="accounts_token_named"),
            models.CheckConstraint(
                condition=Q(scopes__len__gt=0), name="accounts_token_has_a_scope"
            ),
        ]
        indexes = [models.Index(fields=["member", "-id"], name="accounts_token_of")]

    def __str__(self) -> str:
        return f"{self.name} ({self.hint})"

    @property
    def hint(self) -> str:
        return f"{PREFIX}…{self.last_four}"

    @property
    def state(self) -> State:
        if self.revoked_at:
            return self.State.REVOKED
        is_over = self.expires_at and self.expires_at <= timezone.now()
        return self.State.EXPIRED if is_over else self.State.LIVE
