from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from community.accounts.models import BadgeAward
from community.accounts.standing import registration
from community.kernel.admin import ActionAdmin


class OfBadge(admin.SimpleListFilter):
    """By badge, as it is called."""

    title = _("badge")
    parameter_name = "badge"

    def lookups(self, *_about: Any) -> Iterable[tuple[str, Any]]:
        return [(badge.name, badge.label) for badge in registration.badges()]

    def queryset(self, request: HttpRequest, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows.filter(badge=self.value()) if self.value() else rows


class IsRevoked(admin.SimpleListFilter):
    """By whether the member still has it."""

    title = _("revoked")
    parameter_name = "revoked"

    def lookups(self, *_about: Any) -> Iterable[tuple[str, Any]]:
        return [("1", _("Yes")), ("0", _("No"))]

    def queryset(self, request: HttpRequest, rows: QuerySet[Any]) -> QuerySet[Any]:
        known = {"1": False, "0": True}
        if self.value() not in known:
            return rows
        return rows.filter(revoked_at__isnull=known[str(self.value())])


@admin.register(BadgeAward)
class BadgeAwardAdmin(ActionAdmin):
    """Who was awarded what. Rules award and revoke badges; nobody does it here."""

    for_moderators = True

    list_display = ["id", "member", "label", "awarded_for", "awarded_at", "revoked_at"]
    list_filter = [OfBadge, IsRevoked]
    search_fields = ["member__folded_username"]
    list_select_related = ["member"]
    ordering = ["-pk"]

    @admin.display(description=_("badge"))
    def label(self, award: BadgeAward) -> str:
        badge = registration.badge(award.badge)
        return str(badge.label) if badge else award.badge

    @admin.display(description=_("awarded for"), ordering="scope", empty_value="")
    def awarded_for(self, award: BadgeAward) -> int | None:
        """A number: the post, the category, the month. Pages name it."""
        return award.scope or None
