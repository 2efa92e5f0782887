"""In the admin."""

from django.contrib import admin

from community.accounts.models import TrustChange
from community.kernel.admin import ActionAdmin
from experience.recognition.models import TrustRequirement
from experience.recognition.trust.actions_requirements import edit_trust_requirement


@admin.register(TrustRequirement)
class TrustRequirementAdmin(ActionAdmin):
    list_display = ["level", "measure", "threshold", "window_days", "is_active"]
    list_filter = ["level", "is_active"]
    ordering = ["level", "pk"]
    fields = ["level", "measure", "threshold", "window_days", "is_active"]
    readonly_fields = ["level", "measure"]
    through = {
        "change": lambda row, by, **changed: edit_trust_requirement(
            trust_requirement=row, by=by, **changed
        ),
    }


@admin.register(TrustChange)
class TrustChangeAdmin(ActionAdmin):
    """Each change of a trust level; nobody edits them."""

    for_moderators = True
    list_display = ["member", "before", "after", "reason", "by", "created_at"]
    list_filter = ["reason", "after"]
    list_select_related = ["member", "by"]
    search_fields = ["member__folded_username"]
    ordering = ["-pk"]
