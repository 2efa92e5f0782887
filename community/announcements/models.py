from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from community.accounts.models import User
from community.kernel.languages import Text


class Announcement(models.Model):
    """A line above every page, for a while."""

    class Tone(models.TextChoices):
        BLUE = "blue", pgettext_lazy("an announcement", "News")
        OCHRE = "ochre", pgettext_lazy("an announcement", "Warning")
        RED = "red", pgettext_lazy("an announcement", "Urgent")

    text = models.CharField(_("text"), max_length=400)
    html = models.TextField()
    tone = models.CharField(_("tone"), max_length=5, choices=Tone, default=Tone.BLUE)
    starts_at = models.DateTimeField(_("starts at"), db_default=Now())
    ends_at = models.DateTimeField(_("ends at"), null=True, blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("author"))
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("announcement")
        verbose_name_plural = _("announcements")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at=None) | Q(ends_at__gt=models.F("starts_at")),
                name="announcements_announcement_ends_later",
            ),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def title(self) -> Text:
        """Its tone, as it stands above or before the text."""
        return TITLES[self.tone]


TITLES: dict[str, Text] = dict(Announcement.Tone.choices)  # by tone
