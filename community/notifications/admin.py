from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import pgettext_lazy

from community.kernel.admin import ActionAdmin
from community.notifications.actions import retry_mail
from community.notifications.models import Mail, Notification, Preference


@admin.register(Mail)
class MailAdmin(ActionAdmin):
    list_display = ["to", "subject", "created_at", "due_at", "sent_at", "attempts", "error"]
    list_filter = [("sent_at", admin.EmptyFieldListFilter), "attempts"]
    search_fields = ["to"]
    ordering = ["-pk"]
    exclude = ["text", "html"]  # a reset link is for one reader
    actions = ["retry"]

    @admin.action(description=pgettext_lazy("verb", "Retry"))
    def retry(self, request: HttpRequest, mail: QuerySet[Mail]) -> None:
        retry_mail(mail=mail)


@admin.register(Notification)
class NotificationAdmin(ActionAdmin):
    """Who was notified of what, by ids: what it says, and of whom, is for its member alone."""

    list_display = [
        "member", "type", "subject_kind", "subject_id", "reason", "happened_at", "read_at",
        "retracted_at",
    ]  # fmt: skip
    list_filter = [
        ("read_at", admin.EmptyFieldListFilter),
        ("retracted_at", admin.EmptyFieldListFilter),
        "is_on_site",
    ]
    list_select_related = ["member"]
    search_fields = ["member__folded_username"]
    ordering = ["-pk"]
    exclude = ["actors", "facts"]


@admin.register(Preference)
class PreferenceAdmin(ActionAdmin):
    list_display = ["member", "type", "is_on_site", "is_by_mail"]
    list_filter = ["is_on_site", "is_by_mail"]
    list_select_related = ["member"]
    search_fields = ["member__folded_username"]
    ordering = ["-pk"]
