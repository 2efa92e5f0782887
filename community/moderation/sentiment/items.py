"""The review items of texts that sound very negative."""

from collections.abc import Iterable, Mapping
from hashlib import sha256

from community.ai.models import Sentiment
from community.ai.registration import Written, scorables
from community.kernel.subjects import Subject
from community.moderation.models import ReviewItem

TYPE = "sentiment"
VERY_NEGATIVE = "very_negative"  # the reason
MOST_OPEN = 50  # at once: beside these, what sounds negative only counts in the trend


def texts_of(subjects: Iterable[Subject]) -> dict[Subject, Written]:
    """Those that are still there and not hidden, in one query for each kind."""
    wanted = set(subjects)
    found: dict[Subject, Written] = {}
    for source in scorables():
        if ids := sorted(one.id for one in wanted if one.kind == source.name):
            found |= {Subject(source.name, one.object_id): one for one in source.read(ids)}
    return found


def scores_of(subjects: Iterable[Subject]) -> dict[Subject, Sentiment]:
    """How each of them was scored, in one query."""
    wanted = set(subjects)
    rows = Sentiment.objects.filter(
        subject_kind__in={one.kind for one in wanted}, subject_id__in={one.id for one in wanted}
    )
    found = {Subject(row.subject_kind, row.subject_id): row for row in rows}
    return {subject: row for subject, row in found.items() if subject in wanted}


def digest_of(text: Written) -> str:
    """By which an item knows the text again that it was opened for."""
    return sha256(text.html.encode()).hexdigest()


def settled_items() -> list[int]:
    """The open ones that no moderator has to decide any more: the text is gone, hidden, or was
    edited and does not sound very negative now."""
    items = list(ReviewItem.objects.open().filter(type=TYPE).order_by("pk"))
    if not items:
        return []
    subjects = [item.subject for item in items]
    texts, scores = texts_of(subjects), scores_of(subjects)
    return [item.pk for item in items if is_settled(item, texts, scores)]


def is_settled(
    item: ReviewItem, texts: Mapping[Subject, Written], scores: Mapping[Subject, Sentiment]
) -> bool:
    """As `settled_items`, of one. A text that waits to be scored again still waits here."""
    score = scores.get(item.subject)
    calmed = score is not None and not (score.is_stale or score.needs_attention)
    return item.subject not in texts or calmed
