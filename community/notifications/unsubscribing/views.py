"""Where the links of emails lead. The link is the proof: nobody signs in, and no cookie counts.

Only POST changes something, since mail programs and scanners open links on their own.
"""

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from community.kernel.errors import Denied
from community.kernel.http import refused
from community.notifications.actions import mute_notification
from community.notifications.registration import type_named
from community.notifications.unsubscribing.actions import turn_off_mail, turn_on_mail
from community.notifications.unsubscribing.forms import ALL, KINDS, MUTE, UnsubscribeForm
from community.notifications.unsubscribing.links import Link, link_by, undo_for, undone_by

PAGE = "notifications/unsubscribe.html"
DONE = "notifications/unsubscribe_done.html"
ONE_CLICK = ("List-Unsubscribe", "One-Click")  # RFC 8058: the body that mail programs send


@csrf_exempt
@never_cache
def unsubscribe(request: HttpRequest, secret: str) -> HttpResponse:
    """Ask which emails are no longer wanted, and turn them off; without asking for a program."""
    link = link_by(secret)
    if link is None:
        return render(request, "notifications/unsubscribe_invalid.html", status=404)
    if request.method != "POST":
        form = UnsubscribeForm(link=link, asked=request.GET.get("choice", ""))
        return render(request, PAGE, {"form": form, "link": link})
    if "undo" in request.POST:
        return _undo(request, link)
    if request.POST.get(ONE_CLICK[0]) == ONE_CLICK[1]:
        return _carry_out(request, link, KINDS)
    form = UnsubscribeForm(request.POST, link=link)
    if not form.is_valid():
        return refused(request, PAGE, {"form": form, "link": link})
    return _carry_out(request, link, form.cleaned_data["choice"])


def _carry_out(request: HttpRequest, link: Link, choice: str) -> HttpResponse:
    if choice == MUTE and link.notification and link.reason:
        try:
            mute_notification(notification=link.notification, by=link.member)
        except Denied:  # the member may no longer see it, and gets no email about it anyway
            return render(request, DONE, {"said": gettext("These emails are off.")})
        return render(request, DONE, {"said": link.reason.muted, "muted": link.notification})
    names = turn_off_mail(by=link.member, only=None if choice == ALL else link.types)
    if not names:
        return render(request, DONE, {"said": gettext("These emails are off.")})
    said = gettext("You no longer get these emails:")
    undo = undo_for(link.member, names)
    return render(request, DONE, {"said": said, "labels": _labels(names), "undo": undo})


def _undo(request: HttpRequest, link: Link) -> HttpResponse:
    names = undone_by(request.POST["undo"], link.member)
    if names is None:
        return render(request, "notifications/unsubscribe_invalid.html", status=404)
    turn_on_mail(names=names, by=link.member)
    said = gettext("You get these emails again:")
    return render(request, DONE, {"said": said, "labels": _labels(names), "is_on": True})


def _labels(names: Sequence[str]) -> list[str]:
    return [str(found.label) for name in names if (found := type_named(name))]
