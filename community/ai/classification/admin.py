"""The models that were trained on the site's own rows, and how good they are.

What they consist of is left out: their vocabulary is that of posts, deleted ones among them until
the next training.
"""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from community.ai.classification.actions import train_again
from community.ai.models import TrainedModel
from community.kernel.admin import ActionAdmin


@admin.register(TrainedModel)
class TrainedModelAdmin(ActionAdmin):
    list_display = ["task", "backend", "version", "rows_count", "accuracy", "trained_at"]
    list_filter = ["backend"]
    ordering = ["task"]
    fields = ("task", "backend", "version", "rows_count", "figures", "trained_at")
    readonly_fields = fields
    actions = ["train_again"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[TrainedModel]:
        return super().get_queryset(request).defer("payload")

    @admin.display(description=_("accuracy"))
    def accuracy(self, model: Any) -> Any:
        return model.figures.get("accuracy", "")

    @admin.action(description=pgettext_lazy("models", "Train again"))
    def train_again(self, request: HttpRequest, models: QuerySet[TrainedModel]) -> None:
        """The worker does: this process has no scikit-learn."""
        train_again(models=list(models))
        self.message_user(request, gettext("The worker trains the classifiers in a few seconds."))
