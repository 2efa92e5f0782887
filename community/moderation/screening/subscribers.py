"""What follows when something that waited is decided, and when somebody signs up."""

from collections.abc import Iterator

from community.accounts.events import MemberJoined
from community.events.event import on
from community.kernel.subjects import Subject
from community.moderation.events import ItemDecided
from community.moderation.models import ReviewItem
from community.moderation.queue.told import KIND
from community.moderation.screening.actions.registrations import open_registration
from community.moderation.screening.actions.spam import plan_feedback
from community.moderation.screening.registration import APPROVAL
from community.notifications.actions import notify
from community.notifications.registration import Notice


@on(ItemDecided, name="moderation.approvals")
def tell_of_approvals(events: list[ItemDecided]) -> None:
    """The author hears of the decision, and Akismet where it was wrong."""
    decided = [event for event in events if event.type == APPROVAL]
    for event in decided:
        plan_feedback(item_id=event.item_id)
    items = ReviewItem.objects.select_related("decided_by").in_bulk([e.item_id for e in decided])
    notify(notices=[n for e in decided if e.item_id in items for n in _notice(e, items[e.item_id])])


def _notice(event: ItemDecided, item: ReviewItem) -> Iterator[Notice]:
    """None if it was withdrawn, or was published after the spam check: that took seconds."""
    by_moderator = item.decided_by is not None and not item.decided_by.is_machine
    if by_moderator and item.member_id and item.status != ReviewItem.Status.IGNORED:
        yield Notice(
            type="moderation.content_decided",
            members=[item.member_id],
            subject=Subject(KIND, item.pk),
            reason="moderation.own",
            facts={"state": item.status},
            event_id=event.id,
        )


@on(MemberJoined, name="moderation.registrations")
def review_registrations(events: list[MemberJoined]) -> None:
    for event in events:
        if event.awaits_approval:
            open_registration(member_id=event.member_id)
