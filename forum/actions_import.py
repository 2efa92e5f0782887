"""Bringing in topics that were written elsewhere, or for a demonstration.

Whoever runs a command on the server may do anything there, so no policy is asked.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from community.accounts.models import Audience, User
from community.discussions.actions.audiences import follow_container
from community.discussions.actions.imports import (
    Imported,
    ImportedPost,
    ImportedThread,
    import_threads,
)
from community.discussions.models import Thread
from community.events.outbox import publish
from forum.actions import count_in_categories
from forum.events import CategoryOpened
from forum.models import KIND, Category, Topic


@dataclass(frozen=True, kw_only=True)
class ImportedTopic:
    """The opening post first; `answer` is the accepted one's place among the posts."""

    category: Category
    title: str
    posts: Sequence[ImportedPost]
    views_count: int = 0
    answer: int | None = None

    @property
    def thread(self) -> ImportedThread:
        return ImportedThread(
            title=self.title,
            container_id=self.category.pk,
            audience=self.category.audience,
            posts=self.posts,
            views_count=self.views_count,
        )


def import_topics(*, topics: Sequence[ImportedTopic]) -> int:
    """Write topics that whoever reads their category may read; return how many posts.

    They are there whole, with their answers, or not at all, and their categories count them.
    """

    def own(imported: Imported) -> None:
        changes: dict[int, tuple[int, int]] = defaultdict(lambda: (0, 0))
        rows = []
        for topic, (thread, posts) in zip(topics, imported, strict=True):
            solution = None if topic.answer is None else posts[topic.answer]
            rows.append(Topic(thread=thread, category=topic.category, solution=solution))
            thread.solved_at = solution.created_at if solution else None
            more_topics, more_posts = changes[topic.category.pk]
            changes[topic.category.pk] = (more_topics + 1, more_posts + thread.posts_count)
        Topic.objects.bulk_create(rows)
        solved = [row.thread for row in rows if row.solution]
        Thread.objects.bulk_update(solved, ["solved_at"], batch_size=500)
        _follow({topic.category.pk: topic.category.audience_id for topic in topics})
        count_in_categories(changes)  # here, as no event tells of each post

    return import_threads(kind=KIND, threads=[topic.thread for topic in topics], own=own)


def _follow(audiences: dict[int, int]) -> None:
    """Who reads a category may have changed since its topics were prepared: they follow.

    From here on the categories' rows are held, so no change can miss what was just written.
    """
    for pk, category in Category.objects.locked(audiences).items():
        if category.audience_id != audiences[pk]:
            follow_container(kind=KIND, container_id=pk, audience_id=category.audience_id)


def category_for_import(*, slug: str, title: str, by: User) -> Category:
    """The category of this address, made public where there is none."""
    with transaction.atomic():
        category, is_new = Category.objects.select_related("audience").get_or_create(
            slug=slug,
            defaults={"title": title[:60], "audience_id": Audience.PUBLIC_ID, "position": 100},
        )
        if is_new:
            publish(CategoryOpened(actor_id=by.pk, category_id=category.pk))
    return category
