"""Sanctions and appeals in the admin: imposed and lifted by the actions, as on the pages."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from community.accounts.policy import is_administrator, may_moderate
from community.kernel.admin import ActionAdmin, each_by
from community.moderation.models import Appeal, Sanction
from community.moderation.sanctions.actions import impose_sanction, lift_sanction
from community.moderation.sanctions.actions.sanctions import SILENCE_DAYS, SUSPENSION_DAYS

DAYS = sorted({*SILENCE_DAYS, *SUSPENSION_DAYS})


class AddSanctionForm(forms.ModelForm):
    days = forms.TypedChoiceField(
        label=_("Days"),
        choices=[("", "—"), *((days, days) for days in DAYS)],
        coerce=int,
        empty_value=None,
        required=False,
        help_text=_("Of a silence: 1, 3, 7 or 30. Of a suspension: 7, 30 or 90."),
    )

    class Meta:
        model = Sanction
        fields = ["member", "kind", "reason", "note"]


class ActiveNow(admin.SimpleListFilter):
    title = _("active")
    parameter_name = "active"

    def lookups(self, request, model_admin):
        return [("yes", _("Yes"))]

    def queryset(self, request, queryset):
        return queryset.active() if self.value() == "yes" else queryset


def _seen_by(request: HttpRequest) -> QuerySet[Any]:
    """All for moderators, but for what concerns themselves; administrators see everything. Staff
    who moderate nothing see none."""
    asks: Any = request.user
    if is_administrator(asks):
        return Sanction.objects.values("pk")
    seen = Sanction.objects.exclude(member=asks) if may_moderate(asks) else Sanction.objects.none()
    return seen.values("pk")


@admin.register(Sanction)
class SanctionAdmin(ActionAdmin):
    for_moderators = True

    form = AddSanctionForm
    raw_id_fields = ["member"]
    list_display = ["member", "kind", "by", "starts_at", "ends_at", "confirmed_at", "lifted_at"]
    list_filter = ["kind", ActiveNow]
    search_fields = ["member__folded_username"]
    list_select_related = ["member", "by"]
    ordering = ["-pk"]
    help_texts = {"reason": _("Shown to the member.")}
    actions = ["lift"]
    through = {"add": lambda by, **values: impose_sanction(**values, by=by)}

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).filter(pk__in=_seen_by(request))

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """A new one has days; one that is there has a beginning and an end."""
        if obj is None:
            return ["member", "kind", "days", "reason", "note"]
        who = ["member", "kind", "reason", "note", "by", "item", "confirmed_by", "lifted_by"]
        return [*who, "starts_at", "ends_at", "confirmed_at", "lifted_at"]

    lift = each_by(lift_sanction, pgettext_lazy("a sanction", "Lift"), named="sanction")


@admin.register(Appeal)
class AppealAdmin(ActionAdmin):
    """They are decided in the review queue."""

    for_moderators = True

    list_display = ["sanction", "outcome", "created_at", "decided_by", "decided_at"]
    list_filter = ["outcome"]
    list_select_related = ["sanction", "decided_by"]
    ordering = ["-pk"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).filter(sanction__in=_seen_by(request))
