"""What was searched for on each day, for reading."""

from django.contrib import admin

from community.kernel.admin import ActionAdmin
from community.search.models import SearchCount


@admin.register(SearchCount)
class SearchCountAdmin(ActionAdmin):
    for_moderators = True

    list_display = ["query", "day", "searches_count", "empty_count"]
    date_hierarchy = "day"
    search_fields = ["query"]
    ordering = ["-day", "-empty_count", "-searches_count", "pk"]
