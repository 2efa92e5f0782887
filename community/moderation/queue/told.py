"""Review items as the flaggers and the author see them: the subject `moderation.item:7`.

Notifications are about the item and not about the content, which may be hidden from the members
who are notified of the decision.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext

from community.kernel import formats
from community.kernel.subjects import Shown
from community.moderation.models import Flag, ReviewItem
from community.moderation.queue.queries import described_items, items_visible_to
from community.moderation.registration import Described, item_type, named_reasons, reviewable

KIND = "moderation.item"


@dataclass(frozen=True)
class Told:
    title: str
    url: str
    about: str  # in a sentence: why it waits, or what the moderator says


def told(ids: Sequence[int], viewer: Any) -> dict[int, Told]:
    """The items that concern the viewer: as a reviewer, as whose they are, or by a flag of theirs.
    In a fixed number of queries for each kind of content."""
    if not viewer.is_authenticated:
        return {}
    reviewed = set(items_visible_to(viewer).filter(pk__in=ids).values_list("pk", flat=True))
    flagged = set(
        Flag.objects.filter(item__in=ids, member=viewer.pk).values_list("item", flat=True)
    )
    rows = [
        row
        for row in ReviewItem.objects.filter(pk__in=ids).prefetch_related("flags")
        if row.pk in reviewed or row.pk in flagged or row.member_id == viewer.pk
    ]
    described = described_items(rows, viewer)
    found: dict[int, Told] = {}
    for row in rows:
        content = described.get(row.pk)
        is_own = row.member_id == viewer.pk
        if row.pk in reviewed:
            url = reverse("moderation:item", args=[row.pk])
        elif is_own:
            url = content.url if content else "/"
        else:
            url = reverse("moderation:flags")
        about = _to_owner(row) if is_own else _to_reviewer(row) if row.pk in reviewed else ""
        found[row.pk] = Told(title=_title(row, content), url=url, about=about)
    return found


def shown(ids: list[int], viewer: Any) -> Mapping[int, Shown]:
    """The finder of the subject (kernel/subjects.py)."""
    return {pk: Shown(one.title, one.url) for pk, one in told(ids, viewer).items()}


def _title(row: ReviewItem, content: Described | None) -> str:
    """What the viewer may no longer see is called by its kind."""
    if content:
        return content.title
    if kind := reviewable(row.subject_kind):
        return str(kind.label)
    known = item_type(row.type)
    return str(known.label) if known else gettext("Content")


def _to_reviewer(row: ReviewItem) -> str:
    return formats.listed(named_reasons(row.reasons))


def _to_owner(row: ReviewItem) -> str:
    """For what it was flagged, and what the moderator says."""
    reasons = {str(Flag.Reason(flag.reason).label): None for flag in row.flags.all()}
    message = str(row.payload.get("text", ""))
    if reasons and message:
        return gettext("Flagged as: %(reasons)s. Message from the moderator: %(text)s") % {
            "reasons": formats.listed(reasons),
            "text": message,
        }
    if message:
        return gettext("Message from the moderator: %(text)s") % {"text": message}
    return (
        gettext("Flagged as: %(reasons)s.") % {"reasons": formats.listed(reasons)}
        if reasons
        else ""
    )
