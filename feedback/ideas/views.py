"""Pages of ideas: the idea itself, submitting one, and editing it."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_POST, require_safe

from community.accounts.http import MemberRequest
from community.discussions.channels import thread_channel
from community.discussions.converting.queries import converted_url
from community.discussions.languages import language_of_new
from community.discussions.policy import may_edit_thread
from community.discussions.queries import count_view, place_of
from community.discussions.views import ASKED, place_asked, render_thread, version_of
from community.kernel.accepted import Accepted
from community.kernel.errors import Denied
from community.kernel.http import button, by_htmx, refused, waits, with_stored_version
from community.kernel.http import submit as sent
from community.kernel.text import slug as slug_of
from community.kernel.written import name_saved_draft
from community.live.pages import for_visitors
from community.moderation.screening.queries import pending_url
from feedback.boards.queries import startable
from feedback.ideas.actions import edit_idea, submit_idea
from feedback.ideas.actions.submitting import HOLDABLE
from feedback.ideas.forms import IdeaForm, IdeaUpdateForm
from feedback.ideas.pages import fetched_state, form_initial, idea_for, idea_page
from feedback.ideas.queries import similar_ideas
from feedback.models import KIND, Idea
from feedback.votes.views import cast_asked

LONGEST_TITLE = 200


def found(request: HttpRequest, pk: int) -> Idea:
    if (idea := idea_for(request.user, pk)) is None:
        raise Http404
    return idea


@for_visitors(
    lambda slug, pk: [thread_channel(pk)], query=ASKED, seen=lambda slug, pk: count_view(pk)
)
@require_safe
def idea(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    version = version_of(pk)
    try:
        row = found(request, pk)
    except Http404:
        elsewhere = pending_url(request.user, HOLDABLE, pk) or converted_url(request.user, pk, KIND)
        if elsewhere:
            return redirect(elsewhere)
        raise
    if slug != slug_of(row.thread.title):
        return _moved(request, row)
    place = place_asked(request, row.board.default_view)
    page = idea_page(row, request.user)
    template = "feedback/idea.html"
    return render_thread(request, row.thread, page, template=template, place=place, version=version)


def _moved(request: HttpRequest, row: Idea) -> HttpResponse:
    """To the address that it has now, with what was asked for: for good, and yet not to be
    remembered, since a title can be changed back."""
    query = f"?{request.GET.urlencode()}" if request.GET else ""
    response = redirect(row.get_absolute_url() + query, permanent=True)
    add_never_cache_headers(response)
    return response


@require_safe
def state(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """What a ring makes open pages fetch beside the posts: votes, status and progress."""
    version = version_of(pk)
    context = fetched_state(found(request, pk), request.user, version)
    return render(request, "feedback/_state.html", context)


@button
@require_POST
def vote(request: MemberRequest, slug: str, pk: int) -> HttpResponse:
    """Votes given on the page of the idea. To htmx, all that a ring makes the page fetch, since
    this request replaces a fetch that is under way, and why the votes were refused, if they
    were."""
    idea = found(request, pk)
    refusal = cast_asked(request, idea)
    if not by_htmx(request):
        return redirect(idea.get_absolute_url())
    version = version_of(pk)
    context = fetched_state(found(request, pk), request.user, version)
    return render(request, "feedback/_state.html", {**context, "refusal": refusal})


@require_safe
def post(request: HttpRequest, slug: str, pk: int, number: int) -> HttpResponse:
    """A post's permanent link: the page of the idea that it stands on. A number that no post has
    yet leads to the last one."""
    try:
        row = found(request, pk)
    except Http404:
        if elsewhere := converted_url(request.user, pk, KIND, number):
            return redirect(elsewhere)
        raise
    number = min(number, row.thread.highest_number)
    wanted = get_object_or_404(row.thread.posts, number=number)
    place = place_of(wanted, request.GET.get("view", row.board.default_view))
    return redirect(f"{row.get_absolute_url()}{place.query}#p{number}")


@login_required
def submit(request: MemberRequest) -> HttpResponse:
    """The composer of ideas."""
    boards = startable(request.user).select_related("feedback_settings")
    if request.method != "POST":
        asked = {
            "title": request.GET.get("title", "")[:LONGEST_TITLE],
            "board": request.GET.get("board"),
            "kind": request.GET.get("type") or Idea.Kind.FEATURE,
            "tags": request.GET.get("tags"),
            "language": language_of_new(request.user),
        }
        form = IdeaForm(initial=asked, boards=boards, by=request.user)
        return render(request, "feedback/submit.html", _submitting(form, boards))
    form = IdeaForm(request.POST, boards=boards, by=request.user)
    begun = sent(form, submit_idea, by=request.user)
    if begun is None:
        return refused(request, "feedback/submit.html", _submitting(form, boards))
    if isinstance(begun, Accepted):
        return name_saved_draft(request, waits(request, begun, begun.url))
    return name_saved_draft(request, redirect(begun))


def _submitting(form: IdeaForm, boards: Any) -> dict[str, Any]:
    accepts_bugs = any(board.feedback_settings.accepts_bugs for board in boards)
    return {"form": form, "accepts_bugs": accepts_bugs}


@require_safe
def similar(request: HttpRequest) -> HttpResponse:
    """Ideas like the one whose title is being typed, for the composer."""
    title = request.GET.get("title", "").strip()[:LONGEST_TITLE]
    ideas = similar_ideas(request.user, title) if title else []
    return render(request, "feedback/_similar.html", {"ideas": ideas})


@login_required
def edit(request: MemberRequest, slug: str, pk: int) -> HttpResponse:
    """Title, type, tags and facts of an idea in one form."""
    row = found(request, pk)
    if not may_edit_thread(request.user, row.thread):
        raise Denied
    if request.method != "POST":
        form = IdeaUpdateForm(initial=form_initial(row))
        return render(request, "feedback/edit.html", _editing(row, form))
    form = IdeaUpdateForm(request.POST, initial={"language": row.thread.language})
    saved = sent(form, edit_idea, idea=row, by=request.user)
    if saved is None:
        return refused(request, "feedback/edit.html", _editing(row, with_stored_version(form)))
    return name_saved_draft(request, redirect(saved))


def _editing(row: Idea, form: IdeaUpdateForm) -> dict[str, Any]:
    settings = row.board.feedback_settings
    return {
        "idea": row,
        "thread": row.thread,
        "form": form,
        "page_url": row.get_absolute_url(),
        "accepts_bugs": settings.accepts_bugs or row.is_bug,
    }
