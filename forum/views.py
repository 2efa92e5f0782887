from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import add_never_cache_headers, patch_vary_headers
from django.views.decorators.http import require_safe

from community.accounts.http import MemberRequest
from community.discussions.channels import lists_channel, thread_channel
from community.discussions.models import Post
from community.discussions.queries import count_view, place_of
from community.discussions.views import ASKED, place_asked, render_thread, version_of
from community.kernel.http import back, button, by_htmx, refused, submit, takes_back
from community.kernel.text import slug as slug_of
from community.live.pages import for_visitors
from forum import actions, outward, queries
from forum.forms import TopicForm
from forum.models import Category, Topic


@for_visitors(lambda: [lists_channel()], query=["page"])
@require_safe
def latest(request: HttpRequest) -> HttpResponse:
    """The home page: topics by newest activity."""
    return _list(request, queries.latest_page(request.user, request.GET.get("page")))


@for_visitors(lambda slug, pk: [lists_channel()], query=["page"])
@require_safe
def category(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    found = get_object_or_404(Category.objects.visible_to(request.user), pk=pk)
    if slug != found.slug:
        return _moved(request, found)
    return _list(request, queries.latest_page(request.user, request.GET.get("page"), found))


def _moved(request: HttpRequest, found: Category | Topic) -> HttpResponse:
    """To the address that it has now, with what was asked for.

    For good, and yet not to be remembered: a title that is changed and changed back would lead a
    browser in circles.
    """
    query = f"?{request.GET.urlencode()}" if request.GET else ""
    response = redirect(found.get_absolute_url() + query, permanent=True)
    add_never_cache_headers(response)
    return response


def _list(request: HttpRequest, page: dict[str, Any]) -> HttpResponse:
    """The list's page, or to htmx the list alone."""
    template = "forum/_topics.html" if by_htmx(request) else "forum/latest.html"
    response = render(request, template, page)
    patch_vary_headers(response, ["HX-Request"])
    if not page["page"].is_asked:
        add_never_cache_headers(response)  # nonsense makes no page of its own
    return response


def _topic(request: HttpRequest, pk: int) -> Topic:
    return get_object_or_404(queries.topic_threads(request.user), pk=pk).topic


@for_visitors(
    lambda slug, pk: [thread_channel(pk)],
    query=ASKED,
    seen=lambda slug, pk: count_view(pk),
)
@require_safe
def topic(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    version = version_of(pk)
    found = _topic(request, pk)
    if slug != slug_of(found.thread.title):
        return _moved(request, found)
    head = queries.topic_head(found, request.user)
    place = place_asked(request, found.category.default_view)
    template = "forum/topic.html"
    head |= outward.of_topic(request, found, place)
    return render_thread(
        request, found.thread, head, template=template, place=place, version=version
    )


@require_safe
def post(request: HttpRequest, slug: str, pk: int, number: int) -> HttpResponse:
    """A post's permanent link: the page of the topic that it stands on.

    A number that no post has yet leads to the last one; a removed post has its line there.
    """
    found = _topic(request, pk)
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
        form = TopicForm(initial={"category": request.GET.get("category")}, categories=categories)
        return render(request, "forum/start.html", {"form": form})
    form = TopicForm(request.POST, categories=categories)
    begun = submit(form, actions.start_topic, by=request.user)
    return redirect(begun) if begun else refused(request, "forum/start.html", {"form": form})


@button
def acceptance(request: MemberRequest, pk: int) -> HttpResponse:
    """POST marks the answer; DELETE, or POST with `undo`, takes the mark back."""
    visible = Post.objects.visible_to(request.user).exclude(thread__topic=None)
    found = get_object_or_404(visible, pk=pk)
    undo = takes_back(request)
    act = actions.withdraw_answer if undo else actions.accept_answer
    return redirect(back(request, act(post=found, by=request.user).get_absolute_url()))
