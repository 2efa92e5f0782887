"""Bringing in topics that were written elsewhere, or for a demonstration.

Whoever runs a command on the server may do anything there, so no policy is asked.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction

from community.accounts.models import Audience, User
from community.discussions.containers.actions import count_in_containers
from community.discussions.containers.actions.containers import one_at_a_time
from community.discussions.containers.events import ContainerCreated
from community.discussions.imports.actions.records import (
    OPEN,
    ImportedPost,
    ImportedReading,
    ImportedState,
    ImportedThread,
)
from community.discussions.imports.actions.threads import Imported, import_threads
from community.discussions.models import DEEPEST, MOST_TAGS, Container, Tag, Thread, ThreadTag
from community.discussions.posts.actions.audiences import follow_container
from community.discussions.tags.actions import count_in_tags, is_counted, tags_for_import
from community.events.outbox import publish
from community.kernel.text import one_line
from forum.models import KIND, Category, Topic


@dataclass(frozen=True, kw_only=True)
class ImportedTopic:
    """The opening post first; `answer` is the accepted one's place among the posts.

    Of its tags those count that can be one here, at most as many as a topic may have.
    """

    category: Category
    title: str
    posts: Sequence[ImportedPost]
    number: int | None = None  # one that was reserved for it
    views_count: int = 0
    answer: int | None = None
    tags: Sequence[str] = ()
    state: ImportedState = OPEN
    readings: Sequence[ImportedReading] = ()

    @property
    def thread(self) -> ImportedThread:
        return ImportedThread(
            number=self.number,
            title=one_line(self.title),
            container_id=self.category.pk,
            audience=self.category.audience,
            posts=self.posts,
            views_count=self.views_count,
            state=self.state,
            readings=self.readings,
        )


def import_topics(*, topics: Sequence[ImportedTopic]) -> int:
    """Write topics that whoever reads their category may read; return how many posts.

    They are there whole, with their answers and tags, or not at all, and their categories and
    tags count them.
    """

    def own(imported: Imported) -> None:
        changes: dict[int, tuple[int, int]] = defaultdict(lambda: (0, 0))
        rows = []
        for topic, (thread, posts) in zip(topics, imported, strict=True):
            solution = None if topic.answer is None else posts[topic.answer]
            rows.append(Topic(thread=thread, category=topic.category, solution=solution))
            thread.solved_at = solution.created_at if solution else None
            if thread.is_live:
                more_topics, more_posts = changes[topic.category.pk]
                changes[topic.category.pk] = (more_topics + 1, more_posts + thread.posts_count)
        Topic.objects.bulk_create(rows)
        solved = [row.thread for row in rows if row.solution]
        Thread.objects.bulk_update(solved, ["solved_at"], batch_size=500)
        readers = _follow({topic.category.pk: topic.category.audience_id for topic in topics})
        for row in rows:
            row.thread.audience_id = readers[row.category.pk]
        count_in_containers(changes)  # here, as no event tells of each post
        _tag(zip(rows, topics, strict=True))

    return import_threads(kind=KIND, threads=[topic.thread for topic in topics], own=own)


def _follow(audiences: dict[int, int]) -> dict[int, int]:
    """Who reads a category may have changed since its topics were prepared: they follow.

    Return who reads each of them now.

    From here on the categories' rows are held, so no change can miss what was just written.
    """
    categories = Category.objects.locked(audiences)
    for pk, category in categories.items():
        if category.audience_id != audiences[pk]:
            follow_container(
                kind=KIND,
                container_id=pk,
                before=audiences[pk],
                audience_id=category.audience_id,
            )
    return {pk: category.audience_id for pk, category in categories.items()}


def _tag(topics: Iterable[tuple[Topic, ImportedTopic]]) -> None:
    """Who reads them is settled by now, so it is known which of them the tags count."""
    told = list(topics)
    tags = tags_for_import({name for _row, topic in told for name in topic.tags})
    rows = [
        (row.thread, ThreadTag(thread_id=row.pk, tag=tag))
        for row, topic in told
        for tag in _tags_of(topic, tags)
    ]
    ThreadTag.objects.bulk_create((tagged for _thread, tagged in rows), batch_size=1000)
    counted: dict[int, int] = defaultdict(int)
    for thread, tagged in rows:
        counted[tagged.tag_id] += is_counted(thread)
    count_in_tags(counted)


def _tags_of(topic: ImportedTopic, tags: Mapping[str, Tag]) -> list[Tag]:
    found = dict.fromkeys(tags[name] for name in topic.tags if name in tags)
    return list(found)[:MOST_TAGS]


def category_for_import(
    *, slug: str, title: str, by: User, description: str = "", parent: Container | None = None
) -> Category:
    """The category of this address; where there is none it is made, read by whom reads the one
    above it, which is the nearest that may have others below.
    """
    while parent and parent.depth >= DEEPEST:
        parent = parent.parent
    with transaction.atomic():
        one_at_a_time()
        category, is_new = Category.objects.select_related("audience").get_or_create(
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
            publish(ContainerCreated(actor_id=by.pk, kind=category.kind, container_id=category.pk))
    return category
