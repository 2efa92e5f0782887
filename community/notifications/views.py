"""The bell, its menu, the page of notifications, and what a member is notified of."""

from contextlib import suppress
from itertools import groupby
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from community.accounts.http import MemberRequest
from community.kernel.errors import TooMany
from community.kernel.http import back, button, offer_undo, refused, takes_back
from community.kernel.text import number
from community.notifications import queries
from community.notifications.actions import (
    mark_notification_read,
    mute_notification,
    set_preference,
    set_preferences,
)
from community.notifications.count import count_now
from community.notifications.forms import MatrixForm
from community.notifications.models import Notification
from community.notifications.registration import TYPE_MUTED, Group, reason_named

IN_MENU = 8


@login_required
@require_safe
def listed(request: MemberRequest) -> HttpResponse:
    """Unread ones first, however old, then what was read, in pages."""
    member, asked = request.user, request.GET
    group = asked.get("group", "") if asked.get("group") in Group.values else ""
    cursor, only_unread = asked.get("page"), asked.get("show") == "unread"
    unread = earlier = None
    if only_unread or not cursor:
        unread = queries.page_of(member, group=group, unread=True, cursor=cursor)
    if not only_unread:
        earlier = queries.page_of(member, group=group, unread=False, cursor=cursor)
    counts = queries.unread_of(member)
    context = {
        "unread": unread,
        "earlier": earlier,
        "page": earlier or unread,
        "query": _query(group, only_unread=only_unread),
        "group": group,
        "only_unread": only_unread,
        "groups": [(one, counts.by_group.get(one, 0)) for one in _groups(member)],
        "count": counts.count,
        "newest": _newest(unread, earlier),
    }
    return render(request, "notifications/list.html", context)


def _query(group: str, *, only_unread: bool) -> str:
    """What the links to the pages beside this one begin with."""
    return (f"group={group}&" if group else "") + ("show=unread&" if only_unread else "")


def _groups(member: Any) -> list[Group]:
    """The groups of which this member can have notifications, in order."""
    there = {row.type.group for row in queries.matrix(member)}
    return [one for one in Group if one in there]


def _newest(*pages: queries.NotificationPage | None) -> int:
    return max((row.pk for page in pages if page for row in page.rows), default=0)


@login_required
@never_cache
@require_safe
def menu(request: MemberRequest) -> HttpResponse:
    """The newest ones, for the menu at the bell."""
    page = queries.page_of(request.user, size=IN_MENU)
    rows = page.rows[:IN_MENU]
    has_unread = any(shown.row.read_at is None for shown in rows)
    return render(request, "notifications/_menu.html", {"rows": rows, "has_unread": has_unread})


@login_required
@never_cache
@require_safe
def bell(request: MemberRequest) -> HttpResponse:
    """The bell, for pages that heard it ring."""
    return render(request, "notifications/_bell.html", {"bell": count_now(request.user)})


@login_required
@never_cache
@require_safe
def newer(request: MemberRequest) -> JsonResponse:
    """How many came since an open page was loaded."""
    after = number(request.GET.get("after", "")) or 0
    return JsonResponse({"count": queries.newer_than(request.user, after)})


@login_required
@never_cache
@require_safe
def opened(request: MemberRequest, pk: int) -> HttpResponse:
    """To the subject, and the notification is read; one that the browser fetches in advance is
    not. Somebody else's is not found."""
    row = get_object_or_404(Notification.objects.filter(member=request.user), pk=pk)
    found = queries.shown([row], request.user)
    if not found:
        messages.info(request, gettext("This is no longer available, or not to you."))
        return redirect("notifications:list")
    if request.method == "GET" and not _is_prefetch(request):
        with suppress(TooMany):  # who opens many of them gets there all the same
            mark_notification_read(notification=row, by=request.user)
    return redirect(found[0].content.url)


def _is_prefetch(request: HttpRequest) -> bool:
    headers = (request.headers.get(name, "") for name in ("Sec-Purpose", "Purpose", "X-Moz"))
    return any("prefetch" in said or "prerender" in said for said in headers)


@button
def mute(request: MemberRequest, pk: int) -> HttpResponse:
    """Stop what is the reason of a notification. A type that was turned off can be turned on again
    at once; what is watched, where it is watched."""
    row = get_object_or_404(Notification.objects.filter(member=request.user), pk=pk)
    if takes_back(request):
        by_mail = "mail" in request.GET
        set_preference(type=row.type, on_site=True, by_mail=by_mail, by=request.user)
        messages.success(request, gettext("Notifications of this kind are on again."))
        return redirect(back(request))
    reason = reason_named(row.reason)
    if reason and reason.mute:
        mute_notification(notification=row, by=request.user)
        messages.success(request, str(reason.muted))
    else:
        before = queries.matrix_row(request.user, row.type)
        mute_notification(notification=row, by=request.user)
        undo = request.path + ("?mail=1" if before.by_mail else "")
        offer_undo(request, reason.muted if reason else TYPE_MUTED, undo)
    return redirect(back(request))


@login_required
def preferences(request: MemberRequest) -> HttpResponse:
    """The matrix: what to be notified of, and where."""
    rows = queries.matrix(request.user)
    if request.method != "POST":
        return render(request, "notifications/preferences.html", _matrix(rows))
    data = request.POST.copy()
    if "no_mail" in data:
        data.setlist("mail", [])
    form = MatrixForm(data, rows)
    if not form.is_valid():
        return refused(request, "notifications/preferences.html", {**_matrix(rows), "form": form})
    set_preferences(by=request.user, **form.changes())
    messages.success(request, gettext("Saved."))
    return redirect("notifications:preferences")


def _matrix(rows: list[queries.MatrixRow]) -> dict[str, Any]:
    order = [*Group]
    by_group = sorted(rows, key=lambda row: order.index(Group(row.type.group)))
    parts = groupby(by_group, key=lambda row: Group(row.type.group))
    return {"parts": [(group, list(of)) for group, of in parts]}
