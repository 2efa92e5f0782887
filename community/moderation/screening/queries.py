"""What pages and programs are shown of word filters, and of what waits for approval."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from community.accounts.models import User
from community.kernel.addresses import address
from community.kernel.subjects import Subject
from community.moderation.models import ReviewItem, WordFilter
from community.moderation.models.items import ReviewItemQuerySet
from community.moderation.screening import policy
from community.moderation.screening.registration import APPROVAL, Sample, recent
from community.moderation.screening.words import Filters, Match

LOOKED_AT = 1000  # posts that a preview reads
EXCERPTS = 20  # that it shows
AROUND = 60  # characters on each side of what was found
MOST_MARKED = 20  # places in one excerpt


def filters_visible_to(viewer: User | AnonymousUser) -> QuerySet[WordFilter]:
    """Word filters are for moderators."""
    rows = WordFilter.objects.select_related("by")
    return rows if policy.may_edit_filters(viewer) else rows.none()


def pending_posts(viewer: User | AnonymousUser) -> QuerySet[ReviewItem]:
    """The viewer's own texts that wait for approval."""
    return ReviewItem.objects.open().filter(type=APPROVAL, member=viewer.pk)


def held_in_thread(thread_id: int) -> ReviewItemQuerySet:
    """What waits to be published in a thread."""
    held: ReviewItemQuerySet = ReviewItem.objects.open().filter(
        type=APPROVAL, payload__arguments__thread_id=thread_id
    )
    return held


def held_in_container(container_id: int) -> ReviewItemQuerySet:
    """What waits to be published in a container, in its threads or as one."""
    return ReviewItem.objects.open().filter(type=APPROVAL, container_id=container_id)


def pending_item(member: User, subject: Subject) -> ReviewItem | None:
    """The member's text that waits and will be this, if there is one."""
    waiting = pending_posts(member).filter(subject_kind=subject.kind, subject_id=subject.id)
    return waiting.first()


def pending_url(viewer: User | AnonymousUser, holdable: str, published_id: int) -> str | None:
    """Where its author sees what waits and will have this id. None to everybody else."""
    if not viewer.is_authenticated:
        return None
    waiting = pending_posts(viewer).filter(
        payload__holdable=holdable, payload__published_id=published_id
    )
    item = waiting.first()
    return f"{address('moderation:pending')}#item-{item.pk}" if item else None


@dataclass(frozen=True, kw_only=True)
class Piece:
    """A part of an excerpt."""

    text: str
    is_match: bool


@dataclass(frozen=True, kw_only=True)
class Excerpt:
    """Where a filter would have been found."""

    sample: Sample
    pieces: Sequence[Piece]


@dataclass(frozen=True, kw_only=True)
class Preview:
    """What a filter would have found among the newest posts that the viewer may see."""

    checked_count: int
    caught_count: int
    excerpts: Sequence[Excerpt]


def preview(viewer: Any, word_filter: WordFilter) -> Preview:
    """Try out a filter, saved or not, on the last 1,000 posts."""
    filters = Filters([word_filter])
    samples = recent(viewer, LOOKED_AT)[:LOOKED_AT]
    caught = []
    for sample in samples:
        text = f"{sample.title}\n\n{sample.source}" if sample.title else sample.source
        if matches := filters.found_in(text):
            caught.append((sample, text, matches))
    excerpts = [
        Excerpt(sample=sample, pieces=marked(text, matches))
        for sample, text, matches in caught[:EXCERPTS]
    ]
    return Preview(checked_count=len(samples), caught_count=len(caught), excerpts=excerpts)


def _word_after(text: str, start: int, end: int) -> int:
    """Where the first whole word between the two begins; where there is none, the first."""
    if start <= 0:
        return 0
    blank = next((at for at in range(start, end) if text[at].isspace()), start)
    return blank + 1 if text[blank].isspace() else start


def marked(text: str, matches: Sequence[Match]) -> list[Piece]:
    """The text around the places that were found, in one line."""
    pieces: list[Piece] = []
    at = _word_after(text, matches[0].start - AROUND, matches[0].start)
    if at:
        pieces.append(Piece(text="… ", is_match=False))
    for one in matches[:MOST_MARKED]:
        if one.start < at:
            continue
        if one.start - at > 2 * AROUND:
            pieces.append(Piece(text=text[at : at + AROUND] + " … ", is_match=False))
            at = _word_after(text, one.start - AROUND, one.start)
        pieces.append(Piece(text=text[at : one.start], is_match=False))
        pieces.append(Piece(text=text[one.start : one.end], is_match=True))
        at = one.end
    rest = text[at : at + AROUND]
    pieces.append(Piece(text=rest + (" …" if at + AROUND < len(text) else ""), is_match=False))
    return [piece for piece in pieces if piece.text]
