"""Bringing in topics that were written elsewhere, or for a demonstration.

Whoever runs a command on the server may do anything there, so no policy is asked.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from community.accounts.models import User
from community.discussions.imports.actions.containers import (
    Placed,
    container_for_import,
    settle_in_containers,
)
from community.discussions.imports.actions.records import (
    OPEN,
    ImportedPost,
    ImportedReading,
    ImportedState,
    ImportedThread,
)
from community.discussions.imports.actions.threads import Imported, import_threads
from community.discussions.models import Container, Thread
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
        rows, placed = [], []
        for topic, (thread, posts) in zip(topics, imported, strict=True):
            solution = None if topic.answer is None else posts[topic.answer]
            rows.append(Topic(thread=thread, category=topic.category, solution=solution))
            placed.append(Placed(thread, topic.category, topic.tags))
            thread.solved_at = solution.created_at if solution else None
        Topic.objects.bulk_create(rows)
        solved = [row.thread for row in rows if row.solution]
        Thread.objects.bulk_update(solved, ["solved_at"], batch_size=500)
        settle_in_containers(model=Category, placed=placed)

    return import_threads(kind=KIND, threads=[topic.thread for topic in topics], own=own)


def category_for_import(
    *, slug: str, title: str, by: User, description: str = "", parent: Container | None = None
) -> Category:
    """The category of this slug; where there is none it is made, read by whoever reads the one
    above it."""
    return container_for_import(
        Category, slug=slug, title=title, by=by, description=description, parent=parent
    )
