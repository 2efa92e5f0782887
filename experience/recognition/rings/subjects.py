"""Vote rings as the queue and notifications name them: to moderators alone."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import ngettext

from community.accounts.policy import may_moderate
from community.kernel import formats
from community.kernel.subjects import Shown, register
from community.moderation.models import ReviewItem
from experience.recognition.models import VoteRing
from experience.recognition.rings.actions import KIND
from experience.recognition.rings.policy import may_see_ring


def rings_visible_to(viewer: Any, ids: Iterable[int]) -> dict[int, VoteRing]:
    """Those of the rings that the viewer may see."""
    if not may_moderate(viewer):
        return {}
    found = VoteRing.objects.in_bulk(sorted(set(ids)))
    return {pk: ring for pk, ring in found.items() if may_see_ring(viewer, ring)}


def title_of(ring: VoteRing) -> str:
    count = len(ring.member_ids)
    text = ngettext("Votes between %(count)s member", "Votes between %(count)s members", count)
    return text % {"count": formats.number(count)}


def find(ids: list[int], viewer: Any) -> Mapping[int, Shown]:
    """By the page of the review item, which keeps its address when it is decided."""
    rings = rings_visible_to(viewer, ids)
    items = ReviewItem.objects.filter(subject_kind=KIND, subject_id__in=rings).order_by("pk")
    urls = {item.subject_id: reverse("moderation:item", args=[item.pk]) for item in items}
    return {pk: Shown(title_of(ring), urls[pk]) for pk, ring in rings.items() if pk in urls}


register(KIND, find)
