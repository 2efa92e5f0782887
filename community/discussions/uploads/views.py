"""A member's own files."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext, ngettext

from community.accounts.http import MemberRequest
from community.discussions.uploads import actions, policy, queries
from community.discussions.uploads.limits import ACCEPT
from community.kernel import formats
from community.kernel.errors import RuleViolation, TooMany

MOST_AT_ONCE = 10


@login_required
def files(request: MemberRequest) -> HttpResponse:
    """What was uploaded, and a form for more. Files that are refused are told one by one; the
    others are kept."""
    if request.method != "POST":
        return render(request, "discussions/files.html", _context(request))
    refusals, status, count = _upload(request)
    if count:
        told = ngettext("%(count)s file uploaded.", "%(count)s files uploaded.", count)
        messages.success(request, told % {"count": formats.number(count)})
    if not refusals:
        return redirect("discussions:files")
    context = {**_context(request), "refusals": refusals}
    return render(request, "discussions/files.html", context, status=status)


def _upload(request: MemberRequest) -> tuple[list[str], int, int]:
    """What was refused and why, the status that says so, and how many were kept."""
    sent: list[Any] = request.FILES.getlist("file")
    refusals, status, count = [], 422, 0
    if not sent:
        refusals.append(gettext("Choose a file."))
    for file in sent[:MOST_AT_ONCE]:
        try:
            actions.add_upload(
                file=file, name=file.name, alt=request.POST.get("alt", ""), by=request.user
            )
            count += 1
        except RuleViolation as error:
            refusals.append(f"{file.name}: {error}")
            status = 429 if isinstance(error, TooMany) else status
    if len(sent) > MOST_AT_ONCE:
        told = ngettext(
            "Only the first %(count)s file was uploaded.",
            "Only the first %(count)s files were uploaded.",
            MOST_AT_ONCE,
        )
        refusals.append(told % {"count": formats.number(MOST_AT_ONCE)})
    return refusals, status, count


def _context(request: MemberRequest) -> dict[str, Any]:
    return {
        "page": queries.files_page(request.user, request.GET.get("page")),
        "usage": queries.usage_of(request.user),
        "may_upload_any_type": policy.may_upload_any_type(request.user),
        "accept": ACCEPT,
    }
