"""Votes, and how many of them each member has used."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from community.accounts.models import Organisation, User
from community.discussions.models import Container
from feedback.models.boards import MOST_WEIGHT
from feedback.models.ideas import Idea


class VoteQuerySet(models.QuerySet["Vote"]):
    def counted(self) -> VoteQuerySet:
        """Those that an idea's score counts: not those that a merge took to another idea."""
        return self.filter(superseded_at=None)


class Vote(models.Model):
    """A member's vote on an idea: one row, whatever its weight."""

    class Source(models.TextChoices):
        SELF = "self", _("Cast by the member")
        AUTHOR = "author", pgettext_lazy("vote", "Author of the idea")
        ON_BEHALF = "on_behalf", _("Cast by staff on behalf of the member")
        MERGE = "merge", _("Came with a merged idea")

    idea = models.ForeignKey(
        Idea, models.PROTECT, related_name="votes", db_index=False, verbose_name=_("idea")
    )
    user = models.ForeignKey(
        User, models.PROTECT, related_name="feedback_votes", verbose_name=_("voter")
    )
    value = models.SmallIntegerField(_("value"))  # -1, or 1 to 3
    cost = models.PositiveSmallIntegerField(  # of the voter's budget, while it is not released
        _("cost"), default=0
    )
    source = models.CharField(_("source"), max_length=10, choices=Source, default=Source.SELF)
    cast_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("cast by")
    )
    # Set on what a merge copied: the idea that the vote was cast on.
    origin = models.ForeignKey(
        Idea, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("cast on")
    )
    # The voter's organisation when the vote was cast, and its value then.
    organisation = models.ForeignKey(
        Organisation,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("organization"),
    )
    organisation_value = models.BigIntegerField(
        _("value of the organization"), null=True, blank=True
    )
    note = models.CharField(_("note"), max_length=300, blank=True)  # of staff, for staff
    created_at = models.DateTimeField(_("cast at"), db_default=Now())
    # The idea was closed: the vote counts and costs nothing.
    released_at = models.DateTimeField(_("returned at"), null=True, blank=True)
    # The idea was merged: its target has a copy, or the voter's own vote.
    superseded_at = models.DateTimeField(_("superseded at"), null=True, blank=True)

    objects = VoteQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("on an idea", "vote")
        verbose_name_plural = pgettext_lazy("on an idea", "votes")
        constraints = [
            models.UniqueConstraint(fields=["idea", "user"], name="feedback_vote_once"),
            models.CheckConstraint(
                condition=Q(value=-1) | Q(value__range=(1, MOST_WEIGHT)), name="feedback_vote_value"
            ),
            models.CheckConstraint(condition=Q(cost__lte=MOST_WEIGHT), name="feedback_vote_cost"),
        ]

    def __str__(self) -> str:
        return gettext("Vote of member %(member)s on idea %(idea)s") % {
            "member": self.user_id,
            "idea": self.idea_id,
        }


class VoteBudget(models.Model):
    """How many votes a member has in use on a board: Σ cost of votes that are neither released nor
    superseded. It can exceed the limit after an idea was reopened or a merge undone; then the
    member can cast none until enough are withdrawn or returned."""

    user = models.ForeignKey(
        User, models.CASCADE, related_name="+", db_index=False, verbose_name=_("member")
    )
    board = models.ForeignKey(Container, models.CASCADE, related_name="+", verbose_name=_("board"))
    used = models.PositiveIntegerField(_("votes used"), default=0)

    class Meta:
        verbose_name = _("vote budget")
        verbose_name_plural = _("vote budgets")
        constraints = [
            models.UniqueConstraint(fields=["user", "board"], name="feedback_vote_budget_once")
        ]

    def __str__(self) -> str:
        return gettext("Votes of member %(id)s") % {"id": self.user_id}


class Assessment(models.Model):
    """What one assessor thinks of an idea's impact: the latest opinion of each."""

    idea = models.ForeignKey(
        Idea, models.CASCADE, related_name="assessments", db_index=False, verbose_name=_("idea")
    )
    assessor = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("assessor"))
    # By factor (feedback/prioritising/factors.py), 0 to 5.
    factors = models.JSONField(_("factors"), default=dict)
    evidence_url = models.URLField(_("evidence"), max_length=500, blank=True)
    note = models.CharField(_("note"), max_length=1000, blank=True)
    assessed_at = models.DateTimeField(_("assessed at"), db_default=Now())

    class Meta:
        verbose_name = _("impact assessment")
        verbose_name_plural = _("impact assessments")
        constraints = [
            models.UniqueConstraint(fields=["idea", "assessor"], name="feedback_assessment_once")
        ]

    def __str__(self) -> str:
        return gettext("Assessment of idea %(id)s") % {"id": self.idea_id}
