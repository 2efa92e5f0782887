"""Imported threads in their containers: who reads them, what counts them, their tags."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db import transaction

from community.accounts.models import Audience, User
from community.discussions.containers.actions import count_in_containers
from community.discussions.containers.actions.containers import one_at_a_time
from community.discussions.containers.events import ContainerCreated
from community.discussions.models import DEEPEST, MOST_TAGS, Container, Tag, Thread, ThreadTag
from community.discussions.models.containers import container_kind
from community.discussions.posts.actions.audiences import follow_container
from community.discussions.tags.actions import count_in_tags, is_counted, tags_for_import
from community.events.outbox import publish
from community.kernel.text import one_line

C = TypeVar("C", bound=Container)


@dataclass(frozen=True)
class Placed:
    """An imported thread, what it was prepared for, and the names of its tags there."""

    thread: Thread
    container: Container
    tags: Sequence[str]


def settle_in_containers(*, model: type[Container], placed: Sequence[Placed]) -> None:
    """Give imported threads the readers of their containers as these are now, and let containers
    and tags count them: no event tells of each.

    For the `own` of `import_threads`, in whose transaction it is. From here on the containers'
    rows are held, so no change of an audience can miss the threads.
    """
    changes: dict[int, tuple[int, int]] = defaultdict(lambda: (0, 0))
    for one in placed:
        if one.thread.is_live:
            threads, posts = changes[one.container.pk]
            changes[one.container.pk] = (threads + 1, posts + one.thread.posts_count)
    readers = _follow(model, {one.container.pk: one.container.audience_id for one in placed})
    for one in placed:
        one.thread.audience_id = readers[one.container.pk]
    count_in_containers(changes)
    _tag(placed)


def _follow(model: type[Container], audiences: dict[int, int]) -> dict[int, int]:
    """Who reads a container may have changed since its threads were prepared: they follow.

    Return who reads each of them now.
    """
    containers = model.objects.locked(audiences)
    for pk, container in containers.items():
        if container.audience_id != audiences[pk]:
            kind = container_kind(container.kind).threads
            follow_container(
                kind=kind,
                container_id=pk,
                before=audiences[pk],
                audience_id=container.audience_id,
            )
    return {pk: container.audience_id for pk, container in containers.items()}


def _tag(placed: Iterable[Placed]) -> None:
    """Who reads them is settled by now, so it is known which of them the tags count."""
    told = list(placed)
    tags = tags_for_import({name for one in told for name in one.tags})
    rows = [
        (one.thread, ThreadTag(thread_id=one.thread.pk, tag=tag))
        for one in told
        for tag in _tags_of(one.tags, tags)
    ]
    ThreadTag.objects.bulk_create((tagged for _thread, tagged in rows), batch_size=1000)
    counted: dict[int, int] = defaultdict(int)
    for thread, tagged in rows:
        counted[tagged.tag_id] += is_counted(thread)
    count_in_tags(counted)


def _tags_of(names: Iterable[str], tags: Mapping[str, Tag]) -> list[Tag]:
    found = dict.fromkeys(tags[name] for name in names if name in tags)
    return list(found)[:MOST_TAGS]


def container_for_import(  # noqa: PLR0913 - what a container begins with
    model: type[C],
    *,
    slug: str,
    title: str,
    by: User,
    description: str = "",
    parent: Container | None = None,
) -> C:
    """The container of this kind and slug; where there is none it is made, read by whoever reads
    the one above it, which is the nearest that may have others below.
    """
    while parent and parent.depth >= DEEPEST:
        parent = parent.parent
    with transaction.atomic():
        one_at_a_time()
        rows: Any = model.objects
        container, is_new = rows.select_related("audience").get_or_create(
            slug=slug,
            defaults={
                "title": one_line(title)[:60] or slug,
                "description": description[:300],
                "audience_id": parent.audience_id if parent else Audience.PUBLIC_ID,
                "parent": parent,
                "depth": parent.depth + 1 if parent else 1,
                "position": 100,
            },
        )
        if is_new:
            publish(
                ContainerCreated(actor_id=by.pk, kind=container.kind, container_id=container.pk)
            )
    found: C = container
    return found
