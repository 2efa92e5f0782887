"""What moderators know of a member, and what members are told of themselves."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from community.accounts.http import MemberRequest
from community.accounts.models import User
from community.accounts.people.actions import read_warning
from community.accounts.people.queries import member_named
from community.kernel.errors import Denied
from community.kernel.http import back, by_htmx, offer_undo, refused, submit
from community.kernel.subjects import Subject
from community.kernel.text import number
from community.moderation.log.queries import acts_of
from community.moderation.models import LogEntry, ReviewItem, Sanction
from community.moderation.queue.policy import seen_by
from community.moderation.queue.views import swapped
from community.moderation.sanctions import actions, policy, queries
from community.moderation.sanctions.forms import AppealForm, CaseSanctionForm, SanctionForm
from community.moderation.sanctions.tokens import sanction_of


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def member(request: MemberRequest, username: str) -> HttpResponse:
    """The member panel: history at a glance, and the form of the next step. The same form stands
    below a case of the queue: from there htmx gets the case back, a form leads back to it."""
    found = _member(request, username)
    if not policy.may_see_history(request.user, found):
        raise Denied
    if found.username != username and request.method != "POST":
        return redirect("moderation:member", found.username)
    history, item = queries.history_of(found, request.user), _item(request)
    data = [request.POST] if request.method == "POST" else []
    case = item if data and by_htmx(request) and item and item.member_id == found.pk else None
    step = history.recommended
    if case:
        form: SanctionForm = CaseSanctionForm(*data, step=step, item=case)
    else:
        form = SanctionForm(*data, step=step, item=item)
    if data:
        made = submit(form, actions.impose_sanction, member=found, by=request.user)
        if case:
            said: dict[str, Any] = dict(_said(made)) if made else {"sanction_refused": form}
            return swapped(request, case, **said)
        if made:
            _tell_imposed(request, made)
            return redirect(back(request, _panel(found, item)))
    context = {
        "member": found,
        "history": history,
        "form": form,
        "item": item,
        "may_sanction": policy.may_sanction(request.user, found),
        "items": queries.items_about(found, request.user),
        "notes": queries.notes_about(found, request.user),
        "entries": acts_of(Subject("accounts.member", found.pk), request.user),
        "own_id": request.user.pk,
    }
    show = refused if data else render
    return show(request, "moderation/member.html", context)


def _member(request: MemberRequest, username: str) -> User:
    try:
        return member_named(request.user, username)
    except User.DoesNotExist as error:
        raise Http404 from error


def _item(request: MemberRequest) -> ReviewItem | None:
    """The review item that led here, if the moderator may see it."""
    pk = number(request.GET.get("item", ""))
    return ReviewItem.objects.filter(seen_by(request.user), pk=pk).first() if pk else None


def _panel(found: User, item: ReviewItem | None) -> str:
    query = {"item": item.pk} if item else None
    return reverse("moderation:member", args=[found.username], query=query)


def _tell_imposed(request: MemberRequest, made: Sanction) -> None:
    """What was done, with a button that undoes it; a ban has none, it takes two moderators."""
    words, undo_url = _said(made).values()
    if undo_url:
        offer_undo(request, words, undo_url)
    else:
        messages.success(request, words)


def _said(made: Sanction) -> dict[str, str]:
    if made.kind == Sanction.Kind.BAN:
        proposed = gettext("Ban proposed. Another moderator has to confirm it in the review queue.")
        done = gettext("The member is banned.")
        return {"told": done if made.confirmed_at else proposed, "undo_url": ""}
    told = {
        Sanction.Kind.WARNING: gettext("The member was warned."),
        Sanction.Kind.SILENCE: gettext("The member was silenced."),
        Sanction.Kind.SUSPENSION: gettext("The member was suspended."),
    }
    action = f"moderation.{made.kind}"
    return {"told": told[Sanction.Kind(made.kind)], "undo_url": _undo_url(made, action)}


def _undo_url(sanction: Sanction, action: str) -> str:
    entry = LogEntry.objects.filter(action=action, facts__sanction=sanction.pk).last()
    return reverse("moderation:undo", args=[entry.pk]) if entry else ""


def offer_undo_of(request: HttpRequest, sanction: Sanction, words: str, action: str) -> None:
    if url := _undo_url(sanction, action):
        offer_undo(request, words, url)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def standing(request: MemberRequest, pk: int | None = None) -> HttpResponse:
    """A member's own sanctions. POST appeals against the one that is named."""
    rows = list(queries.sanctions_of(request.user, request.user))
    if pk is not None and pk not in {row.pk for row in rows}:
        raise Http404
    form = AppealForm()
    if request.method == "POST":
        sanction = next((row for row in rows if row.pk == pk), None)
        if sanction is None:
            raise Http404
        form = AppealForm(request.POST)
        if submit(form, actions.appeal_sanction, sanction=sanction, by=request.user):
            messages.success(request, gettext("Your appeal was sent."))
            return redirect("moderation:standing")
    if request.user.warned_at:
        read_warning(member=request.user)
        request.user.warned_at = None
    active = [row for row in rows if row.is_active]
    context: dict[str, Any] = {
        "active": [_told(row) for row in active],
        "past": [_told(row) for row in rows if row not in active],
        "form": form,
        "appealing": pk,
    }
    show = refused if form.is_bound else render
    return show(request, "moderation/standing.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def appeal(request: HttpRequest, token: str) -> HttpResponse:
    """A sanction and its appeal for whoever has the link: the member, who may be kept out."""
    sanction = sanction_of(token)
    if sanction is None:
        raise Http404
    form = AppealForm(request.POST if request.method == "POST" else None)
    if form.is_bound:
        by = sanction.member
        if submit(form, actions.appeal_sanction, sanction=sanction, by=by):
            return redirect("moderation:appeal", token)
    context = {"told": _told(sanction), "form": form}
    show = refused if form.is_bound else render
    response = show(request, "moderation/appeal.html", context)
    response["X-Robots-Tag"] = "noindex"
    return response


def _told(sanction: Sanction) -> dict[str, Any]:
    """A sanction as its member is told."""
    made = getattr(sanction, "appeal", None)
    return {
        "sanction": sanction,
        "decider": queries.decider_of(sanction),
        "appeal": made,
        "may_appeal": sanction.is_active and made is None,
    }
