"""What moderators impose on members, and members' appeals."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from community.accounts.models import User
from community.moderation.models.items import ReviewItem


class SanctionQuerySet(models.QuerySet["Sanction"]):
    def active(self) -> Self:
        """In force now: confirmed, not lifted and not over."""
        now = timezone.now()
        lasting = Q(ends_at=None) | Q(ends_at__gt=now)
        return self.filter(lasting, lifted_at=None, confirmed_at__lte=now, starts_at__lte=now)


class Sanction(models.Model):
    """A warning, a silence, a suspension or a permanent ban of one member.

    A member has one silence at a time, and one suspension or ban: a trigger refuses those that
    overlap (migration 0002), since the embedded PostgreSQL has no btree_gist.
    """

    class Kind(models.TextChoices):
        WARNING = "warning", pgettext_lazy("sanction", "Warning")
        SILENCE = "silence", pgettext_lazy("sanction", "Silence")
        SUSPENSION = "suspension", pgettext_lazy("sanction", "Suspension")
        BAN = "ban", pgettext_lazy("sanction", "Permanent ban")

    member = models.ForeignKey(
        User, models.CASCADE, related_name="sanctions", verbose_name=_("member")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    reason = models.TextField(_("reason"))  # shown to the member
    note = models.TextField(_("note"), blank=True)  # for moderators
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("by"))
    item = models.ForeignKey(  # of the queue, if it was imposed there
        ReviewItem, models.SET_NULL, null=True, blank=True, related_name="sanctions",
        verbose_name=_("review item"),
    )  # fmt: skip
    starts_at = models.DateTimeField(_("starts at"), db_default=Now())
    ends_at = models.DateTimeField(_("ends at"), null=True, blank=True)  # empty: permanent
    # A ban waits for a second moderator; everything else is confirmed at once.
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True, blank=True)
    confirmed_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("confirmed by"),
    )  # fmt: skip
    lifted_at = models.DateTimeField(_("lifted at"), null=True, blank=True)
    lifted_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("lifted by")
    )
    created_at = models.DateTimeField(_("created at"), db_default=Now())

    objects = SanctionQuerySet.as_manager()

    class Meta:
        verbose_name = _("sanction")
        verbose_name_plural = _("sanctions")
        constraints = [
            models.CheckConstraint(
                condition=~Q(reason__regex=r"^\s*$"), name="moderation_sanction_with_reason"
            ),
            models.CheckConstraint(
                condition=Q(kind="ban", ends_at=None)
                | (~Q(kind="ban") & Q(ends_at__gt=F("starts_at"))),
                name="moderation_sanction_ends",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by=None) | ~Q(confirmed_by=F("by")),
                name="moderation_sanction_two_deciders",
            ),
        ]
        indexes = [
            models.Index(fields=["member", "-id"], name="moderation_sanction_of_member"),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.get_kind_display()}"

    @property
    def is_active(self) -> bool:
        now = timezone.now()
        lasts = self.ends_at is None or self.ends_at > now
        return bool(
            lasts and self.lifted_at is None and self.confirmed_at and self.starts_at <= now
        )


class Appeal(models.Model):
    """A member's one appeal against a sanction; it is decided in the queue by somebody else."""

    class Outcome(models.TextChoices):
        PENDING = "pending", pgettext_lazy("appeal", "Waiting")
        UPHELD = "upheld", pgettext_lazy("appeal", "Sanction stays")
        LIFTED = "lifted", pgettext_lazy("appeal", "Sanction lifted")

    sanction = models.OneToOneField(
        Sanction, models.CASCADE, related_name="appeal", verbose_name=_("sanction")
    )
    text = models.TextField(_("text"))
    answer = models.TextField(_("answer"), blank=True)
    outcome = models.CharField(
        _("outcome"), max_length=10, choices=Outcome, default=Outcome.PENDING
    )
    created_at = models.DateTimeField(_("created at"), db_default=Now())
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decided_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("decided by"),
    )  # fmt: skip

    class Meta:
        verbose_name = _("appeal")
        verbose_name_plural = _("appeals")
        constraints = [
            models.CheckConstraint(
                condition=~Q(text__regex=r"^\s*$"), name="moderation_appeal_says_something"
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"
