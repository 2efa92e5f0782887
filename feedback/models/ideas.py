"""Ideas and bugs."""

from __future__ import annotations

from typing import ClassVar, Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Cast, Now
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from community.accounts.models import Audience, Organisation, User
from community.discussions.models import Container, ThreadOwner
from community.discussions.models.owners import ThreadOwnerQuerySet
from community.kernel.addresses import address
from community.kernel.text import slug
from feedback.models.boards import Status

KIND = "feedback.idea"
LISTED = Q(merged_into=None, converted_at=None)


class IdeaQuerySet(ThreadOwnerQuerySet["Idea"]):
    def visible_to(self, viewer: User | AnonymousUser) -> Self:
        """Also merged ones, whose pages lead to what they were merged into."""
        return super().visible_to(viewer).filter(converted_at=None)

    def listed(self) -> Self:
        """Those that lists, the roadmap and counts show: neither merged nor deleted ones."""
        return self.filter(merged_into=None, converted_at=None, thread__deleted_at=None)

    def locked(self) -> Self:
        """Taken after the thread's row, several by id."""
        return self.select_for_update(no_key=True, of=("self",)).order_by("pk")


class Idea(ThreadOwner):
    """What somebody wants changed, or a bug. Its thread has the title, the description (the
    opening post) and the comments."""

    class Kind(models.TextChoices):
        FEATURE = "feature", _("Idea")
        BUG = "bug", _("Bug")

    class Severity(models.IntegerChoices):
        CRITICAL = 1, pgettext_lazy("severity", "Critical")
        MAJOR = 2, pgettext_lazy("severity", "Major")
        MINOR = 3, pgettext_lazy("severity", "Minor")
        TRIVIAL = 4, pgettext_lazy("severity", "Trivial")

    class Precision(models.TextChoices):
        QUARTER = "quarter", _("Quarter")
        MONTH = "month", _("Month")
        DAY = "day", _("Day")

    board = models.ForeignKey(
        Container, models.PROTECT, related_name="ideas", db_index=False, verbose_name=_("board")
    )
    number = models.PositiveIntegerField(_("number"))  # on its board
    kind = models.CharField(_("type"), max_length=8, choices=Kind, default=Kind.FEATURE)
    status = models.ForeignKey(
        Status,
        models.PROTECT,
        related_name="ideas",
        verbose_name=pgettext_lazy("of an idea", "status"),
    )
    # That of its status: what lists filter by, and what voting asks in its one statement.
    category = models.CharField(
        _("status category"), max_length=12, choices=Status.Category, default="submitted"
    )
    status_changed_at = models.DateTimeField(_("status changed at"), db_default=Now())
    merged_into = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="merged",
        verbose_name=_("merged into"),
    )
    merged_at = models.DateTimeField(_("merged at"), null=True, blank=True)
    # It became a topic. The row and its votes stay, for the way back.
    converted_at = models.DateTimeField(_("converted at"), null=True, blank=True)
    version = models.PositiveIntegerField(_("version"), default=1)

    # -- votes --
    score = models.IntegerField(_("score"), default=0)  # up minus down, imported ones included
    voters_count = models.PositiveIntegerField(_("number of voters"), default=0)
    imported_votes = models.IntegerField(_("imported votes"), default=0)  # nobody knows whose
    # ln Σ w·2^((t - 2020)/7 d) over votes and comments: feedback/votes/trending.py
    trend = models.FloatField(_("trend"), null=True, blank=True)

    # -- whom it was submitted for, and who sees it --
    on_behalf_of = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("submitted on behalf of"),
    )
    organisation = models.ForeignKey(
        Organisation,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("organization"),
    )
    is_private = models.BooleanField(_("private"), default=False)  # for its author and the team
    is_security = models.BooleanField(_("security report"), default=False)

    # -- of bugs --
    severity = models.PositiveSmallIntegerField(
        _("severity"), choices=Severity, null=True, blank=True
    )
    steps = models.TextField(_("steps to reproduce"), blank=True)
    affected_version = models.CharField(_("affected version"), max_length=60, blank=True)
    environment = models.CharField(_("environment"), max_length=200, blank=True)

    # -- what it is worth (feedback/prioritising/): inputs, and what PostgreSQL makes of them --
    # Σ yearly value of the distinct organisations of its voters, in minor units.
    organisations_value = models.BigIntegerField(_("value of organizations"), default=0)
    organisations_count = models.PositiveIntegerField(_("number of organizations"), default=0)
    individuals_count = models.PositiveIntegerField(_("voters without organization"), default=0)
    valued_at = models.DateTimeField(_("customer value computed at"), null=True, blank=True)
    customer_value = models.GeneratedField(
        # In whole units of the currency, and 1 for each voter without an organisation.
        expression=F("organisations_value") / 100
        + Cast(F("individuals_count"), models.BigIntegerField()),
        output_field=models.BigIntegerField(),
        db_persist=True,
        verbose_name=_("customer value"),
    )
    reach = models.PositiveIntegerField(_("reach"), null=True, blank=True)  # people a quarter
    impact = models.DecimalField(_("impact"), max_digits=3, decimal_places=2, null=True, blank=True)
    confidence = models.DecimalField(
        _("confidence"), max_digits=3, decimal_places=2, null=True, blank=True
    )
    effort = models.DecimalField(  # person-months
        _("effort"), max_digits=6, decimal_places=2, null=True, blank=True
    )
    rice = models.GeneratedField(
        expression=F("reach") * F("impact") * F("confidence") / F("effort"),
        output_field=models.DecimalField(max_digits=20, decimal_places=4),
        db_persist=True,
        verbose_name=_("RICE score"),
    )

    # -- when it is expected --
    eta_date = models.DateField(  # the first day of the quarter or month
        _("expected"), null=True, blank=True
    )
    eta_precision = models.CharField(
        _("precision of the expected date"), max_length=8, choices=Precision, blank=True
    )

    objects: ClassVar[IdeaQuerySet] = IdeaQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("idea")
        verbose_name_plural = _("ideas")
        constraints = [
            models.UniqueConstraint(fields=["board", "number"], name="feedback_idea_number"),
            models.CheckConstraint(
                condition=~Q(merged_into=F("thread")), name="feedback_idea_not_into_itself"
            ),
            models.CheckConstraint(
                condition=Q(merged_into=None, merged_at=None)
                | Q(merged_into__isnull=False, merged_at__isnull=False),
                name="feedback_idea_merged_whole",
            ),
            models.CheckConstraint(
                condition=Q(severity=None) | Q(severity__range=(1, 4)),
                name="feedback_idea_severity",
            ),
            models.CheckConstraint(
                condition=Q(is_security=False) | Q(is_private=True),
                name="feedback_idea_security_private",
            ),
            models.CheckConstraint(
                condition=Q(impact=None) | Q(impact__in=["0.25", "0.5", "1", "2", "3"]),
                name="feedback_idea_impact",
            ),
            models.CheckConstraint(
                condition=Q(confidence=None) | Q(confidence__in=["0.5", "0.8", "1"]),
                name="feedback_idea_confidence",
            ),
            models.CheckConstraint(
                condition=Q(effort=None) | Q(effort__gt=0), name="feedback_idea_effort"
            ),
            models.CheckConstraint(
                condition=Q(eta_date=None, eta_precision="")
                | (Q(eta_date__isnull=False) & ~Q(eta_precision="")),
                name="feedback_idea_eta_whole",
            ),
        ]
        indexes = [
            models.Index(
                F("trend").desc(nulls_last=True),
                F("thread").desc(),
                condition=LISTED,
                name="feedback_idea_trending",
            ),
            models.Index(
                F("board"),
                F("trend").desc(nulls_last=True),
                F("thread").desc(),
                condition=LISTED,
                name="feedback_idea_trending_board",
            ),
            models.Index(fields=["-score", "-thread"], condition=LISTED, name="feedback_idea_top"),
            models.Index(
                fields=["board", "-score", "-thread"],
                condition=LISTED,
                name="feedback_idea_top_board",
            ),
            models.Index(
                fields=["board", "-thread"], condition=LISTED, name="feedback_idea_newest_board"
            ),
            models.Index(
                fields=["category", "-status_changed_at", "-thread"],
                condition=LISTED,
                name="feedback_idea_category",
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.number} {self.thread.title}"

    def get_absolute_url(self) -> str:
        return idea_url(self.thread)

    @property
    def is_open(self) -> bool:
        """Whether it can be voted for, as far as its status says."""
        return self.category not in {Status.Category.COMPLETED, Status.Category.DECLINED}

    @property
    def is_bug(self) -> bool:
        return self.kind == Idea.Kind.BUG


def idea_url(thread: models.Model) -> str:
    """The address of an idea's page."""
    return address("feedback:idea", slug(thread.title), thread.pk)  # type: ignore[attr-defined]


class StatusChange(models.Model):
    """One change of an idea's status. Rows are never changed."""

    idea = models.ForeignKey(
        Idea, models.CASCADE, related_name="status_changes", verbose_name=_("idea")
    )
    before = models.ForeignKey(
        Status, models.SET_NULL, null=True, related_name="+", verbose_name=_("before")
    )
    after = models.ForeignKey(
        Status, models.SET_NULL, null=True, related_name="+", verbose_name=_("after")
    )
    # As they were then, whatever becomes of the board's statuses.
    before_category = models.CharField(_("category before"), max_length=12, choices=Status.Category)
    after_category = models.CharField(_("category after"), max_length=12, choices=Status.Category)
    actor = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("changed by"))
    reason = models.CharField(_("reason"), max_length=1000, blank=True)
    created_at = models.DateTimeField(_("changed at"), db_default=Now())

    class Meta:
        verbose_name = _("status change")
        verbose_name_plural = _("status changes")

    def __str__(self) -> str:
        return gettext("Status change of idea %(id)s") % {"id": self.idea_id}


class EtaChange(models.Model):
    """One change of when an idea is expected. Rows are never changed."""

    idea = models.ForeignKey(
        Idea, models.CASCADE, related_name="eta_changes", verbose_name=_("idea")
    )
    eta_date = models.DateField(_("expected"), null=True, blank=True)
    eta_precision = models.CharField(
        _("precision of the expected date"), max_length=8, choices=Idea.Precision, blank=True
    )
    actor = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("changed by"))
    created_at = models.DateTimeField(_("changed at"), db_default=Now())

    class Meta:
        verbose_name = _("change of an expected date")
        verbose_name_plural = _("changes of expected dates")

    def __str__(self) -> str:
        return gettext("Expected date of idea %(id)s") % {"id": self.idea_id}


class PrivateAudience(models.Model):
    """Who reads the private ideas of an author on a board: the author and the board's team."""

    board = models.ForeignKey(
        Container, models.CASCADE, related_name="+", db_index=False, verbose_name=_("board")
    )
    author = models.ForeignKey(User, models.CASCADE, related_name="+", verbose_name=_("author"))
    audience = models.OneToOneField(
        Audience, models.PROTECT, related_name="+", verbose_name=_("audience")
    )

    class Meta:
        verbose_name = _("audience of private ideas")
        verbose_name_plural = _("audiences of private ideas")
        constraints = [
            models.UniqueConstraint(
                fields=["board", "author"], name="feedback_private_audience_once"
            )
        ]

    def __str__(self) -> str:
        return gettext("Private ideas of member %(id)s") % {"id": self.author_id}
