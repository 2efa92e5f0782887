"""What follows from changes of ideas: live pages, search, who reads private ones, notifications."""

from collections.abc import Sequence
from itertools import chain

from community.accounts.events import AudienceChanged, RolesChanged
from community.discussions.channels import lists_channel, thread_channel
from community.discussions.containers.events import ContainerEdited, PermissionsChanged
from community.discussions.models import Thread
from community.discussions.notifying.retraction import settle
from community.discussions.searching.posts import SOURCE
from community.events.event import Event, on
from community.live.bell import ring
from community.notifications.actions import notify, notify_from, remove_actors
from community.search.indexing.actions import index_groups
from feedback.events import (
    IdeaEdited,
    IdeasMerged,
    IdeaStatusChanged,
    IdeasUnmerged,
    VoteCast,
    VoteWithdrawn,
)
from feedback.ideas import notices
from feedback.ideas.actions import follow_permissions, follow_readers, follow_roles
from feedback.models import Board

Changed = IdeaEdited | IdeaStatusChanged | IdeasMerged | IdeasUnmerged


def _ids(events: Sequence[Changed]) -> set[int]:
    found = (
        (event.source_id, event.target_id)
        if isinstance(event, IdeasMerged | IdeasUnmerged)
        else (event.idea_id,)
        for event in events
    )
    return set(chain.from_iterable(found))


@on(IdeaEdited, IdeaStatusChanged, IdeasMerged, IdeasUnmerged, name="feedback.ring", live=True)
def ring_changed_ideas(events: Sequence[Changed]) -> None:
    """Their pages, and the lists that they are in."""
    ids = _ids(events)
    audiences = Thread.objects.filter(pk__in=ids).values_list("audience_id", flat=True)
    ring({thread_channel(pk) for pk in ids} | {lists_channel(pk) for pk in audiences})


@on(IdeaEdited, IdeaStatusChanged, IdeasMerged, IdeasUnmerged, name="feedback.index")
def index_changed_ideas(events: Sequence[Changed]) -> None:
    """All posts of an idea are found by its title and its status."""
    index_groups(SOURCE, _ids(events))


@on(PermissionsChanged, ContainerEdited, name="feedback.private_audiences")
def follow_teams(events: Sequence[PermissionsChanged | ContainerEdited]) -> None:
    """Who moderates a board reads its private ideas. A board that moved inherits other rules."""
    boards = {event.container_id for event in events if event.kind == Board.KIND}
    if boards:
        follow_permissions(board_ids=boards)


@on(AudienceChanged, RolesChanged, name="feedback.private_readers")
def follow_readers_of_boards(events: Sequence[AudienceChanged | RolesChanged]) -> None:
    """Whoever may not read a board any more, reads none of its private ideas either."""
    audiences = {event.audience_id for event in events if isinstance(event, AudienceChanged)}
    follow_readers(audience_ids=audiences)
    if any(isinstance(event, RolesChanged) for event in events):
        follow_roles()


@on(IdeaStatusChanged, IdeasMerged, IdeasUnmerged, name="feedback.notify")
def notify_of_changes(events: Sequence[Event]) -> None:
    """Voters and followers, once of each change, but for whoever made it."""
    told = [event for event in events if isinstance(event, IdeaStatusChanged)]
    merges = [event for event in events if isinstance(event, IdeasMerged | IdeasUnmerged)]
    notify(notices=[*notices.of_statuses(told), *notices.of_merges(merges)])
    if merges:
        threads = Thread.objects.filter(pk__in={event.source_id for event in merges})
        settle(threads=threads, types=["feedback.merged"])


@on(VoteCast, VoteWithdrawn, name="feedback.notify_voted")
def notify_of_votes(events: Sequence[VoteCast | VoteWithdrawn]) -> None:
    """An idea's author, by who votes for it now, whatever was cast and withdrawn meanwhile."""
    found, undone = notices.of_votes(events)
    if undone:
        remove_actors(of=undone)
    if found is not None:
        notify_from(candidates=found)
