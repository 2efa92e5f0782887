"""Invitations to join."""

from __future__ import annotations

from typing import Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from community.accounts.models.audiences import Group
from community.accounts.models.people import User


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def visible_to(self, viewer: User | AnonymousUser) -> Self:
        return self.filter(inviter=viewer.pk) if viewer.is_authenticated else self.none()

    def open(self) -> Self:
        """Those that somebody can still join by."""
        return self.filter(revoked_at=None, expires_at__gt=Now(), uses__lt=F("max_uses"))


class Invitation(models.Model):
    """An invitation by link, or by an email to one address. Only the link's hash is stored."""

    class State(models.TextChoices):
        """Whether somebody can still join by it, or else why not."""

        OPEN = "open", pgettext_lazy("invitation", "Open")
        USED = "used", pgettext_lazy("invitation", "Used")
        EXPIRED = "expired", pgettext_lazy("invitation", "Expired")
        REVOKED = "revoked", pgettext_lazy("invitation", "Revoked")

    inviter = models.ForeignKey(
        User, models.CASCADE, related_name="invitations", verbose_name=_("inviter")
    )
    email = models.EmailField(_("email"), blank=True)  # empty: for anybody who has the link
    secret = models.CharField(_("secret"), max_length=64, unique=True)
    note = models.CharField(_("message"), max_length=300, blank=True)
    group = models.ForeignKey(
        Group, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("group")
    )
    uses = models.PositiveIntegerField(_("times used"), default=0)
    max_uses = models.PositiveIntegerField(_("maximum number of uses"), default=1)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    created_at = models.DateTimeField(_("created at"), db_default=Now())
    expires_at = models.DateTimeField(_("expires at"))
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        constraints = [
            models.CheckConstraint(
                condition=Q(uses__lte=F("max_uses")), name="accounts_invitation_uses"
            ),
            models.CheckConstraint(
                condition=Q(email="") | Q(max_uses=1), name="accounts_invitation_mail_once"
            ),
        ]
        indexes = [models.Index(fields=["inviter", "-id"], name="accounts_invitation_of")]

    def __str__(self) -> str:
        return gettext("invitation #%(id)s by %(inviter)s") % {
            "id": self.pk,
            "inviter": self.inviter_id,
        }

    @property
    def state(self) -> State:
        if self.revoked_at:
            return self.State.REVOKED
        if self.uses >= self.max_uses:
            return self.State.USED
        return self.State.OPEN if self.expires_at > timezone.now() else self.State.EXPIRED
