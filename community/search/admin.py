"""The index in the admin: what is in it, by ids, and what still waits to be indexed.

Titles and texts are left out: of a private topic they are for its readers alone.
"""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from community.kernel.admin import ActionAdmin
from community.search.indexing.actions import index_groups, retry
from community.search.log import admin as of_log  # noqa: F401 - found here by name
from community.search.models import Document, Outdated


@admin.register(Document)
class DocumentAdmin(ActionAdmin):
    list_display = [
        "what", "kind", "group_id", "number", "container_id", "audience", "language",
        "updated_at", "indexed_at",
    ]  # fmt: skip
    list_select_related = ["audience"]
    list_filter = ["source", "kind"]
    ordering = ["-pk"]
    fields = (
        "source", "object_id", "kind", "group_id", "number", "container_id", "audience",
        "author_id", "tags", "language", "version", "created_at", "updated_at",
        "indexed_at",
    )  # fmt: skip
    readonly_fields = fields
    actions = ["index_again"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Document]:
        return super().get_queryset(request).defer("title", "body", "lexemes")

    @admin.display(description=_("object"))
    def what(self, document: Any) -> str:
        return f"{document.source}:{document.object_id}"

    @admin.action(description=pgettext_lazy("documents of the search", "Index again"))
    def index_again(self, request: HttpRequest, documents: QuerySet[Document]) -> None:
        groups: dict[str, list[int]] = {}
        for source, group_id in documents.values_list("source", "group_id"):
            groups.setdefault(source, []).append(group_id)
        for source, group_ids in groups.items():
            index_groups(source, group_ids)


@admin.register(Outdated)
class OutdatedAdmin(ActionAdmin):
    """What is indexed again by a job. Failed rows wait here for a retry."""

    list_display = ["source", "group_id", "lexeme", "done_id", "due_at", "attempts", "error"]
    list_filter = ["source", ("due_at", admin.EmptyFieldListFilter), "attempts"]
    ordering = ["-attempts", "pk"]
    actions = ["retry"]

    @admin.action(description=pgettext_lazy("verb", "Retry"))
    def retry(self, request: HttpRequest, rows: QuerySet[Outdated]) -> None:
        self.each(request, rows, lambda row: retry(outdated=row))
