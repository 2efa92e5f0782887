"""Who is notified of what happened to ideas."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from django.db.models import Exists, OuterRef

from community.accounts.models import User
from community.discussions.models import Thread
from community.discussions.models.reading import Level, Reading
from community.discussions.notifying.recipients import Happening, candidates_of
from community.discussions.reading.watching import watchers
from community.kernel.subjects import Subject
from community.notifications.actions import Candidates
from community.notifications.registration import Notice
from feedback.events import (
    IdeasMerged,
    IdeaStatusChanged,
    IdeasUnmerged,
    VoteCast,
    VoteWithdrawn,
)
from feedback.models import KIND, Vote

STATUS_CHANGE = "feedback.status_change"  # a subject: one change of an idea's status


def followers(thread: Thread) -> list[User]:
    """Those who watch an idea or voted on it, of whom may see it; who muted it, is left out."""
    readings = Reading.objects.filter(thread=thread.pk, member=OuterRef("pk"))
    muted = Exists(readings.filter(level=Level.MUTED))
    voted = Exists(Vote.objects.filter(idea=thread.pk, user=OuterRef("pk")))
    voters = thread.readers().filter(voted, ~muted, is_active=True)
    members = {member.pk: member for member in (*watchers(thread), *voters)}
    return [members[pk] for pk in sorted(members)]


def of_statuses(events: Sequence[IdeaStatusChanged]) -> Iterator[Notice]:
    threads = _live(event.idea_id for event in events)
    for event in events:
        if thread := threads.get(event.idea_id):
            members = followers(thread)
            yield from _by_reason(
                thread,
                members,
                type="feedback.status",
                subject=Subject(STATUS_CHANGE, event.change_id),
                actor_id=event.actor_id,
                key=f"feedback.status:{event.change_id}",
                event_id=event.id,
                facts={"state": event.after},
            )


def of_merges(events: Sequence[IdeasMerged | IdeasUnmerged]) -> Iterator[Notice]:
    """Those who voted on the merged idea or followed it."""
    threads = _live(event.source_id for event in events)
    for event in events:
        if thread := threads.get(event.source_id):
            yield from _by_reason(
                thread,
                followers(thread),
                type="feedback.merged",
                subject=Subject(KIND, thread.pk),
                actor_id=event.actor_id,
                key=f"feedback.merged:{event.id}",
                event_id=event.id,
                facts={"state": "merged" if isinstance(event, IdeasMerged) else "unmerged"},
            )


def _by_reason(thread: Thread, members: Iterable[User], **said: object) -> Iterator[Notice]:
    """A notice for each reason that there is: their own idea, or that they follow it."""
    ids = {member.pk for member in members}
    own = ids & {thread.author_id}
    groups: Mapping[str, set[int]] = {"feedback.your_idea": own, "feedback.following": ids - own}
    for reason, some in groups.items():
        if some:
            yield Notice(
                members=sorted(some),
                reason=reason,
                context=Subject(KIND, thread.pk),
                **said,  # type: ignore[arg-type]
            )


def _live(ids: Iterable[int]) -> dict[int, Thread]:
    rows = Thread.objects.filter(pk__in=set(ids), deleted_at=None)
    return {thread.pk: thread for thread in rows.select_related("audience")}


Undone = list[tuple[int, str, int]]


def of_votes(events: Sequence[VoteCast | VoteWithdrawn]) -> tuple[Candidates | None, Undone]:
    """Whom to notify of votes for their ideas, and which voters are to be taken out of that. Votes
    against an idea, and those that staff cast on behalf of members, are no news."""
    voters = {(event.idea_id, event.voter_id) for event in events}
    given = Vote.objects.counted().filter(
        idea__in={idea for idea, _ in voters}, user__in={user for _, user in voters}, value__gt=0
    )
    votes = set(given.values_list("idea_id", "user_id"))
    undone = [
        (event.author_id, _key(event), event.voter_id)
        for event in events
        if (event.idea_id, event.voter_id) not in votes
    ]
    cast = [
        Happening(
            event=event,
            thread_id=event.idea_id,
            type="feedback.voted",
            key=_key(event),
            concerns=[(event.author_id, "feedback.voted", "feedback.your_idea")],
            to_watchers=False,
        )
        for event in events
        if isinstance(event, VoteCast)
        and event.actor_id == event.voter_id
        and (event.idea_id, event.voter_id) in votes
    ]
    return (candidates_of(cast, merges=True) if cast else None), undone


def _key(event: VoteCast | VoteWithdrawn) -> str:
    return f"feedback.voted:{event.idea_id}"
