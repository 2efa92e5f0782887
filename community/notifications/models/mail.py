"""Mail that is to be sent: a row with a state, so that no dead worker or broker loses it."""

from __future__ import annotations

from datetime import timedelta
from typing import Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from community.accounts.models import User

TRIES = 8
CLAIM_SECONDS = 120  # a worker that has not finished by then is taken for dead
DAILY_LIMIT = 100  # emails of notifications that a member gets within 24 hours


class MailQuerySet(models.QuerySet["Mail"]):
    def due(self) -> Self:
        return self.filter(sent_at=None, dropped_at=None, attempts__lt=TRIES, due_at__lte=Now())

    def given_up(self) -> Self:
        return self.filter(sent_at=None, dropped_at=None, attempts__gte=TRIES)

    def on_the_day_before(self, mail: Mail) -> Self:
        """Emails of notifications to the same member in the 24 hours up to this one."""
        since = mail.created_at - timedelta(days=1)
        return self.filter(
            member=mail.member_id, dropped_at=None, created_at__gt=since, pk__lte=mail.pk
        )


class Mail(models.Model):
    """One message to one address. `sent_at` and `dropped_at` empty = still to be sent.

    One of notifications has a `member` and no text: that is written when it is sent, since what
    it tells of may be read or gone by then. If nothing is left to tell, it is dropped.
    """

    to = models.EmailField(_("recipient"))
    subject = models.CharField(_("subject"), max_length=400)
    text = models.TextField()
    html = models.TextField(blank=True)
    sender = models.CharField(_("sender"), max_length=320)
    message_id = models.CharField(  # the same at every try
        _("message ID"), max_length=200, unique=True
    )
    request_id = models.CharField(_("request ID"), max_length=64, blank=True)
    created_at = models.DateTimeField(_("created at"), db_default=Now())
    due_at = models.DateTimeField(_("due at"), db_default=Now())
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    dropped_at = models.DateTimeField(_("dropped at"), null=True, blank=True)
    member = models.ForeignKey(
        User, models.CASCADE, null=True, blank=True, related_name="+", db_index=False,
        verbose_name=_("member"),
    )  # fmt: skip
    headers = models.JSONField(_("headers"), default=dict, db_default={})
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    error = models.TextField(_("error"), blank=True)

    objects = MailQuerySet.as_manager()

    class Meta:
        verbose_name = _("email")
        verbose_name_plural = _("emails")
        indexes = [
            models.Index(
                fields=["due_at", "id"],
                condition=Q(sent_at=None, dropped_at=None),
                name="notifications_mail_due",
            ),
            models.Index(  # how many were sent to a member within a day
                fields=["member", "created_at"],
                condition=Q(member__isnull=False),
                name="notifications_mail_of_member",
            ),
        ]

    def __str__(self) -> str:
        return gettext("#%(id)s to %(address)s") % {"id": self.pk, "address": self.to}
