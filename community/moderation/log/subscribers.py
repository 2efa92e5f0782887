from community.accounts.events import ProfileEdited
from community.events.event import on
from community.kernel.subjects import Subject
from community.moderation.log.actions import record_acts
from community.moderation.log.recording import entry


@on(ProfileEdited, name="moderation.log_profiles")
def log_profiles(events: list[ProfileEdited]) -> None:
    """A moderator removed a member's avatar; what members change themselves is no act."""
    record_acts(
        entries=[
            entry(
                event,
                "accounts.avatar_deleted",
                Subject("accounts.member", event.member_id),
                member_id=event.member_id,
            )
            for event in events
            if event.is_avatar_removed and event.actor_id not in {None, event.member_id}
        ]
    )
