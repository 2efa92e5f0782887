"""Pages: what a reading page reports, and the choice of a watch level."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from community.accounts.http import MemberRequest
from community.discussions.models import Thread
from community.discussions.models.reading import Level, Reading
from community.discussions.reading import actions
from community.discussions.reading.actions import UnknownLevel
from community.discussions.reading.words import because, place_choices, thread_choices
from community.kernel import subjects
from community.kernel.http import back, button, by_htmx
from community.kernel.subjects import Subject
from community.kernel.text import MOST_SMALL, number


@button
@require_POST
def reading(request: MemberRequest, pk: int) -> HttpResponse:
    """An open page says how far it was read, and for how many milliseconds since the last time."""
    thread = get_object_or_404(Thread.objects.visible_to(request.user), pk=pk)
    upto, ms = _number(request, "upto"), _number(request, "ms")
    actions.mark_read(thread=thread, upto=upto, ms=ms, by=request.user)
    return HttpResponse(status=204)


def thread_watch_control(request: HttpRequest, reading: Reading) -> dict[str, Any]:
    """What the control of a thread's watch level shows."""
    return {
        "level": reading.level,
        "levels": thread_choices(),
        "because": because(reading),
        "url": reverse("discussions:thread_watch", args=[reading.thread_id]),
    }


@button
@require_POST
def place_watch(request: MemberRequest, kind: str, pk: int) -> HttpResponse:
    _find(request, kind, pk)
    mine = actions.watch_place(kind=kind, object_id=pk, level=_level(request), by=request.user)
    if not by_htmx(request):
        return redirect(back(request))
    context = {
        "level": "" if mine.level is None else mine.level,
        "levels": place_choices(),
        "url": reverse("discussions:place_watch", args=[kind, pk]),
    }
    return render(request, "discussions/_watch.html", context)


@button
@require_POST
def all_read(request: MemberRequest, kind: str, pk: int) -> HttpResponse:
    """Nothing in this place is new or unread from now on."""
    _find(request, kind, pk)
    actions.mark_all_read(kind=kind, object_id=pk, by=request.user)
    return redirect(back(request))


def _find(request: MemberRequest, kind: str, pk: int) -> None:
    if pk >= 2**63 or subjects.resolve(Subject(kind, pk), request.user) is None:
        raise Http404


def _level(request: HttpRequest) -> int | None:
    asked = request.POST.get("level", "")
    if not asked:
        return None
    level = number(asked, most=Level.WATCHING_FIRST)
    if level is None:
        raise UnknownLevel
    return level


def _number(request: HttpRequest, name: str) -> int:
    asked = request.POST.get(name, "")
    return number(asked, most=MOST_SMALL) or 0
