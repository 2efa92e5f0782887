from datetime import datetime

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from community.discussions.models import Upload
from community.discussions.uploads.actions import delete_upload
from community.kernel.admin import ActionAdmin


@admin.register(Upload)
class UploadAdmin(ActionAdmin):
    """Files that staff may see on the pages, to be deleted there."""

    for_moderators = True
    through = {"delete": lambda row, by: delete_upload(upload=row, by=by)}
    fields = [
        "name", "owner", "kind", "media_type", "alt", "bytes", "width", "height", "created_at",
        "unused_since",
    ]  # fmt: skip
    list_display = ["linked_name", "kind", "owner", "bytes", "created_at", "unused_since"]
    list_display_links = None  # the name leads to the file
    list_filter = ["kind"]
    list_select_related = ["owner"]
    search_fields = ["name", "owner__folded_username"]
    ordering = ["-pk"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Upload]:
        return Upload.objects.visible_to(request.user)

    @admin.display(description=_("in no post since"), ordering="orphaned_at")
    def unused_since(self, upload: Upload) -> datetime | None:
        return upload.orphaned_at

    @admin.display(description=_("file name"), ordering="name")
    def linked_name(self, upload: Upload) -> str:
        return format_html('<a href="{}">{}</a>', upload.get_absolute_url(), upload.name)
