"""Pages of votes: the button that votes, and a member's own votes."""

from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from community.accounts.http import MemberRequest
from community.kernel.errors import RuleViolation
from community.kernel.http import back, button, by_htmx
from community.kernel.paging import page_by_key
from feedback.models import MOST_WEIGHT, Idea, Vote
from feedback.votes import actions
from feedback.votes.ballots import balances, ballots

PAGE = 50  # votes


class VoteForm(forms.Form):
    value = forms.IntegerField(label=_("Votes"), min_value=-1, max_value=MOST_WEIGHT)


@button
@require_POST
def vote(request: MemberRequest, slug: str, pk: int) -> HttpResponse:
    """Give an idea the votes that the button says, or withdraw them: 0. To htmx, the control as it
    is now, with the member's budget and why it was refused, if it was."""
    idea = _idea(request, pk)
    refusal = cast_asked(request, idea)
    if not by_htmx(request):
        return redirect(back(request, idea.get_absolute_url()))
    ballot = ballots(request.user, [_idea(request, pk)])[pk]
    return render(request, "feedback/_voted.html", {"ballot": ballot, "refusal": refusal})


def cast_asked(request: MemberRequest, idea: Idea) -> str:
    """Give the idea the votes that the request asks for. To htmx, why they were refused, or "";
    other requests raise the refusal."""
    form = VoteForm(request.POST)
    if not form.is_valid():
        raise Http404
    try:
        actions.set_vote(idea=idea, value=form.cleaned_data["value"], by=request.user)
    except RuleViolation as error:
        if not by_htmx(request):
            raise
        return str(error)
    return ""


def _idea(request: HttpRequest, pk: int) -> Idea:
    """With all that its ballot asks for."""
    visible = Idea.objects.visible_to(request.user)
    return get_object_or_404(
        visible.select_related("thread", "status", "board__feedback_settings"), pk=pk
    )


@login_required
@require_safe
def my_votes(request: MemberRequest) -> HttpResponse:
    """All that the member voted for and may still see, the latest first, and each budget."""
    votes = Vote.objects.counted().filter(
        user=request.user.pk, idea__in=Idea.objects.visible_to(request.user)
    )
    rows = votes.select_related(
        "idea__thread", "idea__status", "idea__board__feedback_settings", "cast_by"
    )
    page = page_by_key(rows, keys=["pk"], cursor=request.GET.get("page"), size=PAGE)
    boards = {vote.idea.board_id: vote.idea.board for vote in page.rows}
    context: dict[str, Any] = {
        "page": page,
        "ballots": ballots(request.user, [vote.idea for vote in page.rows]),
        "balances": balances(request.user, boards.values()).values(),
        "is_first": not request.GET.get("page"),
    }
    for row in page.rows:
        row.ballot = context["ballots"][row.idea_id]  # type: ignore[attr-defined]
    return render(request, "feedback/my_votes.html", context)
