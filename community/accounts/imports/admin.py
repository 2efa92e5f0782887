from django.contrib import admin

from community.accounts.models import ImportedBadge
from community.kernel.admin import ActionAdmin


@admin.register(ImportedBadge)
class ImportedBadgeAdmin(ActionAdmin):
    list_display = ["name", "level", "member", "site", "given_at"]
    list_filter = ["level", "site"]
    search_fields = ["name"]
    list_select_related = ["member"]
    ordering = ["-pk"]
