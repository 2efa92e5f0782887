"""What moderators do with what others wrote becomes lines of the log."""

from collections.abc import Callable, Iterable
from typing import Any

from community.accounts.models import User
from community.discussions import policy
from community.discussions.acts import registration as known_in_all_processes  # noqa: F401
from community.discussions.containers.events import ContainerAudienceChanged
from community.discussions.converting.events import ThreadConverted
from community.discussions.events import (
    PostDeleted,
    PostEdited,
    PostRemovalConfirmed,
    PostRestored,
    RevisionHidden,
    RevisionShown,
    ThreadArchived,
    ThreadClosed,
    ThreadDeleted,
    ThreadEvent,
    ThreadPinned,
    ThreadReopened,
    ThreadRestored,
    ThreadUnarchived,
    ThreadUnpinned,
)
from community.discussions.models import Post, Thread
from community.discussions.models.containers import container_kind
from community.events.event import on
from community.kernel.subjects import Subject
from community.moderation.log.actions import follow_audience, record_acts
from community.moderation.log.recording import entry
from community.moderation.models import LogEntry

POST, THREAD = "discussions.post", "discussions.thread"
Name = str | Callable[[Any], str]
ACTS: dict[type[ThreadEvent], Name] = {
    ThreadClosed: "thread_closed",
    ThreadReopened: "thread_reopened",
    ThreadArchived: "thread_archived",
    ThreadUnarchived: "thread_unarchived",
    ThreadPinned: "thread_pinned",
    ThreadUnpinned: "thread_unpinned",
    ThreadConverted: "thread_converted",
    ThreadDeleted: lambda event: "thread_hidden" if event.is_hidden else "thread_deleted",
    ThreadRestored: "thread_restored",
    PostDeleted: lambda event: "post_hidden" if event.is_hidden else "post_deleted",
    PostRestored: "post_restored",
    PostRemovalConfirmed: "removal_confirmed",
    PostEdited: "post_edited",
    RevisionHidden: "revision_hidden",
    RevisionShown: "revision_shown",
}


@on(*ACTS, name="discussions.log_acts")
def log_acts(events: list[ThreadEvent]) -> None:
    """Each by a moderator about what somebody else wrote; their own is no act of moderation."""
    authors = _authors(events)
    of_others = [one for one in events if authors.get(_subject(one)) not in {None, one.actor_id}]
    record_acts(
        entries=[_entry(event, authors[_subject(event)]) for event in _by_moderators(of_others)]
    )


@on(ContainerAudienceChanged, name="discussions.log_follows_audience")
def log_follows_audience(events: list[ContainerAudienceChanged]) -> None:
    for event in events:
        threads = Thread.objects.filter(
            kind=container_kind(event.kind).threads, container_id=event.container_id
        )
        show_acts_to(threads, event.after)


def show_acts_to(threads: Any, audience_id: int) -> None:
    """The threads have these readers from now on, and so has the log about them."""
    ids = threads.values("pk")
    kinds = threads.order_by().values_list("kind", flat=True).distinct()
    posts = Post.objects.filter(thread__in=ids).values("pk")
    follow_audience(
        subjects={POST: posts, THREAD: ids, **dict.fromkeys(kinds, ids)}, audience_id=audience_id
    )


def _subject(event: ThreadEvent) -> Subject:
    post_id = getattr(event, "post_id", None)
    return Subject(THREAD, event.thread_id) if post_id is None else Subject(POST, post_id)


def _authors(events: Iterable[ThreadEvent]) -> dict[Subject, int]:
    subjects = {_subject(event) for event in events}
    found: dict[Subject, int] = {}
    for kind, model in ((POST, Post), (THREAD, Thread)):
        ids = [one.id for one in subjects if one.kind == kind]
        rows = model.objects.filter(pk__in=ids).values_list("pk", "author_id") if ids else ()
        found |= {Subject(kind, pk): author_id for pk, author_id in rows}
    return found


def _by_moderators(events: list[ThreadEvent]) -> list[ThreadEvent]:
    """Without what trusted members edit, and pins that end by themselves."""
    edits = [event for event in events if isinstance(event, PostEdited)]
    people = User.objects.in_bulk({event.actor_id for event in events})
    threads = Thread.objects.in_bulk({event.thread_id for event in edits})

    def is_act(event: ThreadEvent) -> bool:
        actor = people.get(event.actor_id or 0)
        if actor is None:
            return False
        if isinstance(event, PostEdited):
            return policy.may_moderate(actor, threads[event.thread_id])
        return not (actor.is_machine and isinstance(event, ThreadUnpinned))

    return [event for event in events if is_act(event)]


def _entry(event: ThreadEvent, author_id: int) -> LogEntry:
    name = ACTS[type(event)]
    facts = {
        fact: value
        for field, fact in (("number", "number"), ("is_everywhere", "everywhere"))
        if (value := getattr(event, field, None)) is not None
    }
    return entry(
        event,
        f"discussions.{name if isinstance(name, str) else name(event)}",
        _subject(event),
        member_id=author_id,
        audience_id=event.audience_id,
        facts=facts,
    )
