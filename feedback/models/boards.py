"""Boards: what ideas lie in, and the statuses that they have there."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from community.discussions.models import Container
from community.discussions.models.containers import OfKind

# By trust level, 0 to 4: how many votes a member has on a board, unless the board says otherwise.
VOTE_LIMITS = (2, 4, 6, 8, 10)
MOST_WEIGHT = 3  # votes of one member for one idea, where a board allows more than one


class Board(Container):
    """A container of ideas and bugs."""

    KIND: ClassVar[str] = "feedback.board"

    objects: ClassVar[OfKind[Board]] = OfKind()

    class Meta:
        proxy = True
        verbose_name = _("board")
        verbose_name_plural = _("boards")


class BoardSettings(models.Model):
    """What a board has beside what all containers have. Each board has a row."""

    board = models.OneToOneField(
        Container,
        models.CASCADE,
        primary_key=True,
        related_name="feedback_settings",
        verbose_name=_("board"),
    )
    # Votes of one member on the board by trust level, 0 to 4; none: VOTE_LIMITS.
    vote_limits = ArrayField(
        models.PositiveSmallIntegerField(), null=True, blank=True, verbose_name=_("vote limits")
    )
    max_weight = models.PositiveSmallIntegerField(_("votes per idea"), default=1)
    allows_downvotes = models.BooleanField(_("downvotes allowed"), default=False)
    accepts_bugs = models.BooleanField(_("bug reports allowed"), default=True)
    is_on_roadmap = models.BooleanField(_("shown on the roadmap"), default=True)
    next_number = models.PositiveIntegerField(_("number of the next idea"), default=1)
    # What the board is about, if it is one thing of another app: an extension.
    subject_kind = models.CharField(_("subject type"), max_length=40, null=True, blank=True)
    subject_id = models.BigIntegerField(_("subject ID"), null=True, blank=True)
    version = models.PositiveIntegerField(_("version"), default=1)

    class Meta:
        verbose_name = _("board settings")
        verbose_name_plural = _("board settings")
        constraints = [
            models.CheckConstraint(
                condition=Q(max_weight__range=(1, MOST_WEIGHT)), name="feedback_board_max_weight"
            ),
            models.CheckConstraint(
                condition=Q(vote_limits=None) | Q(vote_limits__len=len(VOTE_LIMITS)),
                name="feedback_board_vote_limits",
            ),
            models.CheckConstraint(
                condition=Q(subject_kind=None, subject_id=None)
                | Q(subject_kind__isnull=False, subject_id__isnull=False),
                name="feedback_board_subject_whole",
            ),
            models.UniqueConstraint(
                fields=["subject_kind", "subject_id"], name="feedback_board_of_subject"
            ),
        ]

    def __str__(self) -> str:
        return gettext("Settings of board %(id)s") % {"id": self.board_id}

    def limit_for(self, trust_level: int) -> int:
        """How many votes a member of this trust level has on the board."""
        return int((self.vote_limits or VOTE_LIMITS)[trust_level])


class Status(models.Model):
    """A status of a board: its name is the board's own, what it means is one of six categories."""

    class Category(models.TextChoices):
        SUBMITTED = "submitted", _("Submitted")
        UNDER_REVIEW = "under_review", _("Under review")
        PLANNED = "planned", pgettext_lazy("status", "Planned")
        IN_PROGRESS = "in_progress", _("In progress")
        COMPLETED = "completed", pgettext_lazy("status", "Completed")
        DECLINED = "declined", pgettext_lazy("status", "Declined")

    board = models.ForeignKey(
        Container, models.CASCADE, related_name="statuses", verbose_name=_("board")
    )
    category = models.CharField(_("category"), max_length=12, choices=Category)
    name = models.CharField(_("name"), max_length=40, blank=True)  # empty: that of the category
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    is_on_roadmap = models.BooleanField(_("shown on the roadmap"), default=False)

    class Meta:
        verbose_name = pgettext_lazy("of an idea", "status")
        verbose_name_plural = pgettext_lazy("of ideas", "statuses")
        constraints = [
            models.UniqueConstraint(
                fields=["board", "category", "name"], name="feedback_status_named"
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        return self.name or str(Status.Category(self.category).label)


# Ideas of these can be voted for. The votes of all others are returned to their voters.
OPEN = (
    Status.Category.SUBMITTED,
    Status.Category.UNDER_REVIEW,
    Status.Category.PLANNED,
    Status.Category.IN_PROGRESS,
)
CLOSED = (Status.Category.COMPLETED, Status.Category.DECLINED)
