"""In the admin."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from community.accounts.models import TrustChange
from community.accounts.standing.registration import measure
from community.kernel.admin import ActionAdmin
from experience.recognition.models import TrustRequirement
from experience.recognition.trust.actions_requirements import edit_trust_requirement


@admin.register(TrustRequirement)
class TrustRequirementAdmin(ActionAdmin):
    list_display = ["level", "label", "threshold", "window_days", "is_active"]
    list_filter = ["level", "is_active"]
    ordering = ["level", "pk"]
    fields = ["level", "label", "threshold", "window_days", "is_active"]
    readonly_fields = ["level", "label"]
    through = {
        "change": lambda row, by, **changed: edit_trust_requirement(
            trust_requirement=row, by=by, **changed
        ),
    }

    @admin.display(description=_("measure"), ordering="measure")
    def label(self, row: TrustRequirement) -> str:
        known = measure(row.measure)
        return str(known.label) if known else row.measure


@admin.register(TrustChange)
class TrustChangeAdmin(ActionAdmin):
    """Each change of a trust level; nobody edits them."""

    for_moderators = True
    list_display = ["member", "before", "after", "reason", "by", "created_at"]
    list_filter = ["reason", "after"]
    list_select_related = ["member", "by"]
    search_fields = ["member__folded_username"]
    ordering = ["-pk"]
