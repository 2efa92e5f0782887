"""An admin that looks and acts, but does not edit rows behind the actions' back."""

from collections.abc import Callable, Iterable
from typing import Any, cast

from django.contrib import admin, messages
from django.contrib.auth.views import redirect_to_login
from django.core.paginator import Paginator
from django.db.models import Model, URLField
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from community.kernel import formats
from community.kernel.errors import RuleViolation
from community.kernel.languages import Text
from community.kernel.text import number


class Bounded(Paginator):
    """Counts so far and no further: nobody turns to page 200, and big tables are slow to count."""

    MOST = 10_000

    @cached_property
    def count(self) -> int:
        rows: Any = self.object_list
        return int(rows.order_by().values("pk")[: self.MOST].count())


class ActionAdmin(admin.ModelAdmin):
    """Adds, changes and deletes only what `through` names an action for.

    through = {
        "add": lambda by, **values: open_category(**values, by=by),
        "change": lambda row, by, **changed: edit_category(category=row, **changed, by=by),
        "delete": lambda row, by: close_category(category=row, by=by),
    }
    """

    through: dict[str, Callable[..., Any]] = {}
    labels: dict[str, Text] = {}  # of fields, where the column's name would say nothing
    help_texts: dict[str, Text] = {}
    for_moderators = False  # or only for administrators
    show_full_result_count = False
    paginator = Bounded
    list_per_page = 50
    view_on_site = False

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self.has_module_permission(request)

    def has_module_permission(self, request: HttpRequest) -> bool:
        asks = request.user
        return bool(asks.is_staff and (asks.is_superuser or self.for_moderators))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.has_module_permission(request) and "add" in self.through

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self.has_module_permission(request) and "change" in self.through

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self.has_module_permission(request) and "delete" in self.through

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if isinstance(db_field, URLField):
            kwargs.setdefault("assume_scheme", "https")
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field:
            if label := self.labels.get(db_field.name):
                field.label = str(label)
            if help_text := self.help_texts.get(db_field.name):
                field.help_text = str(help_text)
        return field

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """Only what stands in the filters: any other question is a way to guess what is hidden."""
        named = [entry[0] if isinstance(entry, tuple) else entry for entry in self.list_filter]
        names = [getattr(name, "parameter_name", name) for name in named]
        return any(lookup == name or lookup.startswith(f"{name}__") for name in names if name)

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        chosen = request.POST.getlist("_selected_action")
        if any(number(pk) is None for pk in chosen):
            return HttpResponseBadRequest(gettext("Some of the selected rows do not exist."))
        return super().changelist_view(request, extra_context)

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """A refusal comes back to the form's page with its reason; nothing was changed."""
        try:
            return super().changeform_view(request, *args, **kwargs)
        except RuleViolation as error:
            self.message_user(request, str(error), messages.ERROR)
            return redirect(request.path)

    def save_model(self, request: HttpRequest, obj: Model, form: ModelForm, change: bool) -> None:  # noqa: FBT001
        if change:
            changed = {name: form.cleaned_data[name] for name in form.changed_data}
            self.through["change"](obj, by=request.user, **changed)
        else:
            obj.pk = self.through["add"](by=request.user, **form.cleaned_data).pk

    def save_related(self, *_: object) -> None:
        """The action has written what hangs on the row, too."""

    def log_addition(self, *_: Any) -> Any:
        """Events are the audit trail."""

    log_change = log_deletions = log_addition  # type: ignore[assignment]

    def delete_model(self, request: HttpRequest, obj: Model) -> None:
        self.through["delete"](obj, by=request.user)

    def delete_queryset(self, request: HttpRequest, queryset: Iterable[Model]) -> None:
        self.each(request, queryset, lambda row: self.delete_model(request, row))

    def each(
        self, request: HttpRequest, rows: Iterable[Model], act: Callable[[Any], object]
    ) -> None:
        """Act on each row; the ones that refuse say so, the others go through."""
        done = 0
        for row in rows:
            try:
                act(row)
                done += 1
            except RuleViolation as error:
                # Translators: what was not changed, and why.
                told = gettext("%(row)s: %(problem)s") % {"row": row, "problem": error}
                self.message_user(request, told, messages.WARNING)
        if done:
            told = ngettext("%(count)s changed.", "%(count)s changed.", done)
            shown = {"count": formats.number(done)}
            self.message_user(request, told % shown, messages.SUCCESS)


def each_by(
    action: Callable[..., object],
    label: Text,
    *,
    named: str,
    of: Callable[[Any], Any] | None = None,
) -> Callable[[Any, HttpRequest, Iterable[Model]], None]:
    """An entry of a list's menu: one action, done with each of the rows that were chosen.

    `named` is the action's argument, and `of` finds it where the rows themselves are not it.
    """

    @admin.action(description=cast("str", label))
    def entry(model_admin: ActionAdmin, request: HttpRequest, rows: Iterable[Model]) -> None:
        model_admin.each(
            request, rows, lambda row: action(**{named: of(row) if of else row}, by=request.user)
        )

    return entry


class Site(admin.AdminSite):
    """Takes only what acts through actions: classes that other packages bring are left out."""

    site_header = site_title = _("Administration")
    index_title = _("Site administration")

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        if admin_class and issubclass(admin_class, ActionAdmin):
            super().register(model_or_iterable, admin_class, **options)

    def get_urls(self) -> list[Any]:
        """Without the redirect to any object's page, which asks nobody who may see it."""
        return [url for url in super().get_urls() if getattr(url, "name", "") != "view_on_site"]

    def password_change(self, request: HttpRequest, extra_context: Any = None) -> Any:
        return redirect("account_change_password")

    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """There is one sign-in, with its limits, and this is not it."""
        if request.user.is_authenticated:
            return redirect("/")
        return redirect_to_login(request.GET.get("next", request.path))
