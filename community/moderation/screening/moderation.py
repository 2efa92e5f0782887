"""What waits in the queue because of its author or its place, and new accounts."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from community.accounts.models import Audience
from community.kernel import formats, subjects
from community.kernel.addresses import address
from community.moderation.models import ReviewItem
from community.moderation.registration import Described, ItemType, register
from community.moderation.screening.actions.holding import discard_held, publish_held
from community.moderation.screening.actions.registrations import (
    approve_registration,
    may_decide_registration,
    reject_registration,
)
from community.moderation.screening.registration import APPROVAL, REGISTRATION


def describe_held(items: Sequence[ReviewItem], viewer: Any) -> Mapping[int, Described]:
    """What waits as it was sent; what was published by its title, and what was not by nothing."""
    published = [item.subject for item in items if item.status == item.Status.APPROVED]
    shown = subjects.resolve_many(published, viewer)
    return {item.pk: _held(item, viewer, shown.get(item.subject)) for item in items}


def _held(item: ReviewItem, viewer: Any, published: subjects.Shown | None) -> Described:
    told = item.payload
    is_own = item.member_id == viewer.pk
    return Described(
        title=published.title if published else told.get("title") or gettext("Unpublished post"),
        url=published.url if published else _address(item, is_own=is_own),
        html=_with_words(told),
        language=told.get("language", ""),
        member_id=item.member_id,
        audience_id=item.audience_id or Audience.PUBLIC_ID,
        container_id=item.container_id,
        container_title=told.get("place", ""),
    )


def _address(item: ReviewItem, *, is_own: bool) -> str:
    """Where it would stand; its author sees it elsewhere."""
    pending = address("moderation:pending")
    return pending if is_own else item.payload.get("url") or pending


def _with_words(told: Mapping[str, Any]) -> str:
    """The text as it will be, and which words a filter found in it."""
    html = str(told.get("html", ""))
    if not (words := told.get("words")):
        return html
    found = gettext("Filtered words: %(words)s") % {"words": formats.listed(words)}
    return html + format_html("<p><mark>{}</mark></p>", found)


def describe_registrations(items: Sequence[ReviewItem], viewer: Any) -> Mapping[int, Described]:
    return {item.pk: _registration(item) for item in items}


def _registration(item: ReviewItem) -> Described:
    name, host = item.payload.get("username", ""), item.payload.get("host", "")
    told = gettext("Email address at %(host)s") % {"host": host} if host else ""
    return Described(
        title=name or gettext("New account"),
        url=address("member", name) if name else "",
        html=format_html("<p>{}</p>", told) if told else "",
        member_id=item.member_id,
    )


register(
    ItemType(
        name=APPROVAL,
        label=_("Waiting for approval"),
        icon="clock",
        position=200,
        approve=publish_held,
        reject=discard_held,
        describe=describe_held,
    ),
    ItemType(
        name=REGISTRATION,
        label=_("Registrations"),
        icon="user",
        position=300,
        approve=approve_registration,
        reject=reject_registration,
        describe=describe_registrations,
        may_decide=may_decide_registration,
    ),
)
