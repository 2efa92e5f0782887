"""What a form said: shown again where it was refused, and named as a draft where it was saved."""

import re
from dataclasses import dataclass

from django.conf import settings
from django.core.exceptions import BadRequest, SuspiciousOperation
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import render, resolve_url
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from community.kernel.languages import Text
from community.kernel.problems import is_for_program

# The fields that people write texts into. What is not named here is never shown again: passwords,
# codes, tokens, addresses of people.
TEXT_FIELDS: dict[str, Text] = {
    "title": _("Title"),
    "source": _("Text"),
    "text": _("Text"),
    "tags": pgettext_lazy("noun", "Tags"),
    "reason": _("Reason"),
    "description": _("Description"),
    "template": _("Topic template"),
    "note": _("Message"),
    "location": _("Location"),
    "links": _("Links"),
}

SAVED_COOKIE = "saved_drafts"
SAVED_FOR = 600  # seconds in which a page of ours is expected to have been opened
MOST_SAVED = 5
_DRAFT = re.compile(r"[a-z]{1,20}(?:\.[0-9]{1,19})?:[a-z0-9]{1,32}")


@dataclass(frozen=True)
class Written:
    label: Text
    text: str


def written(request: HttpRequest) -> list[Written]:
    """The texts of a form that was sent to a page; empty where there are none. What another site
    has sent was not written here, and is not shown under our name."""
    if request.method != "POST" or is_for_program(request):
        return []
    if request.headers.get("Sec-Fetch-Site") == "cross-site":
        return []
    try:
        sent = request.POST
    except (UnreadablePostError, SuspiciousOperation, BadRequest, MultiPartParserError):
        return []  # too much of it, or none that can be read
    texts = ((label, sent.get(name, "")) for name, label in TEXT_FIELDS.items())
    return [Written(label, text) for label, text in texts if text.strip()]


def shown_when_refused(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """A visitor whose session has ended gets a page with their text and a link to sign in, not the
    bare sign-in page. No refusal of a form is kept by a browser."""
    if request.method != "POST" or is_for_program(request):
        return response
    to = response.headers.get("Location", "")
    if to.startswith(resolve_url(settings.LOGIN_URL)) and _is_visitor(request) and written(request):
        response = render(request, "sign_in_first.html", {"login_url": to}, status=403)
    if response.status_code >= 400:
        response.headers.setdefault("Cache-Control", "private, no-store")
    return response


def _is_visitor(request: HttpRequest) -> bool:
    return not request.user.is_authenticated and "HX-Request" not in request.headers


def name_saved_draft(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Tell the next page in this browser which draft was saved by this request, so that it is
    forgotten; static/js/lib/draft.js reads it. A refused form names none, and keeps its draft."""
    draft = request.POST.get("draft", "")
    if _DRAFT.fullmatch(draft):
        earlier = request.COOKIES.get(SAVED_COOKIE, "").split("~")
        kept = [one for one in earlier if _DRAFT.fullmatch(one)][1 - MOST_SAVED :]
        response.set_cookie(
            SAVED_COOKIE,
            "~".join([*kept, draft]),
            max_age=SAVED_FOR,
            secure=request.is_secure(),
            samesite="Lax",
        )
    return response
