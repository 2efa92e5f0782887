"""What is done with several ideas of the list at once, after a question on a page between."""

from typing import Any, cast

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.template.response import TemplateResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from community.accounts.http import MemberRequest
from community.kernel.admin import ActionAdmin, each_by
from community.kernel.text import MOST_SMALL, number
from feedback.ideas.actions import change_status, edit_idea, merge_idea, unmerge_idea
from feedback.models import Idea, Status
from feedback.prioritising.queries import managed_ideas

MOST_FOUND = 20  # ideas that are offered to be merged into
CATEGORIES = [*Status.Category]


def statuses_of(ideas: QuerySet[Idea]) -> list[Status]:
    """The statuses of the ideas' boards, each name once."""
    rows = Status.objects.filter(board__in=ideas.order_by().values("board"))
    named: dict[tuple[str, str], Status] = {}
    for status in rows.order_by("position", "pk"):
        named.setdefault((status.category, status.name), status)
    return sorted(
        named.values(), key=lambda status: CATEGORIES.index(Status.Category(status.category))
    )


def same_on(board_id: int, chosen: Status, statuses: list[Status]) -> Status | None:
    """The status of a board that is the chosen one of another: by its name, or else the first of
    its category."""
    fit = [one for one in statuses if one.board_id == board_id and one.category == chosen.category]
    named = [one for one in fit if one.name == chosen.name]
    return next(iter(named or fit), None)


def found_by(q: str, viewer: Any) -> QuerySet[Idea]:
    """The ideas that a search names: by number, id or words of the title."""
    rows = managed_ideas(viewer).listed().select_related("thread", "board", "status")
    known = number(q.removeprefix("#"))
    if known is not None:
        named = Q(pk=known)
        return rows.filter(named | Q(number=known) if known <= MOST_SMALL else named)
    for word in q.replace("\0", "").split()[:8]:
        rows = rows.filter(thread__title__icontains=word)
    return rows


class BulkActions(ActionAdmin):
    actions = ["change_statuses", "merge_ideas", "unmerge_ideas", "make_private", "make_public"]

    @admin.action(description=cast("str", _("Change status")))
    def change_statuses(
        self, request: MemberRequest, ideas: QuerySet[Idea]
    ) -> TemplateResponse | None:
        """Asks for the status and a reason, then changes each."""
        offered = statuses_of(ideas)
        to = number(request.POST.get("to", ""))
        chosen = next((status for status in offered if status.pk == to), None)
        if chosen is None:
            return self._asked(
                request, "status", ideas, title=gettext("Change status"), statuses=offered
            )
        reason, by = request.POST.get("reason", ""), request.user
        boards = {idea.board_id for idea in ideas}
        there = [*Status.objects.filter(board__in=boards).order_by("position", "pk")]

        def change(idea: Idea) -> None:
            if status := same_on(idea.board_id, chosen, there):
                change_status(idea=idea, status=status, by=by, reason=reason)

        self.each(request, ideas, change)
        return None

    @admin.action(description=cast("str", _("Merge into another idea")))
    def merge_ideas(self, request: MemberRequest, ideas: QuerySet[Idea]) -> TemplateResponse | None:
        """Asks which one by a search, then merges each."""
        by, into = request.user, number(request.POST.get("into", ""))
        if into and (target := managed_ideas(by).filter(pk=into).first()):
            self.each(request, ideas, lambda idea: merge_idea(source=idea, into=target, by=by))
            return None
        q = request.POST.get("q", "").strip()[:200]
        chosen = [idea.pk for idea in ideas]
        found = found_by(q, by).exclude(pk__in=chosen).order_by("-score", "-pk")[:MOST_FOUND]
        return self._asked(
            request, "merge", ideas, title=gettext("Merge ideas"), q=q, found=found if q else []
        )

    unmerge_ideas = each_by(unmerge_idea, _("Undo the merge"), named="source")

    @admin.action(description=cast("str", _("Make private")))
    def make_private(self, request: MemberRequest, ideas: QuerySet[Idea]) -> None:
        self._privacy(request, ideas, is_private=True)

    @admin.action(description=cast("str", _("Make public")))
    def make_public(self, request: MemberRequest, ideas: QuerySet[Idea]) -> None:
        self._privacy(request, ideas, is_private=False)

    def _privacy(self, request: MemberRequest, ideas: QuerySet[Idea], *, is_private: bool) -> None:
        by = request.user
        self.each(request, ideas, lambda idea: edit_idea(idea=idea, is_private=is_private, by=by))

    def _asked(
        self, request: MemberRequest, page: str, ideas: QuerySet[Idea], **context: Any
    ) -> TemplateResponse:
        around = {**self.admin_site.each_context(request), "opts": self.opts, "ideas": ideas}
        return TemplateResponse(request, f"feedback/admin/{page}.html", around | context)
