from collections.abc import Sequence

from community.accounts.events import (
    MemberApproved,
    MemberJoined,
    MemberRenamed,
    MembersImported,
    ProfileEdited,
    RolesChanged,
)
from community.events.event import Event, on
from community.search.indexing.actions import index, outdate_missing
from community.search.people import SOURCE


@on(
    MemberJoined,
    MemberApproved,
    MemberRenamed,
    ProfileEdited,
    RolesChanged,
    MembersImported,
    name="search.index_members",
)
def index_members(events: Sequence[Event]) -> None:
    """Who the directory shows, by name and profile. An import tells once of many."""
    if any(isinstance(event, MembersImported) for event in events):
        outdate_missing([SOURCE])
    index(SOURCE, [event.member_id for event in events if not isinstance(event, MembersImported)])  # type: ignore[attr-defined]
