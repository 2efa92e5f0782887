"""Leaderboards in the admin, for reading."""

from django.contrib import admin

from community.kernel.admin import ActionAdmin
from experience.recognition.models import BoardRow


@admin.register(BoardRow)
class BoardRowAdmin(ActionAdmin):
    for_moderators = True

    list_display = ["period", "scope", "rank", "member", "points"]
    list_filter = ["period"]
    list_select_related = ["member"]
    ordering = ["period", "scope", "-points", "-member_id"]
