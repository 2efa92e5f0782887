"""Members as others see them, and their avatars."""

import re
from urllib.parse import urlencode

from django.core.files.storage import default_storage
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from community.accounts import policy
from community.accounts.models import User
from community.accounts.people import queries, tabs
from community.accounts.people.pictures import FOLDER
from community.kernel.text import fold

AVATAR = re.compile(r"[0-9a-f]{32}-(?:96|288)\.webp")
NO_INDEX = "noindex"


@require_safe
def directory(request: HttpRequest) -> HttpResponse:
    """Everybody, by reputation or by who came last, and by how a name begins."""
    prefix, order = request.GET.get("q", "")[:60], request.GET.get("order", "")
    page = queries.directory_page(
        request.user, prefix=prefix, order=order, cursor=request.GET.get("page")
    )
    is_newest = order == "newest"
    asked = {key: value for key, value in (("q", prefix), ("order", order)) if value}
    query = f"{urlencode(asked)}&" if asked else ""
    context = {"page": page, "prefix": prefix, "is_newest": is_newest, "query": query}
    return render(request, "members/directory.html", context)


@require_safe
def member(request: HttpRequest, username: str, tab: str = "") -> HttpResponse:
    """What a member tells, and what they wrote as far as the viewer may read it."""
    found = _found(request, username)
    shown = _tab(tab)
    if username != found.username:
        is_same = fold(username) == found.folded_username  # a former name may be another's later
        return redirect(shown_url(found, tab), permanent=is_same)
    profile = queries.profile_of(found)
    is_first = not (tab or request.GET.get("page"))
    page = shown.rows(found, request.user, request.GET.get("page"))
    context = {
        "member": found,
        "profile": profile,
        "figures": tabs.figures(found, request.user),
        "panels": tabs.panels(found, request.user),
        "tabs": tabs.tabs(),
        "tab": shown,
        "page": page,
        "is_first": is_first,
        "is_own": request.user.pk == found.pk,
        "moderates": policy.may_moderate(request.user),
    }
    response = render(request, "members/member.html", context)
    is_thin = not page.rows and not profile.source
    is_new = found.trust_level == User.Trust.NEW
    if is_thin or is_new or not is_first or not profile.is_indexed:
        response["X-Robots-Tag"] = NO_INDEX
    return response


def shown_url(found: User, tab: str) -> str:
    return found.get_absolute_url() + (f"{tab}/" if tab else "")


def _found(request: HttpRequest, username: str) -> User:
    try:
        return queries.member_named(request.user, username)
    except User.DoesNotExist as error:
        raise Http404 from error


def _tab(slug: str) -> tabs.Tab:
    known = tabs.tabs()
    found = next((tab for tab in known if tab.slug == slug), None if slug else known[0])
    if found is None:
        raise Http404
    return found


@require_safe
def avatar(request: HttpRequest, name: str) -> HttpResponse:
    """A picture of ours: never changed under its name, and shown as a picture whatever it holds."""
    if not AVATAR.fullmatch(name):
        raise Http404
    try:
        with default_storage.open(f"{FOLDER}/{name}") as kept:
            content = kept.read()
    except FileNotFoundError as error:
        raise Http404 from error
    headers = {
        "Cache-Control": "public, max-age=31536000, immutable",
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "X-Content-Type-Options": "nosniff",
    }
    return HttpResponse(content, content_type="image/webp", headers=headers)
