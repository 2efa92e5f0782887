"""The review queue's pages: what waits, one case, and the figures."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Max
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_POST, require_safe

from community.accounts.http import MemberRequest
from community.accounts.people.tabs import figures
from community.kernel.errors import Denied, RuleViolation
from community.kernel.http import back, button, by_htmx, offer_undo, takes_back
from community.kernel.languages import Text
from community.kernel.subjects import Subject
from community.kernel.text import number
from community.live import bell
from community.moderation import registration
from community.moderation.channels import QUEUE
from community.moderation.log.queries import acts_of
from community.moderation.models import ReviewItem
from community.moderation.queue import actions, cases, policy, queries
from community.moderation.queue.forms import DecisionForm, NoteForm

DONE: dict[str, Text] = {
    "approve": pgettext_lazy("review item", "Approved."),
    "reject": pgettext_lazy("review item", "Rejected."),
    "ignore": pgettext_lazy("review item", "Ignored."),
    "hide": _("Hidden."),
    "delete": _("Deleted."),
}
ORDERS = {"urgent": _("Most urgent"), "oldest": _("Oldest")}
MOST_NEW = 50  # the page counts no further


# -- lists -------------------------------------------------------------------------------------
@login_required
@require_safe
def listed(request: MemberRequest) -> HttpResponse:
    """What waits, what the viewer has claimed, or what was decided."""
    _only_reviewers(request)
    version = bell.version(QUEUE)  # before what it covers
    asked = cases.Asked.of(request.GET)
    page, counted = cases.queue_page(request.user, asked), cases.counted(request.user)
    visible = queries.items_visible_to(request.user)
    context = {
        "page": page,
        "asked": asked,
        "orders": [
            {"title": title, "url": asked.query(order=name), "is_current": asked.order == name}
            for name, title in ORDERS.items()
        ],
        "first_url": asked.query(),
        "next_url": asked.query(page=page.older),
        "tabs": _tabs(counted, asked),
        "chips": _chips(page, asked),
        "reasons": cases.reasons().items(),
        "counted": counted,
        "channel": QUEUE,
        "version": version,
        "newest": visible.aggregate(newest=Max("pk"))["newest"] or 0,
        "newer_url": reverse("moderation:newer"),
    }
    return render(request, "moderation/queue.html", context)


def _only_reviewers(request: HttpRequest) -> None:
    if not policy.may_review(request.user):
        raise Denied


def _tabs(counted: cases.Counted, asked: cases.Asked) -> list[dict[str, Any]]:
    texts: list[tuple[str, Text, int]] = [
        ("open", pgettext_lazy("review items", "Open"), 0),
        ("mine", pgettext_lazy("review items", "Mine"), counted.mine),
        ("decided", pgettext_lazy("review items", "Decided"), 0),
    ]
    return [
        {
            "title": title,
            "count": count,
            "url": asked.query(show=name),
            "is_current": asked.tab == name,
        }
        for name, title, count in texts
    ]


def _chips(page: cases.QueuePage, asked: cases.Asked) -> list[dict[str, Any]]:
    """What narrows the list, each with the address of the list without it."""
    found = (one.shown.described for one in page.cases)
    titles = (one.container_title for one in found if one)
    narrowed: list[tuple[str, object]] = [
        ("member", asked.member),
        ("reason", cases.reasons().get(asked.reason, "")),
        ("container", asked.container and next(titles, _("One category"))),
    ]
    return [{"label": label, "url": asked.query(**{name: ""})} for name, label in narrowed if label]


@login_required
@require_safe
def newer(request: MemberRequest) -> HttpResponse:
    """How many items came after the newest one that an open page knows."""
    _only_reviewers(request)
    after = number(request.GET.get("after", "")) or 0
    rows = queries.items_visible_to(request.user).open().filter(pk__gt=after)
    return JsonResponse({"count": rows[:MOST_NEW].count()})


@login_required
@require_safe
def dashboard(request: MemberRequest) -> HttpResponse:
    """How much waits, for how long, and who decides."""
    _only_reviewers(request)
    context = {"figures": queries.dashboard(request.user), "counted": cases.counted(request.user)}
    return render(request, "moderation/dashboard.html", context)


# -- one case ----------------------------------------------------------------------------------
def _item(request: HttpRequest, pk: int) -> ReviewItem:
    _only_reviewers(request)
    visible = queries.with_people(queries.items_visible_to(request.user))
    return get_object_or_404(visible, pk=pk)


def _case(item: ReviewItem, request: MemberRequest) -> cases.Case:
    return cases.cases_of([item], request.user)[0]


@login_required
@require_safe
def item_page(request: MemberRequest, item: int) -> HttpResponse:
    """Everything about one item: its address stays the same when it is decided."""
    return _whole(request, _item(request, item))


def _whole(request: MemberRequest, found: ReviewItem, **said: object) -> HttpResponse:
    case = _case(found, request)
    context = {
        "case": case,
        "is_page": True,
        "others": cases.others_of(found, request.user),
        "entries": acts_of(found.subject, request.user),
        "figures": figures(found.member, request.user) if found.member else [],
        "counted": cases.counted(request.user),
        **said,
    }
    return render(request, "moderation/item.html", context, status=422 if said else 200)


@button
@require_POST
def decision(request: MemberRequest, item: int) -> HttpResponse:
    """Decide. Who comes second is told what was decided, by whom and when."""
    found = _item(request, item)
    chosen = request.POST.get("decision", "")
    form = DecisionForm(request.POST)
    if chosen not in DONE or (not form.is_valid() and "text" not in form.errors):
        return HttpResponseBadRequest()
    if wrong := form.errors.get("text"):
        return _refused(request, found, " ".join(map(str, wrong)))
    done = DONE[chosen]
    try:
        decided = actions.DECISIONS[chosen](item=found, by=request.user, **form.cleaned_data)
    except RuleViolation as error:
        return _refused(request, found, error)
    if by_htmx(request):
        return swapped(request, decided, done=done, chosen=chosen)
    if chosen == "hide":
        offer_undo(request, done, _hiding_url(decided))
    else:
        link = '{} <a href="{}">{}</a>'
        messages.success(request, format_html(link, done, _url(decided), _("View item")))
    return redirect(back(request, reverse("moderation:queue")))


@button
def claim(request: MemberRequest, item: int) -> HttpResponse:
    """POST claims the item, with `force` from another moderator; DELETE, or POST with `undo`,
    releases it."""
    if takes_back(request):
        return _changed(request, _item(request, item), actions.release_item)
    force = "force" in request.POST
    return _changed(request, _item(request, item), actions.claim_item, force=force)


@button
@require_POST
def notes(request: MemberRequest, item: int) -> HttpResponse:
    """Tell the other moderators something about it."""
    found, form = _item(request, item), NoteForm(request.POST)
    if not form.is_valid():
        return _refused(request, found, " ".join(map(str, form.errors["text"])))
    return _changed(request, found, actions.note_item, text=form.cleaned_data["text"])


def _changed(
    request: MemberRequest, item: ReviewItem, act: Callable[..., object], **said: object
) -> HttpResponse:
    try:
        act(item=item, by=request.user, **said)
    except RuleViolation as error:
        return _refused(request, item, error)
    if by_htmx(request):
        return swapped(request, item)
    return redirect(back(request, _url(item)))


def _refused(
    request: MemberRequest, item: ReviewItem, error: RuleViolation | str
) -> HttpResponse:  # fmt: skip
    """Say why, and show the case as it is now, with what was typed."""
    is_note = request.path == reverse("moderation:notes", args=[item.pk])
    said = {"refusal": str(error), "typed": request.POST.get("text", ""), "is_note": is_note}
    if by_htmx(request):
        return swapped(request, item, **said)
    if said["typed"]:
        return _whole(request, _item(request, item.pk), **said)
    messages.error(request, str(error))
    return redirect(_url(item))


def swapped(request: MemberRequest, item: ReviewItem, **said: object) -> HttpResponse:
    """The case as it is now, for its place in the list."""
    case = _case(_item(request, item.pk), request)
    context = {"case": case, "hiding_url": _hiding_url(item), **said}
    status = 422 if "refusal" in said or "sanction_refused" in said else 200
    return render(request, "moderation/_case.html", context, status=status)


def _url(item: ReviewItem) -> str:
    return reverse("moderation:item", args=[item.pk])


def _hiding_url(item: ReviewItem) -> str:
    return reverse("moderation:hiding", args=[item.subject_kind, item.subject_id])


# -- content, from where it stands -------------------------------------------------------------
@button
def hiding(request: MemberRequest, kind: str, pk: int) -> HttpResponse:
    """POST hides, and decides what waits about it; DELETE, or POST with `undo`, shows it again."""
    part = registration.reviewable(kind)
    if part is None or registration.described(subject := Subject(kind, pk), request.user) is None:
        raise Http404
    act = part.show if takes_back(request) else part.hide
    if act is None:
        raise Http404
    waiting = None if takes_back(request) else queries.item_of(subject, request.user, "flag")
    if waiting:
        actions.hide_content(item=waiting, by=request.user)
    else:
        act(pk=pk, by=request.user)
    if takes_back(request):
        messages.success(request, str(_("Visible again.")))
    else:
        offer_undo(request, _("Hidden."), request.path)
    return redirect(back(request))
