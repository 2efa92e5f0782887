from collections import defaultdict

from community.discussions.actions.scores import rescore_threads
from community.discussions.channels import lists_channel, thread_channel
from community.discussions.events import (
    PostDeleted,
    PostRestored,
    PostsImported,
    PostWritten,
    ThreadDeleted,
    ThreadEvent,
    ThreadRestored,
)
from community.discussions.models import Thread
from community.events.event import Event, on
from community.live.bell import ring
from forum.actions import count_in_categories
from community.discussions.tags.actions.tags import count_in_tags
from forum.announcements import active
from forum.events import (
    AnnouncementEdited,
    AnnouncementEnded,
    AnnouncementMade,
    AnswerAccepted,
    AnswerWithdrawn,
    CategoryAudienceChanged,
    CategoryDeleted,
    CategoryEdited,
    CategoryOpened,
    TagCountShifted,
    TagDeleted,
    TagEdited,
    TagMade,
    TagMerged,
    TagUseChanged,
    TopicEdited,
    TopicMoved,
)
from forum.models import KIND

RINGS = 1000  # bells in one round trip


@on(
    PostWritten,
    PostDeleted,
    PostRestored,
    ThreadDeleted,
    ThreadRestored,
    TopicMoved,
    PostsImported,
    name="forum.count",
)
def count(events: list[ThreadEvent | TopicMoved | PostsImported]) -> None:
    """Keep each category's counters, off the request's path."""
    changes: dict[int, tuple[int, int]] = defaultdict(lambda: (0, 0))

    def add(category_id: int, more_topics: int, more_posts: int) -> None:
        topics, posts = changes[category_id]
        changes[category_id] = (topics + more_topics, posts + more_posts)

    for event in events:
        if isinstance(event, TopicMoved):
            add(event.from_id, -1, -event.posts_count)
            add(event.to_id, 1, event.posts_count)
        elif isinstance(event, PostsImported):
            if event.kind == KIND:
                for category_id, more in zip(event.container_ids, event.counted, strict=True):
                    add(category_id, 0, more)
        elif event.kind == KIND and event.container_id is not None:
            add(event.container_id, *_weight(event))
    count_in_categories(changes)


@on(TagUseChanged, TagMerged, TagCountShifted, name="forum.count_tags")
def count_tags(events: list[TagUseChanged | TagMerged | TagCountShifted]) -> None:
    """Keep each tag's counter, which tells of public topics only."""
    changes: dict[int, int] = defaultdict(int)
    for event in events:
        if isinstance(event, TagMerged):
            changes[event.tag_id] -= event.moved_count + event.both_count
            changes[event.into_id] += event.moved_count
        elif isinstance(event, TagCountShifted):
            changes[event.tag_id] += event.topics_change
        else:
            for pk in event.more:
                changes[pk] += 1
            for pk in event.fewer:
                changes[pk] -= 1
    count_in_tags(changes)


@on(TopicEdited, TopicMoved, name="forum.ring_edited", at_commit=(TopicMoved,))
def ring_edited_topics(events: list[TopicEdited | TopicMoved]) -> None:
    """The page itself, and the lists that it stands in now or stood in before."""
    topics = {thread_channel(event.topic_id) for event in events}
    lists: set[str] = set()
    for event in events:
        if isinstance(event, TopicMoved):
            lists |= {lists_channel(event.from_audience_id), lists_channel(event.to_audience_id)}
        else:
            lists.add(lists_channel(event.audience_id))
    ring(topics | lists)


@on(TagMade, TagEdited, TagMerged, TagDeleted, name="forum.ring_tags")
def ring_tags(events: list[Event]) -> None:
    """Every list may show a tag; the public ones stand for all."""
    ring({lists_channel()})


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


@on(AnswerAccepted, AnswerWithdrawn, name="forum.score")
def score_solved_topics(events: list[AnswerAccepted | AnswerWithdrawn]) -> None:
    """A solved topic is worth more: what is hot knows nothing of answers, so it is told here."""
    rescore_threads(ids={event.topic_id for event in events})


@on(AnnouncementMade, AnnouncementEdited, AnnouncementEnded, name="forum.ring_announcements")
def ring_announcements(events: list[Event]) -> None:
    """The lists that visitors see, too: of all that is kept for them, they are read first."""
    ring({active.CHANNEL, lists_channel()})


@on(CategoryOpened, CategoryEdited, CategoryDeleted, name="forum.ring_categories")
def ring_lists(events: list[CategoryOpened | CategoryEdited | CategoryDeleted]) -> None:
    """Every page with the rail shows categories; the public ones stand for all."""
    ring({lists_channel()})


@on(CategoryAudienceChanged, name="forum.ring_audiences", at_commit=(CategoryAudienceChanged,))
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
