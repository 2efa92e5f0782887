from collections import defaultdict

from community.discussions.channels import lists_channel, thread_channel
from community.discussions.containers.actions import count_in_containers
from community.discussions.containers.events import (
    ContainerAudienceChanged,
    ContainerCreated,
    ContainerDeleted,
    ContainerEdited,
    ThreadMoved,
)
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
from community.discussions.models.containers import container_kind
from community.discussions.ranking.actions import rescore_threads
from community.events.event import on
from community.live.bell import ring

HEATING = (PostWritten, PostDeleted, PostRestored, ThreadRestored)


@on(
    PostWritten,
    PostDeleted,
    PostRestored,
    ThreadDeleted,
    ThreadRestored,
    ThreadMoved,
    PostsImported,
    name="discussions.count",
)
def count(events: list[ThreadEvent | ThreadMoved | PostsImported]) -> None:
    """Keep each container's counters, off the request's path, and how hot the threads are that
    others reply to: one transaction of the relay for both."""
    changes: dict[int, tuple[int, int]] = defaultdict(lambda: (0, 0))

    def add(container_id: int, more_threads: int, more_posts: int) -> None:
        threads, posts = changes[container_id]
        changes[container_id] = (threads + more_threads, posts + more_posts)

    for event in events:
        if isinstance(event, ThreadMoved):
            add(event.from_id, -1, -event.posts_count)
            add(event.to_id, 1, event.posts_count)
        elif isinstance(event, PostsImported):
            for container_id, more in zip(event.container_ids, event.counted, strict=True):
                add(container_id, 0, more)
        elif event.container_id is not None:
            add(event.container_id, *_weight(event))
    count_in_containers(changes)
    rescore_threads(ids={event.thread_id for event in events if isinstance(event, HEATING)})


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


@on(
    ContainerCreated,
    ContainerEdited,
    ContainerDeleted,
    name="discussions.ring_containers",
    live=True,
)
def ring_lists(events: list[ContainerCreated | ContainerEdited | ContainerDeleted]) -> None:
    """Every page with the rail shows containers; the public ones stand for all."""
    ring({lists_channel()})


@on(
    ContainerAudienceChanged,
    name="discussions.ring_audiences",
    at_commit=(ContainerAudienceChanged,),
    live=True,
)
def ring_where_it_was_and_is(events: list[ContainerAudienceChanged]) -> None:
    """The lists that lose it and those that gain it, and the page of every thread in it: what
    visitors' pages keep of it must be gone."""
    changed = {event.container_id for event in events}
    audiences = {event.before for event in events} | {event.after for event in events}
    ring({lists_channel(), *(lists_channel(pk) for pk in audiences)})
    kinds = {container_kind(event.kind).threads for event in events}
    threads = Thread.objects.filter(kind__in=kinds, container_id__in=changed).order_by("pk")
    ring(thread_channel(pk) for pk in threads.values_list("pk", flat=True))
