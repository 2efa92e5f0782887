"""Sites of the widget, for administrators."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from community.kernel.admin import ActionAdmin
from community.kernel.export import origin
from community.widget.actions import create_widget_site, edit_widget_site, rotate_widget_secret
from community.widget.admin_form import WidgetSiteForm
from community.widget.models import WidgetSite
from community.widget.policy import may_set_up_widgets
from community.widget.recipes import recipes
from community.widget.registration import registered


@admin.register(WidgetSite)
class WidgetSiteAdmin(ActionAdmin):
    """Which products show the widget. A secret is shown in the answer to the form that made it,
    and kept nowhere on the way there."""

    form = WidgetSiteForm
    list_display = ["name", "key", "origins", "is_active", "created_at"]
    list_filter = ["is_active"]
    search_fields = ["name", "key"]
    ordering = ["-pk"]
    readonly_fields = ["snippet", "signing"]
    through = {
        "add": lambda by, **values: create_widget_site(**values, by=by),
        "change": lambda row, by, **changed: edit_widget_site(widget_site=row, **changed, by=by),
    }

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        options = [
            f"{panel.name}_{option.name}" for panel in registered() for option in panel.options
        ]
        shown = ["snippet", "signing", "version"] if obj else []
        return ["name", "origins", "panels", *options, "is_active", *shown]

    def get_form(self, request: HttpRequest, obj: Any = None, **_: Any) -> Any:  # type: ignore[override]
        """Fields of options are no columns: the form makes them itself."""
        return self.form

    def snippet(self, row: Any) -> str:
        return format_html("<code>{}</code>", _snippet(row.asked_at, row))

    snippet.short_description = _("HTML for the pages")  # type: ignore[attr-defined]

    def signing(self, row: WidgetSite) -> str:
        return format_html(
            '<a href="{}">{}</a>',
            reverse("admin:widget_widgetsite_secret", args=[row.pk]),
            gettext("Rotate the secret, and see how to sign people in"),
        )

    signing.short_description = _("Identity")  # type: ignore[attr-defined]

    def get_object(self, request: HttpRequest, *args: Any) -> Any:
        """With the address that it is asked for at, for the snippet."""
        found: Any = super().get_object(request, *args)
        if found:
            found.asked_at = origin(request)
        return found

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:  # noqa: FBT001
        if change:
            self.through["change"](obj, by=request.user, **form.cleaned_data)
        else:
            told = {
                name: form.cleaned_data[name] for name in form.cleaned_data.keys() - {"version"}
            }
            made = self.through["add"](by=request.user, **told)
            obj.pk, obj.key, obj.secret = made.pk, made.key, made.secret

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: Any = None) -> Any:
        return self._told(request, obj, obj.secret)

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.secret_view)
        own = path("<int:object_id>/secret/", view, name="widget_widgetsite_secret")
        return [own, *super().get_urls()]

    def secret_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """How people are signed in; POST makes another secret."""
        if not may_set_up_widgets(request.user):
            return self.admin_site.login(request)
        site = get_object_or_404(WidgetSite, pk=object_id)
        if request.method != "POST":
            return self._told(request, site, "")
        keeps = "former_is_valid" in request.POST
        by: Any = request.user
        site = rotate_widget_secret(widget_site=site, by=by, former_is_valid=keeps)
        return self._told(request, site, site.secret)  # type: ignore[attr-defined]

    def _told(self, request: HttpRequest, site: WidgetSite, secret: str) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": site.name,
            "site": site,
            "secret": secret,
            "snippet": _snippet(origin(request), site),
            "recipes": recipes(_script(origin(request), site)),
            "opts": self.opts,
        }
        response = TemplateResponse(request, "widget/admin_secret.html", context)
        response["Cache-Control"] = "private, no-store"
        return response


def _script(here: str, site: WidgetSite) -> str:
    return f"{here}/widget/{site.key}.js"


def _snippet(here: str, site: WidgetSite) -> str:
    return f'<script src="{_script(here, site)}" async></script>'
