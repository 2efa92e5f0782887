from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_safe

from community.accounts.http import MemberRequest
from community.discussions.channels import thread_channel
from community.discussions.converting.queries import converted_url
from community.discussions.languages import language_of_new
from community.discussions.queries import count_view, place_of
from community.discussions.views import ASKED, place_asked, render_thread, version_of
from community.kernel.accepted import Accepted
from community.kernel.errors import Denied
from community.kernel.http import refused, submit, waits, with_stored_version
from community.kernel.text import slug as slug_of
from community.kernel.written import name_saved_draft
from community.live.pages import for_visitors
from community.moderation.screening.queries import pending_url
from forum import actions, policy, queries
from forum.actions.topic_edits import edit_topic
from forum.actions.topics import HOLDABLE
from forum.forms import TopicForm, TopicUpdateForm
from forum.models import KIND, Topic


def _moved(request: HttpRequest, found: Topic) -> HttpResponse:
    """To the address that it has now, with what was asked for.

    For good, and yet not to be remembered: a title that is changed and changed back would lead a
    browser in circles.
    """
    query = f"?{request.GET.urlencode()}" if request.GET else ""
    response = redirect(found.get_absolute_url() + query, permanent=True)
    add_never_cache_headers(response)
    return response


def _topic(request: HttpRequest, pk: int) -> Topic:
    found = queries.topic_thread(request.user, pk)
    if found is None:
        raise Http404
    topic: Topic = found.topic
    return topic


@for_visitors(
    lambda slug, pk: [thread_channel(pk)],
    query=ASKED,
    seen=lambda slug, pk: count_view(pk),
)
@require_safe
def topic(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    version = version_of(pk)
    try:
        found = _topic(request, pk)
    except Http404:
        elsewhere = pending_url(request.user, HOLDABLE, pk) or converted_url(request.user, pk, KIND)
        if elsewhere:
            return redirect(elsewhere)
        raise
    if slug != slug_of(found.thread.title):
        return _moved(request, found)
    head = queries.topic_header(found, request.user)
    place = place_asked(request, found.category.default_view)
    template = "forum/topic.html"
    return render_thread(
        request, found.thread, head, template=template, place=place, version=version
    )


@require_safe
def post(request: HttpRequest, slug: str, pk: int, number: int) -> HttpResponse:
    """A post's permanent link: the page of the topic that it stands on.

    A number that no post has yet leads to the last one; a removed post has its line there.
    """
    try:
        found = _topic(request, pk)
    except Http404:
        if elsewhere := converted_url(request.user, pk, KIND, number):
            return redirect(elsewhere)
        raise
    number = min(number, found.thread.highest_number)
    wanted = get_object_or_404(found.thread.posts, number=number)
    place = place_of(wanted, request.GET.get("view", found.category.default_view))
    return redirect(f"{found.get_absolute_url()}{place.query}#p{number}")


@for_visitors(lambda slug, pk: [thread_channel(pk)])
@require_safe
def printed(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The whole topic for paper, as far as paper goes."""
    found = _topic(request, pk)
    if slug != slug_of(found.thread.title):
        return redirect("forum:print", slug_of(found.thread.title), pk)
    return render(request, "forum/print.html", queries.whole_topic(found))


@login_required
def start(request: MemberRequest) -> HttpResponse:
    """The composer."""
    categories = queries.startable(request.user)
    if request.method != "POST":
        asked = {
            "title": request.GET.get("title", "")[:200],
            "category": request.GET.get("category"),
            "tags": request.GET.get("tags"),
            "language": language_of_new(request.user),
        }
        form = TopicForm(initial=asked, categories=categories)
        return render(request, "forum/start.html", {"form": form})
    form = TopicForm(request.POST, categories=categories)
    begun = submit(form, actions.start_topic, by=request.user)
    if begun is None:
        return refused(request, "forum/start.html", {"form": form})
    if isinstance(begun, Accepted):
        return name_saved_draft(request, waits(request, begun, begun.url))
    return name_saved_draft(request, redirect(begun))


@login_required
def edit(request: MemberRequest, slug: str, pk: int) -> HttpResponse:
    """Title, category and tags of a topic in one form."""
    found = _topic(request, pk)
    if not policy.may_edit_topic(request.user, found.thread):
        raise Denied
    places = queries.places_for(request.user, found)
    if request.method != "POST":
        form = TopicUpdateForm(initial=queries.topic_form_initial(found), categories=places)
        return render(request, "forum/edit_topic.html", _editing(found, form))
    kept = {"language": found.thread.language}
    form = TopicUpdateForm(request.POST, initial=kept, categories=places)
    saved = submit(form, edit_topic, topic=found, by=request.user)
    if saved is None:
        return refused(request, "forum/edit_topic.html", _editing(found, with_stored_version(form)))
    return name_saved_draft(request, redirect(saved))


def _editing(topic: Topic, form: TopicUpdateForm) -> dict[str, Any]:
    url = topic.get_absolute_url()
    return {"topic": topic, "thread": topic.thread, "form": form, "page_url": url}
