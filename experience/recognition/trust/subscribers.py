"""Tells members how their trust level changes."""

from collections.abc import Sequence

from community.accounts.events import TrustLevelChanged
from community.events.event import on
from community.kernel.subjects import Subject
from community.notifications.actions import notify
from community.notifications.registration import Notice
from experience.recognition.events import DemotionAnnounced
from experience.recognition.trust.notifications import REASON
from experience.recognition.trust.subjects import DEMOTION, LEVEL


@on(TrustLevelChanged, DemotionAnnounced, name="recognition.tell_trust_levels")
def tell_trust_levels(events: Sequence[TrustLevelChanged | DemotionAnnounced]) -> None:
    """Each change, whoever made it, and each notice."""
    notify(notices=[_notice(event) for event in events])


def _notice(event: TrustLevelChanged | DemotionAnnounced) -> Notice:
    if isinstance(event, DemotionAnnounced):
        kind, subject = "recognition.demotion", Subject(DEMOTION, event.member_id)
    else:
        is_raised = event.after > event.before
        kind = "recognition.trust_raised" if is_raised else "recognition.trust_lowered"
        subject = Subject(LEVEL, event.after)
    return Notice(
        type=kind,
        members=[event.member_id],
        subject=subject,
        reason=REASON,
        actor_id=None,  # members do not learn which moderator it was
        key=f"recognition.trust:{event.id}",
        event_id=event.id,
    )
