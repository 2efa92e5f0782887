"""Opening and closing items of texts that sound very negative, and what a decision does."""

from collections.abc import Iterable

from django.conf import settings
from django.db import transaction

from community.accounts.models import User
from community.ai.registration import Written
from community.kernel.subjects import Subject
from community.moderation.models import ReviewItem
from community.moderation.queue.actions import close_item, open_item
from community.moderation.registration import reviewable
from community.moderation.sentiment.items import (
    MOST_OPEN,
    TYPE,
    VERY_NEGATIVE,
    digest_of,
    is_settled,
    scores_of,
    texts_of,
)


def review_negative(*, subjects: Iterable[Subject]) -> list[ReviewItem]:
    """Let moderators look at these texts, which were scored as very negative; return the items.

    None is opened for a text that is gone, hidden, or was edited since; that waits in the queue
    anyway; or that was decided with the same words. While MOST_OPEN wait, none is opened at all.
    The setting SENTIMENT_REVIEW turns it off.
    """
    if not settings.SENTIMENT_REVIEW:
        return []
    wanted = list(dict.fromkeys(subjects))
    texts, scores = texts_of(wanted), scores_of(wanted)
    members = User.objects.in_bulk({one.author_id for one in texts.values() if one.author_id})
    machine = User.objects.get(is_machine=True)
    opened: list[ReviewItem] = []
    with transaction.atomic():
        room = MOST_OPEN - ReviewItem.objects.open().filter(type=TYPE).count()
        for subject in wanted:
            score, text = scores.get(subject), texts.get(subject)
            is_negative = score is not None and score.needs_attention and not score.is_stale
            if not is_negative or text is None or _is_known(subject, text):
                continue
            if len(opened) >= room:
                break
            opened.append(
                open_item(
                    type=TYPE,
                    subject=subject,
                    by=machine,
                    member=members.get(text.author_id or 0),
                    audience_id=text.audience_id,
                    container_id=text.container_id,
                    reasons=[VERY_NEGATIVE],
                    payload={"digest": digest_of(text)},
                )
            )
    return opened


def _is_known(subject: Subject, text: Written) -> bool:
    """Whether a moderator sees it in the queue, or has decided it with these words."""
    items = ReviewItem.objects.filter(subject_kind=subject.kind, subject_id=subject.id)
    of_these_words = items.decided().filter(type=TYPE, payload__digest=digest_of(text))
    return items.open().exists() or of_these_words.exists()


def close_settled(*, item_id: int) -> None:
    """Close an item whose text is gone, hidden or no longer sounds very negative. Called twice, it
    does so once."""
    machine = User.objects.get(is_machine=True)
    with transaction.atomic():
        waiting = ReviewItem.objects.open().filter(pk=item_id, type=TYPE)
        item = waiting.select_for_update(no_key=True, of=["self"]).first()
        if item and is_settled(item, texts_of([item.subject]), scores_of([item.subject])):
            close_item(item=item, by=machine)


def keep(*, item: ReviewItem, by: User, text: str = "") -> None:
    """Part of a decision: nothing has to be done."""


def hide(*, item: ReviewItem, by: User, text: str = "") -> None:
    """Part of a decision: it breaks the rules, and is hidden if it can be."""
    kind = reviewable(item.subject_kind)
    if kind and kind.hide:
        kind.hide(pk=item.subject_id, by=by)
