"""What moderation adds to pages of every app: where something stands, it can be flagged and
moderated."""

from dataclasses import dataclass
from typing import Any

from django import template
from django.urls import reverse
from django.utils.translation import ngettext

from community.kernel import formats
from community.kernel.subjects import Subject
from community.moderation import registration
from community.moderation.flags import own, policy
from community.moderation.flags.forms import HELP
from community.moderation.models import Flag
from community.moderation.queue import cases, queries
from community.moderation.sanctions import policy as sanctions
from community.moderation.sanctions.forms import CaseSanctionForm
from community.moderation.sanctions.ladder import next_step

register = template.Library()


@dataclass(frozen=True)
class Tools:
    """What a viewer may do about one thing; an empty address: not that."""

    flag_url: str = ""
    is_flagged: bool = False  # by the viewer, and not decided
    item_url: str = ""  # of what waits about it
    hiding_url: str = ""
    is_hidden: bool = False
    panel_url: str = ""  # of the member whose it is


@register.simple_tag(takes_context=True)
def moderation_of(context: Any, kind: str, pk: int, member: Any = None) -> Tools:
    """What the reader of this page may do about the object; a visitor's flag leads to sign-in."""
    viewer, subject = context["user"], Subject(kind, pk)
    part = registration.reviewable(kind)
    flag_url = reverse("moderation:flag", args=[kind, pk])
    if part is None:
        return Tools()
    if not viewer.is_authenticated:
        return Tools(flag_url=flag_url)
    content = registration.described(subject, viewer)
    if content is None:
        return Tools()
    given = own.own_flag(content.counts_for or subject, viewer)
    is_flagged = given is not None and given.outcome == Flag.Outcome.PENDING
    moderates = cases.moderates(part, viewer, content)
    waiting = queries.item_of(content.counts_for or subject, viewer) if moderates else None
    is_there = content.is_hidden or not content.is_deleted
    is_judged = content.is_hidden and content.member_id == viewer.pk and not viewer.is_superuser
    may_hide = moderates and is_there and part.hide and part.show and not is_judged
    may_flag = policy.may_flag(viewer, part, content)
    return Tools(
        flag_url=flag_url if is_flagged or may_flag else "",
        is_flagged=is_flagged,
        item_url=reverse("moderation:item", args=[waiting.pk]) if waiting else "",
        hiding_url=reverse("moderation:hiding", args=[kind, pk]) if may_hide else "",
        is_hidden=content.is_hidden,
        panel_url=cases.panel_url(member, viewer),
    )


@register.simple_tag(takes_context=True)
def sanction_form(context: Any, case: cases.Case) -> CaseSanctionForm | None:
    """For whose case it is, with the next step chosen; as it was sent, where it was refused."""
    member, viewer = case.item.member, context["user"]
    if not (case.panel_url and case.glance and member and sanctions.may_sanction(viewer, member)):
        return None
    refused: CaseSanctionForm | None = context.get("sanction_refused")
    return refused or CaseSanctionForm(step=next_step(case.glance.sanctions), item=case.item)


@register.simple_tag
def open_items(viewer: Any) -> int:
    """How much waits for this moderator."""
    return queries.open_count(viewer)


@register.filter
def flag_help(reason: str) -> str:
    """What a reason for a flag means."""
    return str(HELP.get(reason, ""))


@register.filter
def hours(value: float | None) -> str:
    """A time span in minutes or hours, for figures."""
    if value is None:
        return "-"
    if value < 1:
        minutes = max(1, round(value * 60))
        told = ngettext("%(count)s min", "%(count)s min", minutes)
        return told % {"count": formats.number(minutes)}
    told = ngettext("%(count)s hour", "%(count)s hours", round(value))
    return told % {"count": formats.number(round(value))}


@register.filter
def rounded(value: float) -> str:
    """2.4, as the language writes it."""
    return formats.number(round(value, 1))
