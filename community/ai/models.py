"""Results of models, and what was trained on this site's own rows."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Sentiment(models.Model):
    """How one text sounds, by which backend and version."""

    class Label(models.TextChoices):
        POSITIVE = "positive", pgettext_lazy("sentiment", "Positive")
        NEUTRAL = "neutral", pgettext_lazy("sentiment", "Neutral")
        NEGATIVE = "negative", pgettext_lazy("sentiment", "Negative")
        UNKNOWN = "unknown", pgettext_lazy("sentiment", "Unknown")

    subject_kind = models.CharField(_("kind"), max_length=40)  # "discussions.post"
    subject_id = models.BigIntegerField(_("object ID"))
    label = models.CharField(_("sentiment"), max_length=10, choices=Label)
    confidence = models.FloatField(_("confidence"))  # 0 to 1; 0 of an unknown one
    needs_attention = models.BooleanField(_("needs attention"), default=False)
    language = models.CharField(_("language"), max_length=16, blank=True)  # as it was detected
    backend = models.CharField(_("backend"), max_length=40)
    version = models.CharField(_("version"), max_length=40)
    is_stale = models.BooleanField(_("to be scored again"), default=False)  # it was edited
    scored_at = models.DateTimeField(_("scored at"), db_default=Now())

    class Meta:
        verbose_name = pgettext_lazy("one", "sentiment")
        verbose_name_plural = pgettext_lazy("several", "sentiments")
        constraints = [
            models.UniqueConstraint(
                fields=["subject_kind", "subject_id"], name="ai_sentiment_once"
            ),
            models.CheckConstraint(
                condition=Q(confidence__gte=0, confidence__lte=1),
                name="ai_sentiment_confidence",
            ),
        ]
        indexes = [
            models.Index(
                fields=["subject_kind", "subject_id"],
                condition=Q(is_stale=True),
                name="ai_sentiment_stale",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject_kind}:{self.subject_id}"


class Progress(models.Model):
    """How far a task has come with the objects of one source. A walk goes from the newest object
    down; one that was killed goes on from where it was.

    All up to `floor_id` was done by this version. The walk under way began at `top_id` and has
    reached `at_id`; when it meets the floor, its top is the new floor.
    """

    task = models.CharField(max_length=80, unique=True)  # "sentiment discussions.post"
    version = models.CharField(max_length=80)  # of the backend
    floor_id = models.BigIntegerField(default=0)
    top_id = models.BigIntegerField(null=True)
    at_id = models.BigIntegerField(null=True)

    def __str__(self) -> str:
        return self.task


class TrainedModel(models.Model):
    """The model of one task, trained on this site's own rows. Training replaces it."""

    task = models.CharField(_("task"), max_length=80, unique=True)  # "classifier forum.topic"
    backend = models.CharField(_("backend"), max_length=40)
    version = models.CharField(_("version"), max_length=40)  # of the payload's SHA-256
    rows_count = models.PositiveIntegerField(_("rows"))  # that it was trained on
    figures = models.JSONField(_("figures"), default=dict)  # accuracy, baseline, …
    payload = models.BinaryField(editable=False)  # arrays of NumPy (.npz), without pickles
    trained_at = models.DateTimeField(_("trained at"), db_default=Now())

    class Meta:
        verbose_name = _("trained model")
        verbose_name_plural = _("trained models")

    def __str__(self) -> str:
        return self.task
