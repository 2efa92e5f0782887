from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from community.accounts.models import Audience
from community.kernel.admin import ActionAdmin
from feedback.boards.actions import create_board, delete_board, edit_board
from feedback.models import Board


@admin.register(Board)
class BoardAdmin(ActionAdmin):
    """Votes, statuses and permissions are on the board's own settings page."""

    list_display = ["title", "audience", "position", "ideas", "settings"]
    list_select_related = ["audience"]
    ordering = ["position", "pk"]
    fields = [
        "title", "slug", "description", "audience", "position", "icon", "hue", "default_view",
        "do_threads_need_approval", "do_replies_need_approval", "template", "min_tags",
        "required_tag_groups",
    ]  # fmt: skip
    prepopulated_fields = {"slug": ["title"]}
    labels = {
        "audience": pgettext_lazy("of a board", "Readers"),
        "template": _("Idea template"),
        "do_threads_need_approval": _("New ideas need approval"),
        "do_replies_need_approval": _("New comments need approval"),
    }
    help_texts = {
        "slug": _("Part of the address."),
        "position": _("Lower numbers come first."),
        "icon": _("1 to 8."),
        "hue": _("1 to 8."),
        "template": _("Text that a new idea starts with, in Markdown."),
        "required_tag_groups": _("An idea needs one tag from each of these groups."),
    }
    through = {
        "add": lambda by, **values: create_board(**values, by=by),
        "change": lambda row, by, **changed: edit_board(board=row, **changed, by=by),
        "delete": lambda row, by: delete_board(board=row, by=by),
    }

    @admin.display(description=_("Ideas"), ordering="threads_count")
    def ideas(self, board: Board) -> int:
        return board.threads_count

    @admin.display(description=_("Settings"))
    def settings(self, board: Board) -> str:
        url = reverse("feedback:board_settings", args=[board.slug, board.pk])
        return format_html('<a href="{}">{}</a>', url, gettext("Settings"))

    def formfield_for_foreignkey(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        """Who reads a board is shared; a personal audience is one message's or ticket's."""
        if db_field.name == "audience":
            kwargs["queryset"] = Audience.objects.exclude(kind=Audience.Kind.PERSONAL)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_readonly_fields(self, request: HttpRequest, obj: Board | None = None) -> list[str]:
        return ["audience"] if obj else []  # the permissions say so

    def get_prepopulated_fields(
        self, request: HttpRequest, obj: Board | None = None
    ) -> dict[str, Any]:
        return {} if obj else self.prepopulated_fields
