"""From what a program says of replies to what the one bulk path writes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from django.utils.translation import gettext

from community.accounts.models import User
from community.discussions.imports.actions.records import ImportedPost
from community.discussions.models import Post, Thread
from community.discussions.models.external_ids import ExternalId
from forum.imports.items import PostItem, Unfit, parents_first
from forum.imports.named import Authors, Names, known
from forum.imports.posts import imported
from forum.models import KIND


@dataclass(frozen=True, kw_only=True)
class Batch:
    """What the replies of one request are held against, asked for once."""

    source: str
    authors: Authors
    names: Names
    posts: dict[str, int]  # that were here before: sent again, or answered
    topics: dict[str, int]  # that came from the source
    writable: set[int]  # threads that are there for whoever asks
    answerable: dict[int, int]  # posts that were here before, and their threads
    replies: dict[int, list[ImportedPost]] = field(default_factory=dict)
    places: dict[str, tuple[int, int]] = field(default_factory=dict)  # thread, and place in it

    @classmethod
    def of(cls, items: Sequence[PostItem], *, source: str, by: User) -> Batch:
        topics = known(
            ExternalId.Kind.QUESTION, (item.topic_external_id for item in items), source=source
        )
        called = [name for item in items for name in (item.external_id, item.parent_external_id)]
        posts = known(ExternalId.Kind.ANSWER, called, source=source)
        above = {*posts.values(), *(item.parent for item in items if item.parent)}
        live = Thread.objects.filter(kind=KIND, deleted_at=None)
        named = live.visible_to(by).filter(pk__in={item.topic for item in items if item.topic})
        came = live.filter(pk__in=topics.values())
        authors = Authors.of(items, source=source)
        return cls(
            source=source,
            authors=authors,
            names=Names.of(items, source=source, authors=authors),
            posts=posts,
            topics=topics,
            writable={row.pk for rows in (named, came) for row in rows.only("pk")},
            answerable=dict(
                Post.objects.live().filter(pk__in=above).values_list("pk", "thread_id")
            ),
        )

    def fit_all(self, items: Sequence[PostItem]) -> dict[str, Unfit]:
        """Prepare what is new; return why others cannot be brought in."""
        new = [item for item in items if item.external_id not in self.posts]
        message = gettext("The parent post is a reply to this post.")
        why_not = {
            item.external_id: Unfit("unknown_parent", "parent_external_id", message) for item in new
        }
        for item in parents_first(new):
            del why_not[item.external_id]
            try:
                self._fit(item)
            except Unfit as why:
                why_not[item.external_id] = why
        return why_not

    def _fit(self, item: PostItem) -> None:
        thread_id = self._thread(item)
        place, parent_id = self._parent(item, thread_id)
        author = self.authors(item)
        post = imported(item, source=self.source, author=author, whose=self.names)
        behind = self.replies.setdefault(thread_id, [])
        self.places[item.external_id] = (thread_id, len(behind))
        behind.append(replace(post, parent=place, parent_id=parent_id))

    def _thread(self, item: PostItem) -> int:
        external = item.topic_external_id
        pk = self.topics.get(external) if external else item.topic
        if pk not in self.writable:
            at = "topic_external_id" if external else "topic"
            raise Unfit("unknown_topic", at)
        return pk

    def _parent(self, item: PostItem, thread_id: int) -> tuple[int | None, int | None]:
        """Its place, where it comes along, or its number, where it was here before."""
        external = item.parent_external_id
        if external in self.places:
            found, place = self.places[external]
            if found == thread_id:
                return place, None
        pk = self.posts.get(external) if external else item.parent
        if pk and self.answerable.get(pk) == thread_id:
            return None, pk
        if not external and not item.parent:
            return None, None
        at = "parent_external_id" if external else "parent"
        raise Unfit("unknown_parent", at)
