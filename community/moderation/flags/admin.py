from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from community.kernel.admin import ActionAdmin
from community.moderation.models import Flag
from community.moderation.queue import queries


@admin.register(Flag)
class FlagAdmin(ActionAdmin):
    """To look at: flags are decided with their item."""

    for_moderators = True

    list_display = ["__str__", "member", "reason", "outcome", "score", "item", "created_at"]
    list_filter = ["outcome", "reason", "created_at"]
    list_select_related = ["member", "item"]
    search_fields = ["member__username"]
    ordering = ["-pk"]
    fields = ["item", "member", "reason", "text", "score", "outcome", "created_at"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Flag]:
        visible = queries.items_visible_to(request.user).values("pk")
        rows: QuerySet[Flag] = super().get_queryset(request)
        return rows.filter(item__in=visible)
