"""Groups of accounts that vote for each other."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from community.accounts.models import User


class VoteRing(models.Model):
    """Votes between these members do not count, in these days, unless a moderator decides that
    they are honest."""

    class State(models.TextChoices):
        FOUND = "found", pgettext_lazy("vote ring", "Waits for a decision")
        CONFIRMED = "confirmed", pgettext_lazy("vote ring", "Confirmed")
        CLEARED = "cleared", pgettext_lazy("vote ring", "Not a vote ring")

    member_ids = ArrayField(models.BigIntegerField(), verbose_name=_("members"))  # ascending
    since = models.DateField(_("first day"))
    until = models.DateField(_("last day"))
    votes = models.PositiveIntegerField(_("votes between them"))
    share = models.FloatField(_("share of their points"))  # 0 to 1, that come from these votes
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.FOUND)
    found_at = models.DateTimeField(_("found at"), db_default=Now())
    decided_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("decided by"),
    )  # fmt: skip
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)

    class Meta:
        verbose_name = _("vote ring")
        verbose_name_plural = _("vote rings")

    def __str__(self) -> str:
        return gettext("Vote ring #%(id)s") % {"id": self.pk}
