"""Scores in the admin, by the ids of what was scored: the texts are for their own readers."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from community.ai.models import Sentiment
from community.ai.sentiment.actions import score_again
from community.kernel.admin import ActionAdmin


@admin.register(Sentiment)
class SentimentAdmin(ActionAdmin):
    list_display = [
        "subject", "label", "confidence", "needs_attention", "language", "backend", "version",
        "is_stale", "scored_at",
    ]  # fmt: skip
    list_filter = ["label", "needs_attention", "is_stale", "backend", "language", "subject_kind"]
    ordering = ["-pk"]
    fields = (
        "subject_kind", "subject_id", "label", "confidence", "needs_attention", "language",
        "backend", "version", "is_stale", "scored_at",
    )  # fmt: skip
    readonly_fields = fields
    actions = ["score_again"]

    @admin.display(description=_("subject"))
    def subject(self, sentiment: Sentiment) -> str:
        return str(sentiment)

    @admin.action(description=_("Score again"))
    def score_again(self, request: HttpRequest, rows: QuerySet[Sentiment]) -> None:
        kinds: dict[str, list[int]] = {}
        for kind, subject_id in rows.values_list("subject_kind", "subject_id"):
            kinds.setdefault(kind, []).append(subject_id)
        for kind, ids in kinds.items():
            score_again(kind=kind, ids=ids)
