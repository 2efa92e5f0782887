from typing import Any

from django.contrib import admin
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest

from community.events.actions import retry_deliveries
from community.events.facts import Event
from community.events.models import Delivery, EventRecord
from community.kernel.admin import ActionAdmin


@admin.register(Delivery)
class DeliveryAdmin(ActionAdmin):
    """What has still to be heard. What failed too often waits here until someone retries it."""

    list_display = ["subscriber", "event_name", "event_id", "attempts", "next_at", "error"]
    list_filter = ["attempts", "subscriber"]
    ordering = ["-attempts", "event_id"]
    actions = ["retry"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Delivery]:
        of = EventRecord.objects.filter(
            pk=OuterRef("event_id"), occurred_at=OuterRef("occurred_at")
        )
        return super().get_queryset(request).annotate(event_name=Subquery(of.values("name")[:1]))

    @admin.display(description="event")
    def event_name(self, delivery: Any) -> str:
        return str(delivery.event_name)

    @admin.action(description="Try again")
    def retry(self, request: HttpRequest, deliveries: QuerySet[Delivery]) -> None:
        retry_deliveries(deliveries=Delivery.objects.filter(pk__in=deliveries.values("pk")))


class KnownNames(admin.SimpleListFilter):
    """From the code: asking the log which names stand in it would read it whole."""

    title = parameter_name = "name"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(name, name) for name in sorted(Event.types)]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(name=self.value()) if self.value() else queryset


@admin.register(EventRecord)
class EventRecordAdmin(ActionAdmin):
    """The audit trail: to be read."""

    list_display = ["id", "name", "occurred_at", "request_id", "payload"]
    list_filter = [KnownNames]
    search_fields = ["=request_id"]
    ordering = ["-occurred_at", "-id"]
