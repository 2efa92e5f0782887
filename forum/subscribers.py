from collections import defaultdict

from community.discussions.channels import lists_channel, thread_channel
from community.discussions.events import (
    PostDeleted,
    PostRestored,
    PostWritten,
    ThreadDeleted,
    ThreadEvent,
    ThreadRestored,
)
from community.discussions.models import Thread
from community.events.facts import on
from community.live.bell import ring
from forum.actions import count_in_categories
from forum.events import (
    AnswerAccepted,
    AnswerWithdrawn,
    CategoryAudienceChanged,
    CategoryDeleted,
    CategoryEdited,
    CategoryOpened,
)
from forum.models import KIND

RINGS = 1000  # bells in one round trip


@on(PostWritten, PostDeleted, PostRestored, ThreadDeleted, ThreadRestored, name="forum.count")
def count(events: list[ThreadEvent]) -> None:
    """Keep each category's counters, off the request's path."""
    changes: dict[int, tuple[int, int]] = defaultdict(lambda: (0, 0))
    for event in events:
        if event.kind == KIND and event.container_id is not None:
            topics, posts = changes[event.container_id]
            more_topics, more_posts = _weight(event)
            changes[event.container_id] = (topics + more_topics, posts + more_posts)
    count_in_categories(changes)


def _weight(event: ThreadEvent) -> tuple[int, int]:
    match event:
        case PostWritten():
            return int(event.number == 1), 1
        case PostDeleted():
            return 0, -1
        case PostRestored():
            return 0, 1
        case ThreadDeleted():
            return -1, -event.posts_count
        case ThreadRestored():
            return 1, event.posts_count
    return 0, 0


@on(AnswerAccepted, AnswerWithdrawn, name="forum.ring")
def ring_solved_topics(events: list[AnswerAccepted | AnswerWithdrawn]) -> None:
    topic_ids = {event.topic_id for event in events}
    audiences = Thread.objects.filter(pk__in=topic_ids).values_list("audience_id", flat=True)
    ring({thread_channel(pk) for pk in topic_ids} | {lists_channel(pk) for pk in audiences})


@on(CategoryOpened, CategoryEdited, CategoryDeleted, name="forum.ring_categories")
def ring_lists(events: list[CategoryOpened | CategoryEdited | CategoryDeleted]) -> None:
    """Every page with the rail shows categories; the public ones stand for all."""
    ring({lists_channel()})


@on(CategoryAudienceChanged, name="forum.ring_audiences")
def ring_where_it_was_and_is(events: list[CategoryAudienceChanged]) -> None:
    """The lists that lose it and those that gain it, and the page of every topic in it: what
    visitors' pages keep of it must be gone."""
    changed = {event.category_id for event in events}
    audiences = {event.before for event in events} | {event.after for event in events}
    ring({lists_channel(), *(lists_channel(pk) for pk in audiences)})
    topics = Thread.objects.filter(kind=KIND, container_id__in=changed).order_by("pk")
    pages = [thread_channel(pk) for pk in topics.values_list("pk", flat=True)]
    for at in range(0, len(pages), RINGS):
        ring(pages[at : at + RINGS])
