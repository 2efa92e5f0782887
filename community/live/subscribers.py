from community.accounts.events import MemberSuspended, SessionsEnded
from community.events.event import on
from community.live.groups import check_members

ENDING = (MemberSuspended, SessionsEnded)


@on(*ENDING, name="live.check", at_commit=ENDING, live=True)
def close_sockets(events: list[MemberSuspended | SessionsEnded]) -> None:
    """Open pages of who was signed out hear nothing more, from this moment on."""
    check_members({event.member_id for event in events})
