from community.discussions.channels import thread_channel
from community.discussions.notifying.recipients import Happening, candidates_of
from community.events.event import Event, on
from community.live.bell import ring
from community.notifications.actions import notify_from
from feedback.events import (
    BoardEdited,
    IdeaEdited,
    IdeaEtaChanged,
    IdeasMerged,
    IdeaStatusChanged,
    IdeasUnmerged,
)
from feedback.models import EtaChange, Vote
from feedback.roadmap.channels import CHANNEL
from feedback.roadmap.notifications import ETA, VOTED


@on(
    IdeaStatusChanged,
    IdeaEtaChanged,
    IdeasMerged,
    IdeasUnmerged,
    IdeaEdited,
    BoardEdited,
    name="feedback.ring_roadmap",
    live=True,
)
def ring_roadmap(events: list[Event]) -> None:
    """Pages of the roadmap that are kept for visitors, and those of ideas with another date."""
    dated = {event.idea_id for event in events if isinstance(event, IdeaEtaChanged)}
    ring({CHANNEL} | {thread_channel(pk) for pk in dated})


@on(IdeaEtaChanged, name="feedback.notify_of_eta")
def notify_of_eta(events: list[IdeaEtaChanged]) -> None:
    """Who follows the idea, and who voted for it."""
    changes = EtaChange.objects.in_bulk({event.change_id for event in events})
    voters: dict[int, list[int]] = {event.idea_id: [] for event in events}
    votes = Vote.objects.counted().filter(idea__in=voters)
    for idea_id, member_id in votes.order_by("pk").values_list("idea_id", "user_id"):
        voters[idea_id].append(member_id)
    happenings = [
        Happening(
            event=event,
            thread_id=event.idea_id,
            type=ETA,
            key=f"{ETA}:{event.change_id}",
            facts={"state": "set" if changes[event.change_id].eta_date else "removed"},
            concerns=[(member_id, ETA, VOTED) for member_id in voters[event.idea_id]],
            to_author=True,
        )
        for event in events
        if event.change_id in changes
    ]
    if happenings:
        notify_from(candidates=candidates_of(happenings))
