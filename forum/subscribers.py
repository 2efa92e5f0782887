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
from community.events.facts import Event, on
from community.live.bell import ring
from forum.actions import count_in_categories
from forum.announcements import above
from forum.events import (
    AnnouncementEdited,
    AnnouncementEnded,
    AnnouncementMade,
    AnswerAccepted,
    AnswerWithdrawn,
    CategoryEdited,
    CategoryOpened,
)
from forum.models import KIND


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


@on(AnnouncementMade, AnnouncementEdited, AnnouncementEnded, name="forum.ring_announcements")
def ring_announcements(events: list[Event]) -> None:
    """The lists that visitors see, too: of all that is kept for them, they are read first."""
    ring({above.CHANNEL, lists_channel()})


@on(CategoryOpened, CategoryEdited, name="forum.ring_categories")
def ring_lists(events: list[CategoryOpened | CategoryEdited]) -> None:
    """Every page with the rail shows categories; the public ones stand for all."""
    ring({lists_channel()})
