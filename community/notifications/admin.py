from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import pgettext_lazy

from community.kernel.admin import ActionAdmin
from community.notifications.actions import retry_mail
from community.notifications.models import Mail


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
