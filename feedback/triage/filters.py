"""Filters of the list of ideas."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from feedback.models import OPEN, Idea, Status
from feedback.prioritising.queries import managed_boards


class ManagedBoards(admin.RelatedFieldListFilter):
    """A private board's name is for its readers, here too."""

    def field_choices(self, field: Any, request: HttpRequest, model_admin: Any) -> list[Any]:
        return [(str(board.pk), board.title) for board in managed_boards(request.user)]


class Triage(admin.SimpleListFilter):
    """What is left to do."""

    title = _("triage")
    parameter_name = "triage"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[Any]:
        return [
            ("new", _("Not reviewed yet")),
            ("unscored", _("Open, without a RICE score")),
            ("open", _("Open")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Idea]) -> QuerySet[Idea]:
        left = queryset.filter(merged_into=None, thread__deleted_at=None, category__in=OPEN)
        match self.value():
            case "new":
                return left.filter(category=Status.Category.SUBMITTED, rice=None)
            case "unscored":
                return left.filter(rice=None)
            case "open":
                return left
        return queryset
