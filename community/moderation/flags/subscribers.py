"""Who hears what becomes of flags: those who flagged, and whose content it is.

No notification names the moderator as its actor. Whoever decided hears nothing of it.
"""

from collections.abc import Iterator

from community.events.event import on
from community.kernel.subjects import Subject
from community.moderation.events import ContentHidden, ItemDecided
from community.moderation.flags.items import TYPE
from community.moderation.models import Flag, ReviewItem
from community.moderation.queue.told import KIND
from community.moderation.registration import reviewable
from community.notifications.actions import notify
from community.notifications.registration import Notice

Status = ReviewItem.Status


@on(ContentHidden, ItemDecided, name="moderation.notify_of_flags")
def notify_of_flags(events: list[ContentHidden | ItemDecided]) -> None:
    """Two statements more than the notifications take, however many events there are."""
    decided = {e.item_id for e in events if isinstance(e, ItemDecided) and e.type == TYPE}
    items = ReviewItem.objects.in_bulk(decided)
    flags: dict[int, list[Flag]] = {}
    for flag in Flag.objects.filter(item__in=items).order_by("pk"):
        flags.setdefault(flag.item_id, []).append(flag)
    notices: list[Notice] = []
    for event in events:
        if isinstance(event, ContentHidden):
            notices += _to_author(event, "moderation.content_hidden", "")
        elif event.item_id in items:
            notices += _of_decision(event, items[event.item_id], flags.get(event.item_id, []))
    notify(notices=notices)


def _of_decision(event: ItemDecided, item: ReviewItem, flags: list[Flag]) -> Iterator[Notice]:
    was_hidden = item.hidden_at is not None
    kind = reviewable(event.subject_kind)
    if event.status == Status.REJECTED and not was_hidden and kind and kind.hide:
        yield from _to_author(event, "moderation.content_hidden", "by_moderator")
    elif was_hidden:
        state = "stays_hidden" if event.status == Status.REJECTED else "restored"
        yield from _to_author(event, "moderation.content_decided", state)
    elif item.payload.get("text"):
        yield from _to_author(event, "moderation.content_decided", "message")
    for outcome in (Flag.Outcome.AGREED, Flag.Outcome.DISAGREED, Flag.Outcome.IGNORED):
        members = [
            f.member_id for f in flags if f.outcome == outcome and f.member_id != event.actor_id
        ]
        if members:
            yield Notice(
                type="moderation.flag_decided",
                members=members,
                subject=Subject(KIND, event.item_id),
                reason="moderation.flagged",
                facts={"state": outcome.value},
                event_id=event.id,
            )


def _to_author(event: ContentHidden | ItemDecided, type_name: str, state: str) -> Iterator[Notice]:
    if event.member_id:
        yield Notice(
            type=type_name,
            members=[event.member_id],
            subject=Subject(KIND, event.item_id),
            reason="moderation.own",
            facts={"state": state},
            event_id=event.id,
        )
