from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from community.accounts.audiences import actions
from community.accounts.models import Audience, Group
from community.kernel.admin import ActionAdmin


@admin.register(Group)
class GroupAdmin(ActionAdmin):
    list_display = ["name", "slug", "rule", "trust_floor"]
    fields = ["name", "slug", "trust_floor", "members"]
    list_filter = ["rule"]
    search_fields = ["name"]
    ordering = ["name", "pk"]
    autocomplete_fields = ["members"]
    through = {
        "add": lambda by, **values: actions.form_group(**values, by=by),
        "change": lambda row, by, **changed: actions.edit_group(group=row, **changed, by=by),
    }

    def get_fields(self, request: HttpRequest, obj: Group | None = None) -> Any:
        """Nobody is put by hand into a group that a rule fills."""
        return ["name", "slug"] if obj and obj.rule else self.fields


@admin.register(Audience)
class AudienceAdmin(ActionAdmin):
    """Who may read a private category. Audiences of one thing alone are formed with that thing."""

    list_display = ["__str__", "kind"]
    list_filter = ["kind"]
    ordering = ["pk"]
    fields = ["title", "members", "groups", "never"]
    autocomplete_fields = ["members", "groups", "never"]
    through = {
        "add": lambda by, **values: actions.share_audience(**values, by=by),
        "change": lambda row, by, **changed: actions.edit_audience(audience=row, **changed, by=by),
    }

    def get_queryset(self, request: HttpRequest) -> QuerySet[Audience]:
        return super().get_queryset(request).exclude(kind=Audience.Kind.PERSONAL)
