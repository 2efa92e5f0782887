"""The log in the admin, for reading and undoing: only what the moderator may read."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from community.accounts.policy import is_administrator
from community.kernel.admin import ActionAdmin, each_by
from community.moderation.log.actions import undo_act
from community.moderation.log.policy import may_see_names
from community.moderation.log.queries import entries_visible_to
from community.moderation.models import LogEntry


@admin.register(LogEntry)
class LogEntryAdmin(ActionAdmin):
    for_moderators = True

    list_display = ["action", "about", "actor", "member", "happened_at", "undone_at"]
    list_filter = ["action"]
    list_select_related = ["actor", "member"]
    ordering = ["-happened_at", "-pk"]
    actions = ["undo"]

    undo = each_by(undo_act, pgettext_lazy("verb", "Undo"), named="entry")

    @admin.display(description=_("subject"))
    def about(self, entry: LogEntry) -> str:
        return str(entry.subject)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """None where names are not told: the admin shows whom and by whom."""
        rows = entries_visible_to(request.user).order_by(*self.ordering)
        asks: Any = request.user
        return rows if may_see_names(asks) or is_administrator(asks) else rows.none()
