"""Pages of every kind: a thread, its posts, and everything one does with them."""

from functools import lru_cache, partial
from typing import Any, TypeVar
from urllib.parse import parse_qs, urlsplit

from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.views.decorators.http import require_POST, require_safe

from community.accounts import rates
from community.accounts.http import MemberRequest
from community.discussions import actions, page_metadata, policy, queries
from community.discussions.channels import thread_channel
from community.discussions.forms import EditForm, PinForm, ReplyForm
from community.discussions.history.versions import history_of
from community.discussions.kinds import kind_of
from community.discussions.markdown_help import examples
from community.discussions.mentions import queries as mentions
from community.discussions.models import Post, Revision, Thread
from community.discussions.posts.actions.screening import REPLY
from community.discussions.posts.actions.text import post_address, rendered
from community.discussions.queries import Place, View
from community.kernel.accepted import Accepted
from community.kernel.errors import Denied, NothingWritten, NotSignedIn
from community.kernel.http import (
    back,
    button,
    by_htmx,
    offer_undo,
    refused,
    submit,
    takes_back,
    waits,
    with_stored_version,
)
from community.kernel.text import MOST_SMALL, number
from community.kernel.written import name_saved_draft
from community.live import bell
from community.live.pages import for_visitors
from community.moderation.screening.queries import pending_url

F = TypeVar("F", bound=Form)

ASKED = ("view", "after", "reply", "quote")  # the parameters that a thread's page understands


def place_asked(request: HttpRequest, default: str = "nested") -> Place:
    """The part of the thread that the address asks for; nonsense is the beginning."""
    asked, after = request.GET.get("view"), request.GET.get("after", "")
    view: View = "flat" if (asked or default) == "flat" else "nested"
    return Place(view, number(after, most=MOST_SMALL) or 0)


def version_of(pk: int) -> str:
    """The version of a thread's page, to be read before anything that stands on it."""
    return bell.version(thread_channel(pk))


def render_thread(  # noqa: PLR0913
    request: HttpRequest,
    thread: Thread,
    context: dict[str, Any],
    *,
    template: str,
    place: Place,
    version: str,
) -> HttpResponse:
    """A thread's page, for the views of its kinds. A removed thread says so to who may see it."""
    queries.count_view(thread.pk)
    parent = _asked_post(request, thread, "reply")
    quoted = _asked_post(request, thread, "quote") if request.user.is_authenticated else None
    begun = queries.quotation(quoted) if quoted else ""
    known = queries.known_place(thread, place)
    read = queries.reader(thread, known)
    shown = queries.thread_page(thread, request.user, known, version, read)
    initial = {"parent": parent, "source": begun}
    page = {
        **page_metadata.of_thread(request, thread, known, version, read),
        **shown,
        "pin_fields": partial(_pin_fields, shown["may_pin_everywhere"]),  # made where it is shown
        "form": ReplyForm(thread=thread, initial=initial) if shown["may_reply"] else None,
        "parent": parent,
        "page_url": kind_of(thread).url(thread),
    }
    response = render(request, template, {**page, **context})
    if known != place:
        add_never_cache_headers(response)
    return response


def _pin_fields(everywhere: bool) -> SafeString:  # noqa: FBT001 - called by a template
    """What a thread's page asks of who pins it: nothing in it is the thread's or the viewer's."""
    return _empty_pin_fields(everywhere, get_language())


@lru_cache(100)
def _empty_pin_fields(everywhere: bool, _language: str | None) -> SafeString:  # noqa: FBT001
    context = {"form": PinForm(auto_id="pin_%s"), "may_pin_everywhere": everywhere}
    return mark_safe(render_to_string("discussions/_pin_fields.html", context))  # noqa: S308


def _asked_post(request: HttpRequest, thread: Thread, name: str) -> Post | None:
    """The post that a parameter names by its number, if it is there."""
    asked = number(request.GET.get(name, ""), most=MOST_SMALL)
    if asked is None:
        return None
    return thread.posts.live().select_related("author").filter(number=asked).first()


def _thread(request: HttpRequest, pk: int) -> Thread:
    visible = Thread.objects.visible_to(request.user).select_related(
        "author", "last_author", "closed_by"
    )
    return get_object_or_404(visible, pk=pk)


def _post(request: HttpRequest, pk: int) -> Post:
    found = queries.readable_post(request.user, pk)
    if found is None:
        raise Http404
    return found


@for_visitors(lambda pk: [thread_channel(pk)], query=ASKED, seen=queries.count_view)
@require_safe
def thread(request: HttpRequest, pk: int) -> HttpResponse:
    """The plain page of a kind that has none of its own."""
    version = version_of(pk)
    found, place = _thread(request, pk), place_asked(request)
    template = "discussions/thread.html"
    return render_thread(request, found, {}, template=template, place=place, version=version)


@require_safe
def posts(request: HttpRequest, pk: int) -> HttpResponse:
    """What a ring makes open pages fetch."""
    version, place = version_of(pk), place_asked(request)
    found = get_object_or_404(Thread.objects.visible_to(request.user), pk=pk)
    place = queries.known_place(found, place)
    own = queries.own_of(found, request.user)
    section = queries.posts_section(found, place, version, own)
    return render(request, "discussions/_posts.html", section)


@button
def reply(request: MemberRequest, pk: int) -> HttpResponse:
    thread = queries.readable_thread(request.user, pk)
    if thread is None:
        raise Http404
    form = ReplyForm(request.POST, thread=thread)
    post = submit(form, actions.reply_to_thread, thread=thread, by=request.user)
    if post is None:
        parent = form.cleaned_data.get("parent")
        refusal = getattr(form, "refusal", None)
        if "parent" in form.errors or isinstance(refusal, actions.ParentWasDeleted):
            # The text stays, and sent again it replies to the topic.
            form.data, parent = {**request.POST.dict(), "parent": ""}, None
        context = {
            "thread": thread,
            "form": form,
            "parent": parent,
            "page_url": kind_of(thread).url(thread),
            "kind": kind_of(thread),
            "may_reply": True,
        }
        return refused(request, "discussions/reply.html", context)
    if isinstance(post, Accepted):
        onward = kind_of(thread).url(thread)
        return name_saved_draft(request, waits(request, post, onward))
    return name_saved_draft(request, redirect(post_url(request, post)))


@require_safe
def post(request: HttpRequest, pk: int) -> HttpResponse:
    """One post with everything that one may do with it; to htmx only the tools."""
    found = _post(request, pk)
    tools = queries.post_tools(found, found.thread, request.user)
    template = "discussions/_tools.html" if by_htmx(request) else "discussions/post.html"
    return render(request, template, tools)


@require_safe
def reactions(request: HttpRequest, pk: int) -> HttpResponse:
    """A reaction to a post."""
    found = _post(request, pk)
    asked = request.GET.get("reaction", "")
    page = queries.reactions_page(found, request.GET.get("page"), asked)
    context = {
        "post": found,
        "thread": found.thread,
        "page_url": post_url(request, found),
        "page": page,
        "asked": asked,
    }
    return render(request, "discussions/reactions.html", context)


@require_safe
def numbered(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Where a quotation leads: to the post of that number, wherever its thread stands by now."""
    found = _thread(request, pk)
    wanted = get_object_or_404(Post.objects.visible_to(request.user), thread=found, number=number)
    wanted.thread = found
    return redirect(post_url(request, wanted))


@login_required
@require_safe
def my_mentions(request: MemberRequest) -> HttpResponse:
    """The posts that call the viewer by name."""
    page = mentions.mentions_page(request.user, request.GET.get("page"))
    rows = [(m.post, post_address(m.post.thread_id, m.post.number)) for m in page.rows]
    return render(request, "discussions/mentions.html", {"page": page, "rows": rows})


@require_safe
def suggestions(request: HttpRequest) -> HttpResponse:
    """Names to choose from while one is written, for members."""
    if not request.user.is_authenticated:
        raise NotSignedIn
    asked = number(request.GET.get("thread", ""))
    thread = None if asked is None else _thread(request, asked)
    begun = request.GET.get("q", "")
    found = mentions.suggestions(begun=begun, viewer=request.user, thread=thread)
    return JsonResponse({"members": found})


@button
def thread_deletion(request: MemberRequest, pk: int) -> HttpResponse:
    """POST deletes the thread, and offers Undo; DELETE, or POST with `undo`, restores it."""
    undo = takes_back(request)
    if undo:
        own = Thread.objects.restorable_by(request.user)
        found = actions.restore_thread(thread=get_object_or_404(own, pk=pk), by=request.user)
    else:
        found = actions.delete_thread(thread=_thread(request, pk), by=request.user)
        if policy.may_restore_thread(request.user, found):
            offer_undo(request, str(kind_of(found).texts.deleted), request.path)
    visible = Thread.objects.visible_to(request.user).filter(pk=found.pk).exists()
    return redirect(kind_of(found).url(found) if visible else "/")


@button
def pin(request: MemberRequest, pk: int) -> HttpResponse:
    """POST pins the thread; DELETE, or POST with `undo`, unpins it."""
    found = _thread(request, pk)
    if takes_back(request):
        unpinned = actions.unpin_thread(thread=found, by=request.user)
        return redirect(thread_url(request, unpinned))
    form = PinForm(request.POST)
    pinned = submit(form, actions.pin_thread, thread=found, by=request.user)
    if pinned is None:
        where = {"thread": found, "form": form, "page_url": kind_of(found).url(found)}
        where["may_pin_everywhere"] = policy.may_pin_everywhere(request.user, found)
        return refused(request, "discussions/pin.html", where)
    return redirect(thread_url(request, pinned))


@login_required
def edit(request: MemberRequest, pk: int) -> HttpResponse:
    found = _post(request, pk)
    if request.method != "POST":
        if not policy.may_edit(request.user, found, found.thread):
            raise Denied
        typed = {
            "source": found.source,
            "language": found.language,
            "version": found.version,
        }
        return render(
            request, "discussions/edit.html", _editing(request, found, EditForm(initial=typed))
        )
    form = EditForm(request.POST, initial={"language": found.language})
    saved = submit(form, actions.edit_post, post=found, by=request.user)
    if saved is None:
        return refused(
            request, "discussions/edit.html", _editing(request, found, with_stored_version(form))
        )
    return name_saved_draft(request, redirect(post_url(request, saved)))


def _editing(request: HttpRequest, post: Post, form: EditForm) -> dict[str, Any]:
    where = post_url(request, post)
    return {"post": post, "thread": post.thread, "form": form, "page_url": where}


@require_safe
def history(request: HttpRequest, pk: int) -> HttpResponse:
    """What became of a post; `as=source` shows the texts themselves, `before` older versions."""
    found = _post(request, pk)
    before = number(request.GET.get("before", ""), most=MOST_SMALL)
    context = {
        "post": found,
        "thread": found.thread,
        "kind": kind_of(found.thread),
        "page_url": post_url(request, found),
        "history": history_of(found, request.user, before=before),
        "before": before,
        "as_source": request.GET.get("as") == "source",
        "may_hide": policy.may_moderate(request.user, found.thread),
        "may_edit": policy.may_edit(request.user, found, found.thread),
    }
    return render(request, "discussions/history.html", context)


@require_safe
def markdown_help(request: HttpRequest) -> HttpResponse:
    """What can be written in a post, each example beside what becomes of it."""
    return render(request, "discussions/markdown.html", {"examples": examples()})


@require_safe
def short(request: HttpRequest, pk: int) -> HttpResponse:
    """The short address of a post: to where it stands, or to where its author sees it wait."""
    found = queries.readable_post(request.user, pk)
    if found is None and (waiting := pending_url(request.user, REPLY, pk)):
        return redirect(waiting)
    return redirect(post_url(request, found or _post(request, pk)))


@button
@require_POST
def preview(request: MemberRequest) -> HttpResponse:
    """What a text will look like, by the very function that will store it."""
    rates.consume("preview", by=request.user)
    source = request.POST.get("source", "")
    try:
        html = rendered(source, by=request.user).html
    except NothingWritten:  # yet
        html = ""
    return render(request, "discussions/_preview.html", {"html": html})


def thread_url(request: HttpRequest, thread: Thread) -> str:
    """The thread's page, as its kind has it."""
    return kind_of(thread).url(thread)


def history_url(request: HttpRequest, revision: Revision) -> str:
    return reverse("discussions:history", args=[revision.post_id])


def post_url(request: HttpRequest, post: Post) -> str:
    """Where this post stands on its thread's page, in the view that the reader came from."""
    kind = kind_of(post.thread)
    came_from = parse_qs(urlsplit(back(request)).query).get("view", [""])[0]
    shown = ""
    if came_from or post.thread.highest_number > queries.PAGE:  # more than one page in any view
        place = queries.place_of(post, came_from or kind.view(post.thread))
        shown = place.query if came_from or place.after else ""
    return f"{kind.url(post.thread)}{shown}#p{post.number}"
