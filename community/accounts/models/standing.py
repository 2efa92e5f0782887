"""What stands beside a member's name, and how it came about: badges and trust levels.

What decides it is experience/recognition; policies and pages of every app ask here.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from community.accounts.models.people import User


class Standing(models.Model):
    """What is kept beside a member's reputation and trust level. A member without a row has what
    the defaults say; the row is not on User, which every page reads."""

    member = models.OneToOneField(
        User, models.CASCADE, primary_key=True, related_name="standing", verbose_name=_("member")
    )
    # What an import brought along; what is earned here comes on top.
    imported_reputation = models.IntegerField(_("imported reputation"), default=0, db_default=0)
    # Rules no longer change the trust level.
    is_trust_locked = models.BooleanField(_("trust level locked"), default=False, db_default=False)
    is_on_leaderboards = models.BooleanField(
        _("shown on leaderboards"), default=True, db_default=True
    )
    # The day since which the member has met too little of the trust level, and when they were told.
    below_since = models.DateField(_("below the trust level since"), null=True, blank=True)
    demotion_notified_at = models.DateTimeField(
        _("notified of a demotion at"), null=True, blank=True
    )

    class Meta:
        verbose_name = _("standing")
        verbose_name_plural = _("standings")

    def __str__(self) -> str:
        return gettext("Standing of member %(id)s") % {"id": self.member_id}


class TrustChange(models.Model):
    """One change of a member's trust level. Rows are never changed."""

    class Reason(models.TextChoices):
        REACHED = "reached", pgettext_lazy("trust level", "Requirements met")
        MISSED = "missed", pgettext_lazy("trust level", "Requirements no longer met")
        GROUP = "group", pgettext_lazy("trust level", "Granted by a group")
        MANUAL = "manual", pgettext_lazy("trust level", "Set by a moderator")

    member = models.ForeignKey(
        User, models.CASCADE, related_name="trust_changes", verbose_name=_("member")
    )
    before = models.PositiveSmallIntegerField(_("before"))
    after = models.PositiveSmallIntegerField(_("after"))
    reason = models.CharField(_("reason"), max_length=10, choices=Reason)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("changed by"))
    # What was measured: name of the measure to [value, needed].
    measured = models.JSONField(_("measured"), default=dict)
    created_at = models.DateTimeField(_("changed at"), db_default=Now())

    class Meta:
        verbose_name = _("change of a trust level")
        verbose_name_plural = _("changes of trust levels")
        constraints = [
            models.CheckConstraint(
                condition=Q(before__range=(0, 4), after__range=(0, 4)) & ~Q(before=F("after")),
                name="accounts_trustchange_levels",
            ),
        ]
        indexes = [models.Index(fields=["member", "-id"], name="accounts_trustchange_of_member")]

    def __str__(self) -> str:
        return f"{self.member_id}: {self.before} → {self.after}"


class BadgeAward(models.Model):
    """One badge that a member has, or had: of a badge that can be awarded several times, one row
    for each thing (`scope`) that it was awarded for. The badge itself is registered in code."""

    member = models.ForeignKey(
        User, models.CASCADE, related_name="badge_awards", db_index=False, verbose_name=_("member")
    )
    badge = models.CharField(_("badge"), max_length=60)  # its registered name
    # The post, category, year or month that it is for; 0 if it can be awarded only once.
    scope = models.BigIntegerField(_("awarded for"), default=0, db_default=0)
    awarded_at = models.DateTimeField(_("awarded at"))
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)

    class Meta:
        verbose_name = _("awarded badge")
        verbose_name_plural = _("awarded badges")
        constraints = [
            models.UniqueConstraint(
                fields=["member", "badge", "scope"], name="accounts_badgeaward_once"
            ),
        ]
        indexes = [
            models.Index(
                fields=["badge", "-awarded_at", "-id"],
                condition=Q(revoked_at=None),
                name="accounts_badgeaward_of_badge",
            ),
            models.Index(
                fields=["badge", "-id"],
                condition=Q(revoked_at=None),
                name="accounts_badgeaward_listed",
            ),
        ]

    def __str__(self) -> str:
        return gettext("%(name)s, given to %(member)s") % {
            "name": self.badge,
            "member": self.member_id,
        }
