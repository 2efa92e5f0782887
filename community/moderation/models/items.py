"""What waits for a moderator's decision."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from community.accounts.models import Audience, User
from community.kernel.subjects import Subject


class ReviewItemQuerySet(models.QuerySet["ReviewItem"]):
    def open(self) -> Self:
        return self.filter(status=ReviewItem.Status.OPEN)

    def decided(self) -> Self:
        return self.exclude(status=ReviewItem.Status.OPEN)


class ReviewItem(models.Model):
    """One thing that waits, or waited, for a decision. What a decision does is its type's.

    Who may see it is decided by its audience and container (queue/queries.py).
    """

    class Status(models.TextChoices):
        OPEN = "open", pgettext_lazy("review item", "Open")
        APPROVED = "approved", pgettext_lazy("review item", "Approved")
        REJECTED = "rejected", pgettext_lazy("review item", "Rejected")
        # Neither: not worth a decision, or nothing is left to decide.
        IGNORED = "ignored", pgettext_lazy("review item", "Ignored")

    type = models.CharField(_("type"), max_length=40)  # of registration.py: "flag", "approval"
    subject_kind = models.CharField(_("subject kind"), max_length=40)
    subject_id = models.BigIntegerField(_("subject ID"))
    # Whose it is: the author of a post, the member who signed up.
    member = models.ForeignKey(
        User, models.CASCADE, null=True, blank=True, related_name="review_items",
        verbose_name=_("member"),
    )  # fmt: skip
    audience = models.ForeignKey(
        Audience, models.PROTECT, related_name="+", default=Audience.PUBLIC_ID,
        verbose_name=_("audience"),
    )  # fmt: skip
    container_id = models.BigIntegerField(_("container ID"), null=True, blank=True)
    status = models.CharField(
        _("status"), max_length=10, choices=Status, default=Status.OPEN, db_default="open"
    )
    score = models.FloatField(_("score"), default=0, db_default=0)  # of flags: the sum
    reasons = models.JSONField(_("reasons"), default=list)  # codes: why it waits
    # What approving publishes: the arguments of the action that was held back, until decided.
    payload = models.JSONField(_("payload"), default=dict, blank=True)
    claimed_by = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, related_name="+",
        verbose_name=_("claimed by"),
    )  # fmt: skip
    claimed_at = models.DateTimeField(_("claimed at"), null=True, blank=True)
    hidden_at = models.DateTimeField(  # the subject was hidden automatically
        _("hidden at"), null=True, blank=True
    )
    decided_by = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, related_name="+",
        verbose_name=_("decided by"),
    )  # fmt: skip
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    reminded_at = models.DateTimeField(_("reminded at"), null=True, blank=True)
    version = models.PositiveIntegerField(_("version"), default=1, db_default=1)
    created_at = models.DateTimeField(_("created at"), db_default=Now())
    # When something is to be done about it without a moderator: a spam check that is due.
    due_at = models.DateTimeField(_("due at"), null=True, blank=True)

    objects = ReviewItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("review item")
        verbose_name_plural = _("review items")
        constraints = [
            models.UniqueConstraint(
                fields=["type", "subject_kind", "subject_id"],
                condition=Q(status="open"),
                name="moderation_item_open_once",
            ),
            models.CheckConstraint(
                condition=Q(status="open", decided_at=None)
                | (~Q(status="open") & Q(decided_at__isnull=False)),
                name="moderation_item_decided",
            ),
        ]
        indexes = [
            models.Index(
                fields=["-score", "id"], condition=Q(status="open"), name="moderation_item_urgent"
            ),
            models.Index(
                fields=["-decided_at"], condition=~Q(status="open"), name="moderation_item_latest"
            ),
            models.Index(fields=["subject_kind", "subject_id"], name="moderation_item_of_subject"),
            models.Index(
                fields=["due_at"], condition=Q(due_at__isnull=False), name="moderation_item_due"
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"

    @property
    def subject(self) -> Subject:
        return Subject(self.subject_kind, self.subject_id)

    @property
    def is_open(self) -> bool:
        return self.status == self.Status.OPEN


class ReviewNote(models.Model):
    """What a moderator tells the others about an item."""

    item = models.ForeignKey(
        ReviewItem, models.CASCADE, related_name="notes", verbose_name=_("review item")
    )
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("by"))
    text = models.TextField(_("text"))
    created_at = models.DateTimeField(_("created at"), db_default=Now())

    class Meta:
        verbose_name = _("review note")
        verbose_name_plural = _("review notes")

    def __str__(self) -> str:
        return f"#{self.pk}"
