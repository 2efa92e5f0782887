from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from community.announcements.actions import edit_announcement, end_announcement, make_announcement
from community.announcements.models import Announcement
from community.kernel.admin import ActionAdmin, each_by


@admin.register(Announcement)
class AnnouncementAdmin(ActionAdmin):
    for_moderators = True

    list_display = ["text", "tone", "starts_at", "ends_at", "by"]
    list_filter = ["tone"]
    list_select_related = ["by"]
    ordering = ["-starts_at", "-pk"]
    fields = ["text", "tone", "starts_at", "ends_at"]
    labels = {
        "starts_at": pgettext_lazy("noun", "Start"),
        "ends_at": pgettext_lazy("noun", "End"),
    }
    help_texts = {"ends_at": _("Leave empty to show it until it is ended.")}
    actions = ["end"]
    through = {
        "add": lambda by, **values: make_announcement(**values, by=by),
        "change": lambda row, by, **changed: edit_announcement(announcement=row, **changed, by=by),
    }

    end = each_by(end_announcement, pgettext_lazy("verb", "End"), named="announcement")
