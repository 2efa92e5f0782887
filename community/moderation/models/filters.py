"""What texts are checked for before they are published."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from community.accounts.models import User


class WordFilter(models.Model):
    """Words or a pattern, and what happens to a text in which they are found."""

    class Action(models.TextChoices):
        BLOCK = "block", pgettext_lazy("word filter", "Block")
        REPLACE = "replace", pgettext_lazy("word filter", "Replace")
        APPROVE = "approve", pgettext_lazy("word filter", "Require approval")
        FLAG = "flag", pgettext_lazy("word filter", "Flag")
        SILENCE = "silence", pgettext_lazy("word filter", "Require approval and silence")

    pattern = models.CharField(_("words or pattern"), max_length=100)
    is_pattern = models.BooleanField(_("regular expression"), default=False)
    is_case_sensitive = models.BooleanField(_("case-sensitive"), default=False)
    action = models.CharField(_("action"), max_length=10, choices=Action)
    replacement = models.CharField(_("replacement"), max_length=100, blank=True)
    note = models.CharField(_("note"), max_length=200, blank=True)  # for other moderators
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("by"))
    version = models.PositiveIntegerField(_("version"), default=1)
    created_at = models.DateTimeField(_("created at"), db_default=Now())

    class Meta:
        verbose_name = _("word filter")
        verbose_name_plural = _("word filters")
        constraints = [
            models.CheckConstraint(
                condition=~Q(pattern__regex=r"^\s*$"), name="moderation_filter_says_something"
            ),
            models.UniqueConstraint(
                fields=["pattern", "is_pattern", "is_case_sensitive", "action"],
                name="moderation_filter_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.action}: {self.pattern}"
