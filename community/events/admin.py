from operator import itemgetter
from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy

from community.events.actions import retry_deliveries
from community.events.event import Event
from community.events.models import Delivery, EventRecord
from community.events.readable import about, readable, title_of
from community.kernel.admin import ActionAdmin
from community.kernel.subjects import Shown


@admin.register(Delivery)
class DeliveryAdmin(ActionAdmin):
    """Events that a subscriber has not handled yet. Failed ones wait here for a retry."""

    list_display = ["subscriber", "event_name", "event_id", "attempts", "next_at", "error"]
    list_filter = ["attempts", "subscriber"]
    ordering = ["-attempts", "event_id"]
    actions = ["retry"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Delivery]:
        of = EventRecord.objects.filter(
            pk=OuterRef("event_id"), occurred_at=OuterRef("occurred_at")
        )
        return super().get_queryset(request).annotate(event_name=Subquery(of.values("name")[:1]))

    @admin.display(description=_("event"))
    def event_name(self, delivery: Any) -> str:
        return str(delivery.event_name)

    @admin.action(description=pgettext_lazy("verb", "Retry"))
    def retry(self, request: HttpRequest, deliveries: QuerySet[Delivery]) -> None:
        retry_deliveries(deliveries=Delivery.objects.filter(pk__in=deliveries.values("pk")))


class KnownNames(admin.SimpleListFilter):
    """From the code: asking the log which names stand in it would read it whole."""

    title = pgettext_lazy("of an event", "type")
    parameter_name = "name"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return sorted(((name, title_of(name)) for name in Event.types), key=itemgetter(1, 0))

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(name=self.value()) if self.value() else queryset


class ReadableList(ChangeList):
    """A page of events, whose subjects are looked up together."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        rows: Any = list(self.result_list)
        told = readable(rows, request.user)
        for row in rows:
            row.told = told[row.pk]
        self.result_list = rows


@admin.register(EventRecord)
class EventRecordAdmin(ActionAdmin):
    """The audit trail, read-only."""

    list_display = ["occurred_at", "what", "who", "subject", "details"]
    list_filter = ["occurred_at", KnownNames]
    search_fields = ["request_id"]
    # Translators: what is typed is in English: "topic 42".
    search_help_text = _(
        "Search by subject (topic 42, post 7, member 3, category 1) or by a request's id."
    )
    ordering = ["-occurred_at", "-id"]
    fields = (
        "what", "who", "subject", "details", "occurred_at", "request_id", "name", "payload",
    )  # fmt: skip
    readonly_fields = fields

    def get_changelist(self, request: HttpRequest, **_: Any) -> type[ChangeList]:
        return ReadableList

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        return (queryset.filter(about(search_term)) if search_term else queryset), False

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        row: Any = super().get_object(request, *args, **kwargs)
        if row:
            row.told = readable([row], request.user)[row.pk]
        return row

    @admin.display(description=_("event"))
    def what(self, row: Any) -> str:
        return str(row.told.what)

    @admin.display(description=pgettext_lazy("an event", "by"))
    def who(self, row: Any) -> str:
        return _link(row.told.who) if row.told.who else pgettext("in place of a member", "System")

    @admin.display(description=pgettext_lazy("of an event", "subject"), empty_value="")
    def subject(self, row: Any) -> str | None:
        return _link(row.told.subject) if row.told.subject else None

    @admin.display(description=pgettext_lazy("noun", "Details"))
    def details(self, row: Any) -> str:
        return format_html_join(", ", "{}: {}", row.told.details)


def _link(shown: Shown) -> str:
    return format_html('<a href="{}">{}</a>', shown.url, shown.title) if shown.url else shown.title
