from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from community.kernel.admin import ActionAdmin
from community.moderation.models import Flag
from community.moderation.queue import queries


@admin.register(Flag)
class FlagAdmin(ActionAdmin):
    """To look at: flags are decided with their item."""

    for_moderators = True

    list_display = ["__str__", "member", "reason", "outcome", "weight", "item", "created_at"]
    list_filter = ["outcome", "reason", "created_at"]
    list_select_related = ["member", "item"]
    search_fields = ["member__username"]
    ordering = ["-pk"]
    fields = ["item", "member", "reason", "text", "score", "outcome", "created_at"]

    @admin.display(description=_("Score"), ordering="score")
    def weight(self, flag: Flag) -> float:
        return round(flag.score, 1)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Flag]:
        visible = queries.items_visible_to(request.user).values("pk")
        rows: QuerySet[Flag] = super().get_queryset(request)
        return rows.filter(item__in=visible)
