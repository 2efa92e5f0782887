from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from community.accounts.policy import is_administrator
from community.kernel.admin import ActionAdmin
from community.moderation.models import WordFilter
from community.moderation.screening.actions import (
    create_word_filter,
    delete_word_filter,
    edit_word_filter,
)
from community.moderation.screening.actions.filters import FIELDS
from community.moderation.screening.policy import may_edit_filters


@admin.register(WordFilter)
class WordFilterAdmin(ActionAdmin):
    for_moderators = True

    list_display = ["pattern", "action", "replacement", "is_pattern", "note", "by"]
    list_filter = ["action", "is_pattern"]
    list_select_related = ["by"]
    search_fields = ["pattern", "note"]
    ordering = ["pattern", "pk"]
    fields = list(FIELDS)

    def get_queryset(self, request: HttpRequest) -> QuerySet[WordFilter]:
        """Nothing for staff who are no moderators."""
        rows: QuerySet[WordFilter] = super().get_queryset(request)
        asks: Any = request.user
        is_seen = may_edit_filters(asks) or is_administrator(asks)
        return rows if is_seen else rows.none()

    through = {
        "add": lambda by, **values: create_word_filter(**values, by=by),
        "change": lambda row, by, **changed: edit_word_filter(word_filter=row, **changed, by=by),
        "delete": lambda row, by: delete_word_filter(word_filter=row, by=by),
    }
