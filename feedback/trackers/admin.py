"""Trackers in the admin: connections and how they do, what failed and can be retried."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from community.accounts.http import MemberRequest
from community.kernel import formats
from community.kernel.admin import ActionAdmin, each_by
from feedback.models import TrackerConnection, TrackerDelivery, TrackerLink, TrackerPush
from feedback.trackers.access import hook_url, tracker_of
from feedback.trackers.actions import (
    check_connection,
    create_connection,
    delete_connection,
    edit_connection,
    poll_now,
    retry_delivery,
    retry_push,
    rotate_webhook_secret,
    unlink_idea,
)
from feedback.trackers.forms import CREDENTIAL, ConnectionForm
from feedback.trackers.queries import connections_visible_to, with_health


class OfBoards(ActionAdmin):
    """Moderators see what belongs to boards that they read."""

    for_moderators = True
    connection = "connection__in"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        visible = connections_visible_to(request.user)
        return super().get_queryset(request).filter(**{self.connection: visible.values("pk")})


@admin.register(TrackerConnection)
class TrackerConnectionAdmin(OfBoards):
    connection = "pk__in"
    form = ConnectionForm
    list_display = [
        "name", "tracker", "project", "board", "is_active", "reconciled_at", "failures_count",
        "last_error", "paused_until", "waiting", "failed",
    ]  # fmt: skip
    list_filter = ["tracker", "is_active"]
    list_select_related = ["board"]
    search_fields = ["name", "project"]
    ordering = ["name", "pk"]
    actions = ["ask", "poll", "rotate"]
    through = {
        "add": lambda by, **values: create_connection(by=by, **values),
        "change": lambda row, by, **changed: edit_connection(connection=row, by=by, **changed),
        "delete": lambda row, by: delete_connection(connection=row, by=by),
    }

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return with_health(super().get_queryset(request))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return super().has_add_permission(request) and request.user.is_superuser

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and request.user.is_superuser

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and request.user.is_superuser

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Whoever may only look sees neither a secret nor where webhooks are sent."""
        if not request.user.is_superuser:
            return ["board", "tracker", "project", "name", "api_url", "is_active"]
        return list(self.form(instance=obj).fields)

    def get_form(  # type: ignore[override]
        self, request: HttpRequest, obj: Any = None, **kwargs: Any
    ) -> Any:
        """The form has fields that depend on the tracker, which no class can declare."""
        if not request.user.is_superuser:
            kwargs["form"] = ModelForm
            return super().get_form(request, obj, **kwargs)
        return ConnectionForm

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:  # noqa: FBT001
        values = {
            name: value
            for name, value in form.cleaned_data.items()
            if not name.startswith(CREDENTIAL) and (not change or name in form.changed_data)
        }
        credentials = form.credentials()
        if credentials or not change:
            values["credentials"] = credentials
        if change:
            values["version"] = form.cleaned_data["version"]
            row = TrackerConnection.objects.get(pk=obj.pk)
            secret = values.pop("webhook_secret", "")
            by: Any = request.user
            self.through["change"](row, by=by, **values)
            if secret:
                rotate_webhook_secret(connection=row, by=by, webhook_secret=secret)
        else:
            made = self.through["add"](by=request.user, **values)
            obj.pk, obj.name, obj.made = made.pk, made.name, made

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: Any = None) -> Any:
        return self._told(request, [obj.made])

    def _told(self, request: HttpRequest, rows: list[TrackerConnection]) -> HttpResponse:
        """The only time that webhook secrets are shown, with what to do with them: in the answer
        itself, since a message would be kept in a cookie on its way there."""
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": self.opts.verbose_name,
            "told": [(row, self._steps(row)) for row in rows],
        }
        response = TemplateResponse(request, "feedback/admin/webhooks.html", context)
        response["Cache-Control"] = "private, no-store"
        return response

    def _steps(self, row: TrackerConnection) -> str:
        steps = " ".join(map(str, tracker_of(row).hook.steps))
        return gettext("Webhook address: %(url)s. Secret, shown once: %(secret)s. %(steps)s") % {
            "url": hook_url(row),
            "secret": row.told_once,  # type: ignore[attr-defined]
            "steps": steps,
        }

    @admin.display(description=_("waiting"))
    def waiting(self, row: Any) -> str:
        return formats.number(row.waiting_pushes + row.waiting_deliveries)

    @admin.display(description=_("failed"))
    def failed(self, row: Any) -> str:
        return formats.number(row.failed_pushes + row.failed_deliveries)

    @admin.action(description=_("Test connection"))
    def ask(self, request: MemberRequest, rows: QuerySet[TrackerConnection]) -> None:
        def asked(row: TrackerConnection) -> None:
            found = check_connection(connection=row, by=request.user)
            told = gettext("%(name)s answers. It has the statuses %(statuses)s.") % {
                "name": row.name,
                "statuses": formats.listed([one.id for one in found]),
            }
            self.message_user(request, told)

        self.each(request, rows, asked)

    poll = each_by(poll_now, _("Poll now"), named="connection")

    @admin.action(description=_("Rotate webhook secret"))
    def rotate(
        self, request: MemberRequest, rows: QuerySet[TrackerConnection]
    ) -> HttpResponse | None:
        made: list[TrackerConnection] = []

        def renew(row: TrackerConnection) -> None:
            made.append(rotate_webhook_secret(connection=row, by=request.user))

        self.each(request, rows, renew)
        return self._told(request, made) if made else None


@admin.register(TrackerLink)
class TrackerLinkAdmin(OfBoards):
    list_display = ["__str__", "idea", "connection", "state", "external_status", "created_at"]
    list_filter = ["state", "connection"]
    list_select_related = ["connection", "idea__thread"]
    search_fields = ["key", "url"]
    exclude = ["marker", "pushed_hash"]
    ordering = ["-pk"]
    through = {"delete": lambda row, by: unlink_idea(link=row, by=by)}


@admin.register(TrackerPush)
class TrackerPushAdmin(OfBoards):
    connection = "link__connection__in"
    list_display = ["id", "link", "kind", "value", "state", "attempts", "due_at", "error"]
    list_filter = ["state", "kind"]
    list_select_related = ["link__connection"]
    ordering = ["-pk"]
    actions = ["retry"]

    retry = each_by(retry_push, _("Retry"), named="push")


@admin.register(TrackerDelivery)
class TrackerDeliveryAdmin(OfBoards):
    list_display = [
        "delivery_id",
        "connection",
        "event",
        "state",
        "attempts",
        "created_at",
        "error",
    ]
    list_filter = ["state", "connection"]
    list_select_related = ["connection"]
    # Of an issue that no idea is linked with, too: it is nobody's here.
    exclude = ["body"]
    ordering = ["-pk"]
    actions = ["retry"]

    retry = each_by(retry_delivery, _("Retry"), named="delivery")
