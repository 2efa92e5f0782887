from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from community.kernel.admin import ActionAdmin, each_by
from community.moderation.models import Flag, ReviewItem, ReviewNote
from community.moderation.queue import policy, queries
from community.moderation.queue.actions import (
    approve_item,
    claim_item,
    hide_content,
    ignore_item,
    reject_item,
)
from community.moderation.registration import item_type, item_types, named_reasons


class TypeFilter(admin.SimpleListFilter):
    """By what registered types are called."""

    title = _("type")
    parameter_name = "type"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(one.name, str(one.label)) for one in item_types()]

    def queryset(self, request: HttpRequest, rows: QuerySet[ReviewItem]) -> QuerySet[ReviewItem]:
        return rows.filter(type=self.value()) if self.value() else rows


class ReadOnlyInline(admin.TabularInline):
    extra = 0
    can_delete = False

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return policy.may_review(request.user)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class NotesInline(ReadOnlyInline):
    model = ReviewNote
    fields = ["by", "text", "created_at"]


class FlagsInline(ReadOnlyInline):
    model = Flag
    fields = ["member", "reason", "text", "score", "outcome", "created_at"]


@admin.register(ReviewItem)
class ReviewItemAdmin(ActionAdmin):
    """The same queue with the same rules: staff see what they may read, and decide by the same
    actions."""

    for_moderators = True

    list_display = [
        "__str__", "label", "about", "why", "member", "status", "score", "claimed_by", "created_at",
        "page",
    ]  # fmt: skip
    list_filter = ["status", TypeFilter, "created_at"]
    list_select_related = ["member", "claimed_by"]
    search_fields = ["member__username"]
    ordering = ["-score", "pk"]
    fields = [
        "label", "subject_kind", "subject_id", "member", "status", "score", "why", "claimed_by",
        "claimed_at", "hidden_at", "decided_by", "decided_at", "created_at", "page",
    ]  # fmt: skip
    readonly_fields = ["label", "why", "page"]
    inlines = [FlagsInline, NotesInline]
    actions = ["approve", "reject", "hide", "ignore", "claim"]

    approve = each_by(approve_item, pgettext_lazy("verb", "Approve"), named="item")
    reject = each_by(reject_item, pgettext_lazy("verb", "Reject"), named="item")
    hide = each_by(hide_content, pgettext_lazy("verb", "Hide"), named="item")
    ignore = each_by(ignore_item, pgettext_lazy("verb", "Ignore"), named="item")
    claim = each_by(claim_item, pgettext_lazy("verb", "Claim"), named="item")

    def get_queryset(self, request: HttpRequest) -> QuerySet[ReviewItem]:
        rows: QuerySet[ReviewItem] = super().get_queryset(request)
        return rows.filter(pk__in=queries.items_visible_to(request.user).values("pk"))

    @admin.display(description=_("Type"), ordering="type")
    def label(self, item: ReviewItem) -> str:
        known = item_type(item.type)
        return str(known.label) if known else item.type

    @admin.display(description=_("Subject"))
    def about(self, item: ReviewItem) -> str:
        return str(item.subject)

    @admin.display(description=_("Reasons"))
    def why(self, item: ReviewItem) -> str:
        return ", ".join(named_reasons(item.reasons))

    @admin.display(description=_("Page"))
    def page(self, item: ReviewItem) -> str:
        url = reverse("moderation:item", args=[item.pk])
        return format_html('<a href="{}">{}</a>', url, _("View"))
