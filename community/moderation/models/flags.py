"""A member says that something breaks the rules."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from community.accounts.models import User
from community.moderation.models.items import ReviewItem


class Flag(models.Model):
    """One member's flag of what an item is about."""

    class Reason(models.TextChoices):
        OFF_TOPIC = "off_topic", _("Off-topic")
        INAPPROPRIATE = "inappropriate", _("Inappropriate")
        SPAM = "spam", _("Spam")
        ILLEGAL = "illegal", _("Illegal")
        OTHER = "other", _("Something else")

    class Outcome(models.TextChoices):
        PENDING = "pending", pgettext_lazy("flag", "Waiting")
        AGREED = "agreed", pgettext_lazy("flag", "Agreed")
        DISAGREED = "disagreed", pgettext_lazy("flag", "Disagreed")
        IGNORED = "ignored", pgettext_lazy("flag", "Ignored")

    item = models.ForeignKey(
        ReviewItem, models.CASCADE, related_name="flags", db_index=False,
        verbose_name=_("review item"),
    )  # fmt: skip
    member = models.ForeignKey(
        User, models.CASCADE, related_name="flags", db_index=False, verbose_name=_("member")
    )
    reason = models.CharField(_("reason"), max_length=14, choices=Reason)
    text = models.TextField(_("explanation"), blank=True)
    score = models.FloatField(_("score"))  # as it counted when it was made
    outcome = models.CharField(
        _("outcome"), max_length=10, choices=Outcome, default=Outcome.PENDING
    )
    created_at = models.DateTimeField(_("created at"), db_default=Now())

    class Meta:
        verbose_name = _("flag")
        verbose_name_plural = _("flags")
        constraints = [
            models.UniqueConstraint(fields=["item", "member"], name="moderation_flag_once"),
        ]
        indexes = [
            models.Index(fields=["member", "outcome"], name="moderation_flag_of_member"),
            models.Index(
                fields=["item"], condition=Q(outcome="pending"), name="moderation_flag_pending"
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.get_reason_display()}"
