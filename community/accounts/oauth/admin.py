"""Apps, for administrators."""

from django.contrib import admin
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from community.accounts.http import MemberRequest
from community.accounts.models import App
from community.accounts.oauth import actions
from community.kernel.admin import ActionAdmin


@admin.register(App)
class AppAdmin(ActionAdmin):
    """Who made which app, and where it sends members; a bad one is stopped here."""

    list_display = ["name", "user", "website", "client_type", "created", "disabled_at"]
    list_filter = ["client_type", "created"]
    search_fields = ["name", "client_id", "user__folded_username"]
    list_select_related = ["user"]
    exclude = ["client_secret"]
    ordering = ["-pk"]
    actions = ["disable", "enable"]

    @admin.action(description=_("Disable: its tokens stop working"))
    def disable(self, request: MemberRequest, rows: QuerySet[App]) -> None:
        self._set(request, rows, is_disabled=True)

    @admin.action(description=_("Enable"))
    def enable(self, request: MemberRequest, rows: QuerySet[App]) -> None:
        self._set(request, rows, is_disabled=False)

    def _set(self, request: MemberRequest, rows: QuerySet[App], *, is_disabled: bool) -> None:
        def act(row: App) -> None:
            actions.disable_app(app=row, is_disabled=is_disabled, by=request.user)

        self.each(request, rows, act)
