from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from community.accounts.models import User


class Announcement(models.Model):
    """A line above every page, for a while."""

    class Tone(models.TextChoices):
        BLUE = "blue", "news"
        OCHRE = "ochre", "warning"
        RED = "red", "urgent"

    text = models.CharField(max_length=400)
    html = models.TextField()
    tone = models.CharField(max_length=5, choices=Tone, default=Tone.BLUE)
    starts_at = models.DateTimeField(db_default=Now())
    ends_at = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at=None) | Q(ends_at__gt=models.F("starts_at")),
                name="announcements_announcement_ends_later",
            ),
        ]

    def __str__(self) -> str:
        return self.text
