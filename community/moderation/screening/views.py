"""Pages of word filters, and of one's own posts that wait for approval."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from community.accounts.http import MemberRequest
from community.kernel.errors import Denied, RuleViolation
from community.kernel.http import refused, submit, with_stored_version
from community.kernel.text import MOST_SMALL, number
from community.moderation.models import WordFilter
from community.moderation.registration import REASONS
from community.moderation.screening import actions, policy, queries
from community.moderation.screening.actions.filters import FIELDS
from community.moderation.screening.forms import EditWordFilterForm, WordFilterForm
from community.moderation.screening.previews import tried

PAGE = 50
TRY = "preview"  # the name of the button that saves nothing


@login_required
@require_safe
def filters(request: MemberRequest) -> HttpResponse:
    """All word filters, by their words; `q` looks for some."""
    _only_moderators(request)
    asked = request.GET.get("q", "").replace("\0", "").strip()[:100]
    rows = queries.filters_visible_to(request.user).order_by("pattern", "pk")
    if asked:
        rows = rows.filter(pattern__icontains=asked)
    page = Paginator(rows, PAGE).get_page(number(request.GET.get("page", ""), most=MOST_SMALL) or 1)
    return render(request, "moderation/filters/list.html", {"page": page, "asked": asked})


@login_required
def create(request: MemberRequest) -> HttpResponse:
    _only_moderators(request)
    if request.method != "POST":
        return _shown(request, WordFilterForm())
    form = WordFilterForm(request.POST)
    if TRY in request.POST:
        return _tried(request, form)
    if submit(form, actions.create_word_filter, by=request.user):
        return redirect("moderation:filters")
    return refused(request, "moderation/filters/edit.html", {"form": form})


@login_required
def edit(request: MemberRequest, pk: int) -> HttpResponse:
    _only_moderators(request)
    found = get_object_or_404(WordFilter, pk=pk)
    if request.method != "POST":
        initial = {name: getattr(found, name) for name in (*FIELDS, "version")}
        return _shown(request, EditWordFilterForm(initial=initial), found)
    form = EditWordFilterForm(request.POST)
    if TRY in request.POST:
        return _tried(request, form, found)
    if submit(form, actions.edit_word_filter, word_filter=found, by=request.user):
        return redirect("moderation:filters")
    context = {"form": with_stored_version(form), "word_filter": found}
    return refused(request, "moderation/filters/edit.html", context)


@login_required
@require_safe
def pending(request: MemberRequest) -> HttpResponse:
    """What the viewer sent and moderators have not decided yet."""
    rows = queries.pending_posts(request.user).order_by("-pk")[:PAGE]
    shown = [(row, [REASONS[code] for code in row.reasons if code in REASONS]) for row in rows]
    return render(request, "moderation/pending.html", {"rows": shown})


def _shown(
    request: MemberRequest, form: WordFilterForm, found: WordFilter | None = None, **more: Any
) -> HttpResponse:
    context = {"form": form, "word_filter": found, **more}
    return render(request, "moderation/filters/edit.html", context)


def _tried(
    request: MemberRequest, form: WordFilterForm, found: WordFilter | None = None
) -> HttpResponse:
    """The form as it was sent, with what the filter would have found."""
    if form.is_valid():
        values = {name: form.cleaned_data[name] for name in FIELDS}
        try:
            return _shown(request, form, found, preview=tried(request.user, **values))
        except RuleViolation as error:
            form.refusal = error  # type: ignore[attr-defined]
            form.add_error("pattern", str(error))
    return refused(request, "moderation/filters/edit.html", {"form": form, "word_filter": found})


def _only_moderators(request: MemberRequest) -> None:
    if not policy.may_edit_filters(request.user):
        raise Denied
