"""What a board's team does with an idea, each a form on the idea's page. Refused, it is shown on a
page of its own with what was typed."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from community.accounts.http import MemberRequest
from community.kernel.errors import Denied
from community.kernel.http import refused, submit, takes_back
from community.kernel.languages import Text
from feedback.ideas import actions
from feedback.ideas.forms import MergeForm, MoveForm, OnBehalfForm, StatusForm
from feedback.ideas.pages import boards_to_move_to, next_statuses
from feedback.ideas.views import found
from feedback.models import Idea
from feedback.policy import may_manage
from feedback.votes.actions import cast_vote_on_behalf

PAGE = "feedback/team_form.html"


@dataclass(frozen=True)
class Said:
    """What a form's page says: its heading, its button, and what was done."""

    heading: Text
    button: Text
    done: Text


@login_required
def status(request: MemberRequest, slug: str, pk: int) -> HttpResponse:
    """Change the status, with a reason for all who follow the idea."""
    idea = _of_team(request, pk)
    form = StatusForm(request.POST or None, statuses=next_statuses(idea))
    said = Said(gettext("Change status"), gettext("Change status"), gettext("Status changed."))
    return _page(request, form, actions.change_status, said, idea=idea)


@login_required
def merge(request: MemberRequest, slug: str, pk: int) -> HttpResponse:
    """Merge it into another idea; with `undo`, unmerge it."""
    idea = _of_team(request, pk)
    if takes_back(request):
        actions.unmerge_idea(source=idea, by=request.user)
        messages.success(request, gettext("Idea unmerged. It has its own votes again."))
        return redirect(idea)
    form = MergeForm(request.POST or None, viewer=request.user)
    said = Said(gettext("Merge idea"), gettext("Merge"), gettext("Idea merged."))
    return _page(request, form, actions.merge_idea, said, source=idea)


@login_required
def move(request: MemberRequest, slug: str, pk: int) -> HttpResponse:
    """Move it to another board."""
    idea = _of_team(request, pk)
    form = MoveForm(request.POST or None, boards=boards_to_move_to(idea, request.user))
    said = Said(gettext("Move idea"), gettext("Move"), gettext("Idea moved."))
    return _page(request, form, actions.move_idea, said, idea=idea)


@login_required
def on_behalf(request: MemberRequest, slug: str, pk: int) -> HttpResponse:
    """Vote for a member who said so elsewhere."""
    idea = _of_team(request, pk)
    form = OnBehalfForm(request.POST or None)
    said = Said(gettext("Vote on behalf"), gettext("Vote"), gettext("Vote added."))
    return _page(request, form, cast_vote_on_behalf, said, idea=idea)


def _of_team(request: MemberRequest, pk: int) -> Idea:
    """The idea, for its board's team. Raises Http404, Denied."""
    idea = found(request, pk)
    if not may_manage(request.user, idea.board_id):
        raise Denied
    return idea


def _page(
    request: MemberRequest, form: Form, action: Callable[..., Any], said: Said, **handed: Idea
) -> HttpResponse:
    """The form's own page, or back to the idea after the action."""
    [idea] = handed.values()
    if form.is_bound and submit(form, action, by=request.user, **handed) is not None:
        messages.success(request, str(said.done))
        return redirect(Idea.objects.select_related("thread").get(pk=idea.pk))
    context = {
        "form": form,
        "said": said,
        "idea": idea,
        "thread": idea.thread,
        "page_url": idea.get_absolute_url(),
    }
    return refused(request, PAGE, context) if form.is_bound else render(request, PAGE, context)
