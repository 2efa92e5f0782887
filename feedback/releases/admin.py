"""Releases in the admin, for reading. They are written on their own pages."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from community.kernel.admin import ActionAdmin
from feedback.models import Release
from feedback.releases.queries import visible_releases


@admin.register(Release)
class ReleaseAdmin(ActionAdmin):
    for_moderators = True

    list_display = ["name", "title", "board", "published_at", "author"]
    list_filter = ["published_at"]
    list_select_related = ["board", "author"]
    ordering = ["-pk"]
    fields = ["name", "title", "board", "author", "created_at", "published_at", "published_by"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return visible_releases(request.user)
