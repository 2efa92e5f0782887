"""Tokens and service accounts, for administrators."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from community.accounts.http import MemberRequest
from community.accounts.models import Token, User
from community.accounts.tokens import actions
from community.kernel.admin import ActionAdmin


@admin.register(Token)
class TokenAdmin(ActionAdmin):
    """Which programs act as whom."""

    list_display = [
        "id", "member", "name", "hint", "scopes", "state", "created_at", "expires_at",
        "last_used_at",
    ]  # fmt: skip
    search_fields = ["member__folded_username", "name", "last_four"]
    list_select_related = ["member"]
    exclude = ["secret"]
    ordering = ["-pk"]
    actions = ["revoke"]

    @admin.display(description=_("shortened token"))
    def hint(self, token: Token) -> str:
        return token.hint

    @admin.display(description=_("state"))
    def state(self, token: Token) -> str:
        return str(token.state.label)

    @admin.action(description=_("Revoke"))
    def revoke(self, request: MemberRequest, rows: QuerySet[Token]) -> None:
        by = request.user
        self.each(request, rows, lambda row: actions.revoke_token(token=row, by=by))


class OfServiceAccounts:
    """Mixed into the members' admin: whom one adds there is a bot, and its tokens are a page."""

    through = {"add": lambda by, username: actions.make_service_account(username=username, by=by)}

    def get_fields(self, request: HttpRequest, obj: User | None = None) -> Any:
        return super().get_fields(request, obj) if obj else ["username"]  # type: ignore[misc]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return super().has_add_permission(request) and request.user.is_superuser  # type: ignore[misc]

    def add_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        kwargs["extra_context"] = {"title": gettext("Add service account (bot)")}
        return super().add_view(request, *args, **kwargs)  # type: ignore[misc]

    def response_add(self, request: HttpRequest, obj: User, *args: Any) -> HttpResponse:
        return redirect("settings_tokens_of", obj.username)

    @admin.action(description=_("Show access tokens (one service account)"))
    def show_tokens(self, request: HttpRequest, members: QuerySet[User]) -> HttpResponse | None:
        bot = members.filter(is_bot=True).first()
        if bot is None or members.count() > 1:
            self.message_user(request, gettext("Select one service account."))  # type: ignore[attr-defined]
            return None
        return redirect("settings_tokens_of", bot.username)
