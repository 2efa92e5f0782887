"""Members are notified of badges that they are awarded."""

from collections.abc import Sequence

from community.accounts.events import BadgeAwarded
from community.accounts.models import BadgeAward
from community.events.event import on
from community.kernel.subjects import Subject
from community.notifications.actions import notify
from community.notifications.registration import Notice
from experience.recognition.badges.notifications import REASON, TYPE
from experience.recognition.badges.subjects import AWARD


@on(BadgeAwarded, name="recognition.notify_of_badges")
def notify_of_badges(events: Sequence[BadgeAwarded]) -> None:
    """One query more than the notifications take. A badge that came back is no news, and one that
    is revoked by now is none either."""
    rows = BadgeAward.objects.filter(
        member__in={event.member_id for event in events},
        badge__in={event.badge for event in events},
        scope__in={event.scope for event in events},
        revoked_at=None,
    )
    ids = {(row.member_id, row.badge, row.scope): row.pk for row in rows}
    known = [
        (event, pk)
        for event in events
        if (pk := ids.get((event.member_id, event.badge, event.scope)))
    ]
    notify(
        notices=[
            Notice(
                type=TYPE,
                members=[event.member_id],
                subject=Subject(AWARD, pk),
                reason=REASON,
                event_id=event.id,
            )
            for event, pk in known
        ]
    )
