from community.events.event import on
from community.kernel.subjects import Subject
from community.moderation.events import AppealDecided, SanctionImposed, SanctionLifted
from community.moderation.sanctions.notifications import REASON
from community.moderation.sanctions.subjects import APPEAL, SANCTION
from community.notifications.actions import notify
from community.notifications.registration import Notice


@on(SanctionImposed, SanctionLifted, AppealDecided, name="moderation.tell_sanctioned")
def tell_sanctioned(events: list[SanctionImposed | SanctionLifted | AppealDecided]) -> None:
    """The member hears of each; who decided is named on the page of one's standing, if at all."""
    notify(notices=[_notice(event) for event in events if not _is_told_already(event)])


def _is_told_already(event: SanctionImposed | SanctionLifted | AppealDecided) -> bool:
    """What an appeal lifted is told as its answer."""
    return isinstance(event, SanctionLifted) and event.is_on_appeal


def _notice(event: SanctionImposed | SanctionLifted | AppealDecided) -> Notice:
    if isinstance(event, AppealDecided):
        type_, subject = "moderation.appeal_decided", Subject(APPEAL, event.appeal_id)
    else:
        type_, subject = "moderation.sanction", Subject(SANCTION, event.sanction_id)
    return Notice(
        type=type_,
        members=[event.member_id],
        subject=subject,
        reason=REASON,
        key=f"moderation.sanction:{event.id}",
        event_id=event.id,
    )
