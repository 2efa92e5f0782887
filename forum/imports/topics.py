"""From what a program says of a topic to what the one bulk path writes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from django.db import connection
from django.utils.translation import gettext

from community.accounts.models import User
from community.discussions.imports.actions.records import Act, ImportedPost, ImportedState
from community.discussions.kinds import kind_named
from community.discussions.models import MOST_TAGS
from community.discussions.models.external_ids import ExternalId
from community.discussions.posts.actions.threads import titled
from community.discussions.tags.actions import NoTagName, TooManyTags
from community.discussions.tags.names import tag_name
from community.kernel.text import fold
from forum.actions_import import ImportedTopic
from forum.imports.items import PostItem, TopicItem, Unfit, check_once, parents_first
from forum.imports.named import Authors, Names, known
from forum.imports.posts import check_time, imported, unfit_at
from forum.models import KIND, Category

HOLD_CATEGORIES = (
    "SELECT id FROM discussions_container WHERE id = ANY(%s) ORDER BY id FOR KEY SHARE"
)


@dataclass(frozen=True, kw_only=True)
class Batch:
    """What the topics of one request are held against, asked for once."""

    source: str
    by: User
    topics: dict[str, int]  # that were here before
    posts: dict[str, int]  # likewise
    authors: Authors
    names: Names
    categories: dict[str, Category]
    sent: set[str] = field(default_factory=set)  # posts of the topics that are fit

    @classmethod
    def of(cls, items: Sequence[TopicItem], *, source: str, by: User) -> Batch:
        posts = [post for item in items for post in item.posts]
        slugs = {item.category for item in items}
        authors = Authors.of([*items, *posts], source=source)
        managed = Category.objects.managed_by(by).filter(slug__in=slugs)
        return cls(
            source=source,
            by=by,
            topics=known(
                ExternalId.Kind.QUESTION, (item.external_id for item in items), source=source
            ),
            posts=known(
                ExternalId.Kind.ANSWER, (post.external_id for post in posts), source=source
            ),
            authors=authors,
            names=Names.of([*items, *posts], source=source, authors=authors),
            categories={row.slug: row for row in managed.select_related("audience")},
        )

    def fit(self, item: TopicItem) -> ImportedTopic:
        """Raises Unfit."""
        category = self.categories.get(item.category)
        if category is None:
            raise unknown_category()
        replies = self._in_order(item)
        places = {post.external_id: place for place, (_sent, post) in enumerate(replies, 1)}
        if item.solution_external_id and item.solution_external_id not in places:
            raise Unfit("unknown_solution", "solution_external_id")
        with unfit_at("title"):
            title = titled(item.title)
        opening = imported(
            item,
            source=self.source,
            author=self.authors(item),
            whose=self.names,
            kind=ExternalId.Kind.QUESTION,
        )
        topic = ImportedTopic(
            category=category,
            title=title,
            tags=_tags(item.tags),
            posts=[opening, *(self._reply(at, post, places) for at, post in replies)],
            answer=places.get(item.solution_external_id),
            views_count=item.views_count,
            state=self._state(item),
        )
        self.sent.update(places)
        return topic

    def _state(self, item: TopicItem) -> ImportedState:
        check_time(item.closed_at, "closed_at")
        check_time(item.archived_at, "archived_at")
        closed = Act(at=item.closed_at, by_id=self.by.pk) if item.closed_at else None
        return ImportedState(closed=closed, archived_at=item.archived_at)

    def _in_order(self, item: TopicItem) -> list[tuple[int, PostItem]]:
        """The replies as they can be written, each with the place where it was sent."""
        seen, places = set(self.sent), {}
        for place, post in enumerate(item.posts):
            at = f"posts.{place}.external_id"
            check_once(post, seen, at=at)
            if post.external_id in self.posts:
                raise Unfit("elsewhere", at)
            places[post.external_id] = place
        replies = parents_first(item.posts)
        written = {post.external_id for post in replies}
        for place, post in enumerate(item.posts):
            above = post.parent_external_id
            if (above and above not in places) or post.external_id not in written:
                message = gettext("The parent post is not part of this topic.")
                raise Unfit("unknown_parent", f"posts.{place}.parent_external_id", message)
        return [(places[post.external_id], post) for post in replies]

    def _reply(self, place: int, post: PostItem, places: dict[str, int]) -> ImportedPost:
        try:
            author = self.authors(post)
            made = imported(post, source=self.source, author=author, whose=self.names)
        except Unfit as why:
            raise why.inside(f"posts.{place}") from why
        return replace(made, parent=places.get(post.parent_external_id))


def unknown_category() -> Unfit:
    return Unfit("unknown_category", "category")


def _tags(typed: Sequence[str]) -> list[str]:
    """The names as they are kept. Raises Unfit rather than leave any out."""
    for place, name in enumerate(typed):
        if tag_name(name) is None:
            raise Unfit(NoTagName.code, f"tags.{place}", str(NoTagName(name)))
    names = {fold(name): name for name in map(tag_name, typed) if name}
    if len(names) > MOST_TAGS:
        raise Unfit(TooManyTags.code, "tags", str(TooManyTags(kind_named(KIND).texts)))
    return list(names.values())


def hold_categories(ids: Iterable[int]) -> set[int]:
    """Those that are still there; until the transaction ends nobody deletes them."""
    with connection.cursor() as cursor:
        cursor.execute(HOLD_CATEGORIES, [sorted(ids)])
        return {pk for (pk,) in cursor.fetchall()}
