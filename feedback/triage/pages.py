"""Pages of the team beside the list of ideas: the prioritisation table, and assessing one idea."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext

from community.accounts.http import MemberRequest
from community.kernel.admin import ActionAdmin, Bounded
from community.kernel.errors import RuleViolation
from community.kernel.http import submit
from community.kernel.text import MOST_SMALL, number
from feedback.models import Assessment, Board, Idea
from feedback.prioritising.actions import assess_impact, set_priority
from feedback.prioritising.queries import impact_of, managed_boards, managed_ideas
from feedback.triage.forms import RICE, AssessmentForm, PriorityForm, shortest
from feedback.triage.table import (
    LABELS,
    MOST_EXPORTED,
    PAGE,
    SORTS,
    as_csv,
    open_ideas,
    shown,
)


class TeamPages(ActionAdmin):
    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view
        return [
            path("priorities/", view(self.priorities), name="feedback_idea_priorities"),
            path("<int:pk>/assessment/", view(self.assess), name="feedback_idea_assess"),
            *super().get_urls(),
        ]

    def priorities(self, request: MemberRequest) -> HttpResponse:
        """The table of a board; POST saves the RICE inputs of one row."""
        boards = managed_boards(request.user)
        asked = number(request.GET.get("board", ""))
        board = next((one for one in boards if asked in {None, one.pk}), None)
        if asked is not None and board is None:
            raise Http404
        sort = request.GET.get("sort", "")
        sort = sort if sort in SORTS else "rice"
        if request.method == "POST":
            return self._save(request, board, sort)
        ideas = open_ideas(request.user, board.pk, sort) if board else Idea.objects.none()
        if request.GET.get("format") == "csv":
            return as_csv(ideas[:MOST_EXPORTED], request.build_absolute_uri("/"))
        page = Bounded(ideas, PAGE).get_page(request.GET.get("page"))
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": gettext("Prioritization"),
            "is_nav_sidebar_enabled": False,  # the table takes its width
            "boards": boards,
            "board": board,
            "sort": sort,
            "sorts": LABELS.items(),
            "page": page,
            "rows": [
                (idea, _form_of(idea), shown(idea.impact_score), shown(idea.rice)) for idea in page
            ],
        }
        return TemplateResponse(request, "feedback/admin/priorities.html", context)

    def _save(self, request: MemberRequest, board: Board | None, sort: str) -> HttpResponse:
        key, version = number(request.POST.get("idea", "")), number(request.POST.get("version", ""))
        if board is None or key is None or version is None or version > MOST_SMALL:
            raise Http404
        idea = managed_ideas(request.user).filter(board=board, pk=key).first()
        if idea is None:
            raise Http404
        form = PriorityForm(request.POST)
        here = {"board": board.pk, "sort": sort, "page": request.GET.get("page", "1")}
        if submit(form, set_priority, idea=idea, version=version, by=request.user) is not None:
            messages.success(request, gettext("Priority saved."))
        else:
            for errors in form.errors.values():
                messages.error(request, " ".join(map(str, errors)))
        return redirect(f"{reverse('admin:feedback_idea_priorities')}?{urlencode(here)}#i{key}")

    def assess(self, request: MemberRequest, pk: int) -> HttpResponse:
        """One's own assessment of an idea, beside those of the others."""
        idea = managed_ideas(request.user).select_related("thread").filter(pk=pk).first()
        if idea is None:
            raise Http404
        rows = [*Assessment.objects.filter(idea=idea).select_related("assessor").order_by("pk")]
        own = next((row for row in rows if row.assessor_id == request.user.pk), None)
        known = {**own.factors, "evidence_url": own.evidence_url, "note": own.note} if own else {}
        form = AssessmentForm(request.POST or None, initial=known)
        if request.method == "POST" and form.is_valid():
            try:
                assess_impact(idea=idea, by=request.user, **form.told())
            except RuleViolation as error:
                form.add_error(None, str(error))
            else:
                messages.success(request, gettext("Assessment saved."))
                return redirect("admin:feedback_idea_change", pk)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": gettext("Assess impact"),
            "idea": idea,
            "impact": impact_of(idea),
            "rows": rows,
            "form": form,
        }
        return TemplateResponse(request, "feedback/admin/assess.html", context)


def _form_of(idea: Idea) -> PriorityForm:
    """A form whose fields belong to one of the table: the row's."""
    values = {name: getattr(idea, name) for name in RICE}
    initial = {
        name: shortest(value) if name != "reach" and value is not None else value
        for name, value in values.items()
    }
    form = PriorityForm(initial=initial, auto_id=f"i{idea.pk}-%s")
    for field in form.fields.values():
        field.widget.attrs["form"] = f"f{idea.pk}"
        field.widget.attrs["aria-label"] = field.label
    return form
