"""Very negative texts come into the queue; their authors hear only of what a moderator does.

No notification says that a model scored a text.
"""

from collections.abc import Iterator

from community.ai.events import SentimentNeedsAttention
from community.events.event import on
from community.kernel.subjects import Subject
from community.moderation.events import ItemDecided
from community.moderation.models import ReviewItem
from community.moderation.queue.told import KIND
from community.moderation.sentiment.actions import review_negative
from community.moderation.sentiment.items import TYPE
from community.notifications.actions import notify
from community.notifications.registration import Notice


@on(SentimentNeedsAttention, name="moderation.review_negative")
def review(events: list[SentimentNeedsAttention]) -> None:
    review_negative(subjects=[Subject(one.subject_kind, one.subject_id) for one in events])


@on(ItemDecided, name="moderation.notify_of_negative")
def notify_authors(events: list[ItemDecided]) -> None:
    """That a moderator hid their text, or what a moderator wrote to them."""
    decided = [event for event in events if event.type == TYPE and event.member_id]
    items = ReviewItem.objects.in_bulk([event.item_id for event in decided])
    notify(notices=[n for e in decided if e.item_id in items for n in _notice(e, items[e.item_id])])


def _notice(event: ItemDecided, item: ReviewItem) -> Iterator[Notice]:
    is_hidden = event.status == ReviewItem.Status.REJECTED
    if event.member_id and (is_hidden or item.payload.get("text")):
        yield Notice(
            type="moderation.content_hidden" if is_hidden else "moderation.content_decided",
            members=[event.member_id],
            subject=Subject(KIND, event.item_id),
            reason="moderation.own",
            facts={"state": "by_moderator" if is_hidden else "message"},
            event_id=event.id,
        )
