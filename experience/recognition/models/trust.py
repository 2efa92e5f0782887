"""What trust levels require."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from community.accounts.models import User


class TrustRequirement(models.Model):
    """One thing that a trust level requires of a member. Administrators change the numbers."""

    level = models.PositiveSmallIntegerField(_("trust level"), choices=User.Trust)
    measure = models.CharField(_("measure"), max_length=60)  # a registered one
    threshold = models.PositiveIntegerField(_("threshold"))
    window_days = models.PositiveSmallIntegerField(_("days"), null=True, blank=True)  # else ever
    is_active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name = _("trust level requirement")
        verbose_name_plural = _("trust level requirements")
        ordering = ["level", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["level", "measure"], name="recognition_trustrequirement_once"
            ),
            models.CheckConstraint(
                condition=Q(level__range=(1, 3)), name="recognition_trustrequirement_level"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.level}: {self.measure} {self.threshold}"
