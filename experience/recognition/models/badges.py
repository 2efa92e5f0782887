"""What badges are counted by."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from community.accounts.models import User


class Tally(models.Model):
    """How many contributions of a rule hold: of a member, or by subject or container, where a badge
    asks for it. `peak` is the most there ever were: permanent badges go by it."""

    member = models.ForeignKey(
        User, models.CASCADE, related_name="+", db_index=False, verbose_name=_("member")
    )
    rule = models.CharField(_("rule"), max_length=60)
    by = models.CharField(_("counted by"), max_length=10, blank=True)  # "", "subject", "container"
    scope = models.BigIntegerField(_("scope"), default=0)  # the subject or the container
    number = models.PositiveIntegerField(_("number"), default=0)
    peak = models.PositiveIntegerField(_("peak"), default=0)

    class Meta:
        verbose_name = _("tally")
        verbose_name_plural = _("tallies")
        constraints = [
            models.UniqueConstraint(
                fields=["member", "rule", "by", "scope"], name="recognition_tally_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} {self.rule}: {self.number}"


class Visits(models.Model):
    """How regularly a member is there, and how much they read."""

    member = models.OneToOneField(
        User, models.CASCADE, primary_key=True, related_name="+", verbose_name=_("member")
    )
    last_day = models.DateField(_("last day"))
    streak = models.PositiveIntegerField(_("days in a row"), default=1)
    longest = models.PositiveIntegerField(_("longest streak"), default=1)
    missed_on = models.DateField(  # one missed day in 30 does not end a streak
        _("last day that was missed without ending the streak"), null=True, blank=True
    )
    days = models.PositiveIntegerField(_("days"), default=1)
    posts = models.PositiveIntegerField(_("posts read"), default=0)
    seconds = models.PositiveIntegerField(_("seconds"), default=0)

    class Meta:
        verbose_name = _("visits")
        verbose_name_plural = _("visits")

    def __str__(self) -> str:
        return f"{self.member_id}: {self.streak}"


class CountedBadge(models.Model):
    """A badge that members' history has been counted for; a new one is, the next night."""

    name = models.CharField(_("name"), max_length=60, primary_key=True)

    class Meta:
        verbose_name = _("counted badge")
        verbose_name_plural = _("counted badges")

    def __str__(self) -> str:
        return self.name
