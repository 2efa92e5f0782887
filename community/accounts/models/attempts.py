"""Counted attempts to sign in, to sign up and to reset a password."""

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class Attempts(models.Model):
    """How often somebody tried to sign in, sign up or reset, in one window of time.

    Kept here and not in Redis, since these limits hold while Redis is gone, too.
    """

    key = models.CharField(max_length=120)
    window = models.BigIntegerField()  # which window, counted from the epoch
    seconds = models.PositiveIntegerField()  # how long a window is
    count = models.PositiveIntegerField(default=1)
    started_at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("attempts")
        verbose_name_plural = _("attempts")
        constraints = [
            models.UniqueConstraint(
                fields=["key", "seconds", "window"], name="accounts_attempts_counted_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key}: {self.count}"
