"""Leaderboards as they are read."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from community.accounts.models import User


class BoardRow(models.Model):
    """One member on one leaderboard. All rows are computed from scores, hourly."""

    class Period(models.TextChoices):
        WEEK = "week", pgettext_lazy("leaderboard", "Week")
        MONTH = "month", pgettext_lazy("leaderboard", "Month")
        QUARTER = "quarter", pgettext_lazy("leaderboard", "Quarter")
        YEAR = "year", pgettext_lazy("leaderboard", "Year")
        ALL = "all", pgettext_lazy("leaderboard", "All time")

    period = models.CharField(_("period"), max_length=7, choices=Period)
    scope = models.CharField(_("scope"), max_length=30, blank=True)  # as of a Score
    rank = models.PositiveIntegerField(_("rank"))  # members with the same points share one
    member = models.ForeignKey(User, models.CASCADE, related_name="+", verbose_name=_("member"))
    points = models.IntegerField(_("points"))

    class Meta:
        verbose_name = _("place on a leaderboard")
        verbose_name_plural = _("places on leaderboards")
        constraints = [
            models.UniqueConstraint(
                fields=["period", "scope", "member"], name="recognition_boardrow_once"
            ),
            models.CheckConstraint(condition=Q(points__gt=0), name="recognition_boardrow_points"),
        ]
        indexes = [
            # Not by rank: those of many change with that of one, and what no index has changes
            # without a new entry in each index.
            models.Index(
                fields=["period", "scope", "points", "member"], name="recognition_boardrow_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_period_display()} {self.scope} {self.rank}: {self.member_id}"
