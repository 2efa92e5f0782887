"""The ledger in the admin, to be looked at; and contribution kinds, which administrators name."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from community.accounts.standing import registration
from community.kernel.admin import ActionAdmin
from experience.recognition.ledger.actions_kinds import (
    edit_contribution_kind,
    set_kind_of_category,
)
from experience.recognition.models import (
    Contribution,
    ContributionKind,
    KindOfContainer,
    ReputationDrift,
    ReputationEntry,
    Score,
)


class RuleFilter(admin.SimpleListFilter):
    """Of the rules that are registered: the table is too long to look for those that it has."""

    title = _("rule")
    parameter_name = "rule"
    of = "rule"

    def lookups(self, request, model_admin):
        return [(rule.name, rule.label) for rule in registration.rules.values()]

    def queryset(self, request, queryset):
        return queryset.filter(**{self.of: self.value()}) if self.value() else queryset


class EntryRuleFilter(RuleFilter):
    of = "contribution__rule"


@admin.register(Contribution)
class ContributionAdmin(ActionAdmin):
    list_display = ["id", "member", "rule", "of", "other", "points", "day", "holds"]
    list_filter = [RuleFilter, "holds"]
    list_select_related = ["member", "other"]
    search_fields = ["member__folded_username"]
    ordering = ["-pk"]

    @admin.display(description=_("subject"))
    def of(self, contribution: Contribution) -> str:
        return str(contribution.subject)


@admin.register(ReputationEntry)
class ReputationEntryAdmin(ActionAdmin):
    list_display = ["id", "member", "points", "cause", "contribution", "day", "occurred_at"]
    list_filter = ["cause", EntryRuleFilter]
    list_select_related = ["member", "contribution"]
    search_fields = ["member__folded_username"]
    ordering = ["-pk"]


@admin.register(Score)
class ScoreAdmin(ActionAdmin):
    list_display = ["member", "scope", "day", "points"]
    list_select_related = ["member"]
    search_fields = ["member__folded_username", "scope"]
    ordering = ["-pk"]


@admin.register(ReputationDrift)
class ReputationDriftAdmin(ActionAdmin):
    list_display = ["member", "what", "found", "expected", "noticed_at"]
    list_select_related = ["member"]
    search_fields = ["member__folded_username"]
    ordering = ["-pk"]


@admin.register(ContributionKind)
class ContributionKindAdmin(ActionAdmin):
    list_display = ["slug", "name", "points_name", "position"]
    fields = ["name", "points_name", "description", "position"]
    ordering = ["position", "pk"]
    through = {
        "change": lambda row, by, **changed: edit_contribution_kind(
            contribution_kind=row, by=by, **changed
        )
    }


@admin.register(KindOfContainer)
class KindOfContainerAdmin(ActionAdmin):
    """What is set here is seen in the list as soon as it was counted."""

    list_display = ["container", "kind"]
    list_select_related = ["container", "kind"]
    ordering = ["pk"]
    raw_id_fields = ["container"]
    through = {
        "add": lambda container, kind, by: set_kind_of_category(
            category=container, kind=kind, by=by
        ),
        "change": lambda row, by, **changed: set_kind_of_category(
            category=row.container, kind=changed.get("kind", row.kind), by=by
        ),
        "delete": lambda row, by: set_kind_of_category(category=row.container, kind=None, by=by),
    }

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return ["container"] if obj else []
