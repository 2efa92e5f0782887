"""What members are notified of, and no longer: batches in a fixed number of statements each."""

from collections.abc import Sequence
from dataclasses import replace
from typing import get_args

from django.db.models import Q

from community.accounts.events import AudienceChanged
from community.discussions.containers.events import ContainerAudienceChanged, ThreadMoved
from community.discussions.events import (
    MembersMentioned,
    PostDeleted,
    PostEdited,
    PostLiked,
    PostRestored,
    PostUnliked,
    PostWritten,
    ThreadArchived,
    ThreadClosed,
    ThreadDeleted,
    ThreadPinned,
    ThreadReopened,
    ThreadRestored,
    ThreadUnarchived,
)
from community.discussions.models import Like, Post, Thread
from community.discussions.models.containers import container_kind
from community.discussions.notifying.recipients import Happening, candidates_of, only_retracted
from community.discussions.notifying.retraction import settle
from community.events.event import Event, on
from community.kernel.subjects import Subject
from community.notifications.actions import notify_from, read_contexts, remove_actors

State = (
    ThreadClosed | ThreadReopened | ThreadArchived | ThreadUnarchived | ThreadPinned | ThreadMoved
)
STATES: dict[type[Event], str] = {
    ThreadClosed: "closed",
    ThreadReopened: "reopened",
    ThreadArchived: "archived",
    ThreadUnarchived: "unarchived",
    ThreadPinned: "pinned",
    ThreadMoved: "moved",
}


New = PostWritten | MembersMentioned | State
OfPost = PostEdited | PostDeleted | PostRestored
OfThread = ThreadDeleted | ThreadRestored | ThreadMoved
OfMany = ContainerAudienceChanged | AudienceChanged


@on(
    *get_args(New),
    *get_args(OfPost),
    ThreadDeleted,
    ThreadRestored,
    *get_args(OfMany),
    name="discussions.notify",
)
def notify_around_threads(events: Sequence[Event]) -> None:
    """Whom a new post or state concerns and who watches, and whom an edit mentions for the first
    time; then what is gone is retracted.

    One subscriber does both, so that nothing is written after what should have retracted it.
    """
    new = [event for event in events if isinstance(event, New) and not _only_of_readers(event)]
    if new:
        notify_from(candidates=candidates_of([_happening(event) for event in new]))
    replies = [event for event in events if isinstance(event, PostWritten) and event.number > 1]
    if replies:
        read_contexts(of=[_read_by_author(event) for event in replies if event.actor_id])
    _settle_posts([event for event in events if isinstance(event, OfPost)])
    _settle_threads([event for event in events if isinstance(event, OfThread | OfMany)])


def _only_of_readers(event: New) -> bool:
    """Whether a thread has other readers now, in the container that it was in."""
    return isinstance(event, ThreadMoved) and event.from_id == event.to_id


def _happening(event: New) -> Happening:
    match event:
        case PostWritten():
            return Happening(
                event=event,
                thread_id=event.thread_id,
                post_id=event.post_id,
                type="discussions.thread" if event.number == 1 else "discussions.post",
                is_new_post=True,
                opens=event.number == 1,
            )
        case MembersMentioned():
            mentioned = "discussions.mention", "discussions.mentioned"
            return Happening(
                event=event,
                thread_id=event.thread_id,
                post_id=event.post_id,
                type="discussions.mention",
                concerns=[(pk, *mentioned) for pk in event.member_ids],
                to_watchers=False,
            )
    return Happening(
        event=event,
        thread_id=event.thread_id,
        type="discussions.state",
        key=f"discussions.state:{event.id}",
        facts={"state": STATES[type(event)]},
        to_author=True,
    )


def _read_by_author(event: PostWritten) -> tuple[int, Subject, int]:
    """Whoever writes has read what is before it."""
    return event.actor_id or 0, Subject(event.kind, event.thread_id), event.number


def _settle_posts(events: Sequence[OfPost]) -> None:
    """Deleted, hidden, or edited: a mention or a quote may be gone, and who was notified of that
    may watch the thread, or be answered."""
    if posts := {event.post_id for event in events}:
        threads = Thread.objects.filter(pk__in={event.thread_id for event in events})
        changed = settle(threads=threads, posts=posts)
        if changed and (edited := [event for event in events if isinstance(event, PostEdited)]):
            notify_from(candidates=only_retracted(candidates_of(_edited(edited))))


def _edited(events: Sequence[PostEdited]) -> list[Happening]:
    """What a post was when it was written, by its author, as it is now."""
    last = {event.post_id: event for event in events}
    posts = Post.objects.in_bulk(last)
    return [
        Happening(
            event=replace(event, actor_id=posts[pk].author_id),
            thread_id=event.thread_id,
            post_id=pk,
            type="discussions.thread" if posts[pk].opens_thread else "discussions.post",
            is_new_post=True,
            opens=posts[pk].opens_thread,
        )
        for pk, event in last.items()
    ]


def _settle_threads(events: Sequence[OfThread | OfMany]) -> None:
    """Deleted, hidden, or read by others than before."""
    changed = Q(pk__in=[])
    for event in events:
        match event:
            case AudienceChanged():
                changed |= Q(audience=event.audience_id)
            case ContainerAudienceChanged():
                kind = container_kind(event.kind).threads
                changed |= Q(kind=kind, container_id=event.container_id)
            case _:
                changed |= Q(pk=event.thread_id)
    if events:
        settle(threads=Thread.objects.filter(changed))


@on(PostLiked, PostUnliked, name="discussions.notify_liked")
def notify_of_reactions(events: Sequence[PostLiked | PostUnliked]) -> None:
    """By who reacts to a post now, whatever was said and unsaid meanwhile."""
    posts, members = {event.post_id for event in events}, {event.actor_id for event in events}
    given = Like.objects.filter(post__in=posts, member__in=members)
    likes = set(given.values_list("post_id", "member_id"))
    undone = [
        (event.author_id, _key(event), event.actor_id)
        for event in events
        if (event.post_id, event.actor_id) not in likes and event.actor_id
    ]
    if undone:
        remove_actors(of=undone)
    liked = [
        Happening(
            event=event,
            thread_id=event.thread_id,
            post_id=event.post_id,
            type="discussions.reaction",
            key=_key(event),
            concerns=[(event.author_id, "discussions.reaction", "discussions.your_post")],
            to_watchers=False,
        )
        for event in events
        if isinstance(event, PostLiked) and (event.post_id, event.actor_id) in likes
    ]
    if liked:
        notify_from(candidates=candidates_of(liked, merges=True))


def _key(event: PostLiked | PostUnliked) -> str:
    return f"discussions.reaction:{event.post_id}"
