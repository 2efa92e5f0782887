"""What moderators did: shown to everybody who may see what it was done to."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from community.accounts.models import Audience, User
from community.kernel.subjects import Subject


class LogEntry(models.Model):
    """One act of a moderator. `action` is registered (registration.py) with its words and its undo.

    It holds ids and facts, no text of members: what is shown is resolved for each viewer.
    """

    action = models.CharField(_("action"), max_length=40)  # "discussions.thread_closed"
    actor = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("moderator"))
    subject_kind = models.CharField(_("subject kind"), max_length=40)
    subject_id = models.BigIntegerField(_("subject ID"))
    member = models.ForeignKey(  # whom it concerns
        User, models.CASCADE, null=True, blank=True, related_name="log_entries",
        verbose_name=_("member"),
    )  # fmt: skip
    audience = models.ForeignKey(
        Audience, models.PROTECT, related_name="+", default=Audience.PUBLIC_ID,
        verbose_name=_("audience"),
    )  # fmt: skip
    reason = models.TextField(_("reason"), blank=True)  # as it was told to the member
    facts = models.JSONField(_("facts"), default=dict)  # before and after, for words and undo
    event_id = models.BigIntegerField(  # it is written once for each event
        _("event ID"), null=True, blank=True
    )
    happened_at = models.DateTimeField(_("happened at"), db_default=Now())
    undone_at = models.DateTimeField(_("undone at"), null=True, blank=True)
    undone_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("undone by")
    )

    class Meta:
        verbose_name = _("log entry")
        verbose_name_plural = _("log entries")
        constraints = [
            models.UniqueConstraint(
                fields=["event_id"],
                condition=Q(event_id__isnull=False),
                name="moderation_log_once",
            ),
        ]
        indexes = [
            models.Index(fields=["-happened_at", "-id"], name="moderation_log_newest"),
            models.Index(fields=["subject_kind", "subject_id"], name="moderation_log_of_subject"),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"

    @property
    def subject(self) -> Subject:
        return Subject(self.subject_kind, self.subject_id)
