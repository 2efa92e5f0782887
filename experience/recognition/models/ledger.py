"""What members contributed, the points that it gave them, and the sums of these."""

from __future__ import annotations

from django.db import models
from django.db.models import ExpressionWrapper, F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext, gettext_noop, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from community.accounts.models import User
from community.discussions.models import Container
from community.kernel.subjects import Subject


class ContributionKind(models.Model):
    """A sort of contribution that has points of its own name, such as support."""

    slug = models.SlugField(_("slug"), max_length=20, unique=True)  # what rules say
    name = models.CharField(_("name"), max_length=60)
    points_name = models.CharField(_("name of its points"), max_length=60)
    description = models.CharField(_("description"), max_length=300, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("contribution kind")
        verbose_name_plural = _("contribution kinds")
        ordering = ["position", "id"]

    def __str__(self) -> str:
        """In the reader's language, until staff name it otherwise."""
        return _shipped(self.name)

    @property
    def points_label(self) -> str:
        return _shipped(self.points_name)

    @property
    def description_label(self) -> str:
        return _shipped(self.description)


def _shipped(text: str) -> str:
    return gettext(text) if text in SHIPPED_TEXTS else text


# slug, name, name of its points, description
SHIPPED: list[tuple[str, str, str, str]] = [
    (
        "code", gettext_noop("Code"), gettext_noop("Technical contributor"),
        gettext_noop("Code, extensions and projects that members share."),
    ),
    (
        "documentation", gettext_noop("Documentation"), gettext_noop("Documentation contributor"),
        gettext_noop("Documentation that members write and improve."),
    ),
    (
        "design", gettext_noop("Design"), gettext_noop("Design contributor"),
        gettext_noop("Designs, icons and drafts of pages."),
    ),
    (
        "testing", gettext_noop("Testing"), gettext_noop("Quality assurance"),
        gettext_noop("Bugs that members find and confirm."),
    ),
    (
        "support", gettext_noop("Community support"), gettext_noop("Community supporter"),
        gettext_noop("Questions that members answer, and content that they flag."),
    ),
    (
        "education", gettext_noop("Educational content"), gettext_noop("Educational contributor"),
        gettext_noop("Tutorials and articles."),
    ),
    (
        "feedback", gettext_noop("Feedback"), gettext_noop("Feedback contributor"),
        gettext_noop("Ideas and bug reports."),
    ),
]  # fmt: skip
SHIPPED_TEXTS = {text for _slug, *texts in SHIPPED for text in texts}


class KindOfContainer(models.Model):
    """What is contributed in this category is of this kind, whatever its rule says. Written by
    events, so that the log of events, read again, gives the same: also for what was contributed
    in a category that was deleted later, whose row stays."""

    container = models.OneToOneField(
        Container, models.DO_NOTHING, primary_key=True, related_name="+", db_constraint=False,
        verbose_name=_("category"),
    )  # fmt: skip
    kind = models.ForeignKey(
        ContributionKind, models.CASCADE, related_name="containers", to_field="slug",
        verbose_name=_("contribution kind"),
    )  # fmt: skip

    class Meta:
        verbose_name = _("contribution kind of a category")
        verbose_name_plural = _("contribution kinds of categories")

    def __str__(self) -> str:
        return f"{self.container_id}: {self.kind_id}"


class Contribution(models.Model):
    """One thing that counts for a member, as long as nothing takes it away."""

    member = models.ForeignKey(
        User, models.CASCADE, related_name="contributions", db_index=False,
        verbose_name=_("member"),
    )  # fmt: skip
    rule = models.CharField(_("rule"), max_length=60)
    subject_kind = models.CharField(_("kind of subject"), max_length=40)
    subject_id = models.BigIntegerField(_("subject"))
    # Whose act it came from, such as who liked.
    other = models.ForeignKey(
        User, models.CASCADE, null=True, blank=True, related_name="+", db_index=False,
        verbose_name=_("other member"),
    )  # fmt: skip
    thread_id = models.BigIntegerField(_("thread"), null=True, blank=True)
    container_id = models.BigIntegerField(_("container"), null=True, blank=True)
    kind = models.CharField(_("contribution kind"), max_length=20, blank=True)
    points = models.SmallIntegerField(_("points"), default=0)  # while it holds
    day = models.DateField(_("day"))  # UTC: whose limits it counts towards
    occurred_at = models.DateTimeField(_("occurred at"))
    event_id = models.BigIntegerField(_("event ID"))  # that it was first counted by
    is_withdrawn = models.BooleanField(_("withdrawn"), default=False)
    is_removed = models.BooleanField(_("content removed"), default=False)
    is_thread_removed = models.BooleanField(_("thread removed"), default=False)
    is_discounted = models.BooleanField(_("given in a vote ring"), default=False)
    holds = models.GeneratedField(
        expression=ExpressionWrapper(
            Q(is_withdrawn=False, is_removed=False, is_thread_removed=False, is_discounted=False),
            output_field=models.BooleanField(),
        ),
        output_field=models.BooleanField(),
        db_persist=True,
        verbose_name=_("holds"),
    )

    class Meta:
        verbose_name = _("contribution")
        verbose_name_plural = _("contributions")
        constraints = [
            models.UniqueConstraint(
                fields=["subject_id", "rule", "member", "subject_kind", "other"],
                nulls_distinct=False,
                name="recognition_contribution_once",
            ),
        ]
        indexes = [
            models.Index(fields=["member", "day"], name="recognition_contribution_day"),
            models.Index(fields=["member", "rule", "-id"], name="recognition_contribution_rule"),
            models.Index(
                fields=["thread_id", "rule"],
                condition=Q(thread_id__isnull=False),
                name="recognition_contribution_thrd",
            ),
            models.Index(
                fields=["day"],
                condition=Q(other__isnull=False, points__gt=0),
                name="recognition_contribution_votes",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rule}: {self.subject}"

    @property
    def subject(self) -> Subject:
        return Subject(self.subject_kind, self.subject_id)


class ReputationEntry(models.Model):
    """One line of the ledger: points that a contribution gave or took back. Rows are never changed
    or deleted (a trigger refuses it); a mistake is corrected by another row."""

    class Cause(models.TextChoices):
        COUNTED = "counted", pgettext_lazy("reputation", "Earned")
        WITHDRAWN = "withdrawn", pgettext_lazy("reputation", "Withdrawn")
        REMOVED = "removed", pgettext_lazy("reputation", "Content deleted")
        RESTORED = "restored", pgettext_lazy("reputation", "Content restored")
        VOTE_RING = "vote_ring", pgettext_lazy("reputation", "Votes in a ring")
        CLEARED = "cleared", pgettext_lazy("reputation", "Votes confirmed")

    member = models.ForeignKey(
        User, models.CASCADE, related_name="reputation_entries", db_index=False,
        verbose_name=_("member"),
    )  # fmt: skip
    contribution = models.ForeignKey(
        Contribution, models.CASCADE, related_name="entries", verbose_name=_("contribution")
    )
    points = models.SmallIntegerField(_("points"))
    cause = models.CharField(_("cause"), max_length=10, choices=Cause)
    day = models.DateField(_("day"))  # of the contribution, whose limits it counts towards
    event_id = models.BigIntegerField(_("event ID"))
    occurred_at = models.DateTimeField(_("occurred at"))

    class Meta:
        verbose_name = _("reputation entry")
        verbose_name_plural = _("reputation entries")
        constraints = [
            models.CheckConstraint(
                condition=~Q(points=0), name="recognition_reputationentry_counts"
            ),
        ]
        indexes = [
            models.Index(fields=["member", "-id"], name="recognition_entry_of_member"),
        ]

    def __str__(self) -> str:
        return f"{self.member_id}: {self.points:+d}"


class Score(models.Model):
    """What a member's points of one day come to, after the day's limits: all of them (scope ""),
    those in one category ("container:7") and those of one kind ("kind:support")."""

    member = models.ForeignKey(
        User, models.CASCADE, related_name="scores", db_index=False, verbose_name=_("member")
    )
    scope = models.CharField(_("scope"), max_length=30, blank=True)
    day = models.DateField(_("day"))
    points = models.IntegerField(_("points"))

    class Meta:
        verbose_name = _("score")
        verbose_name_plural = _("scores")
        constraints = [
            models.UniqueConstraint(
                fields=["member", "scope", "day"], name="recognition_score_once"
            ),
            models.CheckConstraint(condition=~Q(points=0), name="recognition_score_counts"),
        ]
        indexes = [
            models.Index(
                fields=["scope", "day"], include=["member", "points"], name="recognition_score_days"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} {self.scope} {self.day}: {self.points}"


class ReputationDrift(models.Model):
    """A reputation that the nightly check found different from what the ledger says."""

    member = models.ForeignKey(User, models.CASCADE, related_name="+", verbose_name=_("member"))
    what = models.CharField(_("what"), max_length=40)  # "reputation", "score", "entries"
    found = models.IntegerField(_("found"))
    expected = models.IntegerField(_("expected"))
    noticed_at = models.DateTimeField(_("noticed at"), db_default=Now())

    class Meta:
        verbose_name = _("drift of reputation")
        verbose_name_plural = _("drifts of reputation")
        constraints = [
            models.CheckConstraint(
                condition=~Q(found=F("expected")), name="recognition_reputationdrift_differs"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} {self.what}: {self.found} ≠ {self.expected}"


class RecognitionState(models.Model):
    """How far the nightly work has come; one row."""

    closed_day = models.DateField(_("last day closed"), null=True, blank=True)
    rings_day = models.DateField(_("last day searched for vote rings"), null=True, blank=True)
    rebuilt_at = models.DateTimeField(_("rebuilt at"), null=True, blank=True)
    boards_refreshed_at = models.DateTimeField(
        _("leaderboards refreshed at"), null=True, blank=True
    )
    reconciled_at = models.DateTimeField(_("reconciled at"), null=True, blank=True)
    levels_reviewed_at = models.DateTimeField(_("trust levels reviewed at"), null=True, blank=True)

    class Meta:
        verbose_name = _("state of recognition")
        verbose_name_plural = _("states of recognition")
        constraints = [
            models.CheckConstraint(condition=Q(id=1), name="recognition_state_one"),
        ]

    def __str__(self) -> str:
        return str(self.closed_day or "")
