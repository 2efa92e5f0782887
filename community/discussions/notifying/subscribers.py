"""What members are notified of: each subscriber handles a batch in a fixed number of statements."""

from collections.abc import Iterable, Sequence

from django.db.models import QuerySet

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
from community.discussions.models import Like, Thread
from community.discussions.models.containers import container_kind
from community.discussions.notifying.recipients import Happening, candidates_of
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


@on(PostWritten, MembersMentioned, name="discussions.notify")
def notify_of_posts(events: Sequence[PostWritten | MembersMentioned]) -> None:
    """Whom a new post concerns and who watches, and whom an edit mentions for the first time.

    Whoever writes has read what is before it.
    """
    notify_from(candidates=candidates_of([_of_post(event) for event in events]))
    written = [event for event in events if isinstance(event, PostWritten) and event.actor_id]
    if written:
        read_contexts(
            of=[
                (event.actor_id or 0, Subject(event.kind, event.thread_id), event.number)
                for event in written
            ]
        )


def _of_post(event: PostWritten | MembersMentioned) -> Happening:
    if isinstance(event, MembersMentioned):
        return Happening(
            event=event,
            thread_id=event.thread_id,
            post_id=event.post_id,
            type="discussions.mention",
            concerns=[
                (pk, "discussions.mention", "discussions.mentioned") for pk in event.member_ids
            ],
            to_watchers=False,
        )
    opens = event.number == 1
    return Happening(
        event=event,
        thread_id=event.thread_id,
        post_id=event.post_id,
        type="discussions.thread" if opens else "discussions.post",
        is_new_post=True,
        opens=opens,
    )


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


@on(*STATES, name="discussions.notify_state")
def notify_of_states(events: Sequence[State]) -> None:
    """Who started the thread, and who watches it."""
    happenings = [
        Happening(
            event=event,
            thread_id=event.thread_id,
            type="discussions.state",
            key=f"discussions.state:{event.id}",
            facts={"state": STATES[type(event)]},
            to_author=True,
        )
        for event in events
    ]
    notify_from(candidates=candidates_of(happenings))


@on(PostEdited, PostDeleted, PostRestored, name="discussions.retract_posts")
def retract_posts(events: Sequence[PostEdited | PostDeleted | PostRestored]) -> None:
    """Of what is deleted or hidden, and of mentions and quotes that an edit took out."""
    posts = {event.post_id for event in events}
    settle(threads=_threads(event.thread_id for event in events), posts=posts)


@on(ThreadDeleted, ThreadRestored, ThreadMoved, name="discussions.retract_threads")
def retract_threads(events: Sequence[ThreadDeleted | ThreadRestored | ThreadMoved]) -> None:
    """Of what is deleted, hidden, or moved to where others may read."""
    settle(threads=_threads(event.thread_id for event in events))


@on(ContainerAudienceChanged, name="discussions.retract_containers")
def retract_containers(events: Sequence[ContainerAudienceChanged]) -> None:
    """For those who no longer may read a container."""
    for kind in sorted({event.kind for event in events}):
        ids = {event.container_id for event in events if event.kind == kind}
        threads = Thread.objects.filter(kind=container_kind(kind).threads, container_id__in=ids)
        settle(threads=threads)


@on(AudienceChanged, name="discussions.retract_audiences")
def retract_audiences(events: Sequence[AudienceChanged]) -> None:
    """For those who left an audience."""
    settle(threads=Thread.objects.filter(audience__in={event.audience_id for event in events}))


def _threads(ids: Iterable[int]) -> QuerySet[Thread]:
    return Thread.objects.filter(pk__in=set(ids))
