"""Of which topics a list is, and for whom."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.functional import cached_property

from community.accounts.models import User
from community.discussions.models import Thread
from community.discussions.reading import Level, Reading, Reason
from community.discussions.watching import Watched
from forum.models import KIND, Category, Tag, TopicTag
from forum.tree import arranged, within

NEW_FOR = timedelta(days=2)
SAID = [Reason.CHOSEN, Reason.STARTED, Reason.REPLIED, Reason.READ]  # of the topic itself


@dataclass(frozen=True, kw_only=True)
class Scope:
    """The viewer, the categories that they may see, and what the list is narrowed to."""

    viewer: User | AnonymousUser
    category: Category | None = None
    tag: Tag | None = None
    period: str = "month"

    @cached_property
    def categories(self) -> list[Category]:
        return arranged(Category.objects.visible_to(self.viewer).in_order())

    @cached_property
    def watched(self) -> Watched:
        return Watched(self.viewer)

    @cached_property
    def containers(self) -> list[int]:
        """The category with those in it; nothing stands for all."""
        if self.category is None:
            return []
        return within(self.category.pk, {row.pk: row.parent_id for row in self.categories})

    @property
    def apart(self) -> list[Q]:
        """Each category by itself, as an index has them."""
        return [Q(container_id=pk) for pk in self.containers]

    @property
    def subject(self) -> tuple[str, int]:
        """What can be watched of this list, or read to its end."""
        if self.category:
            return "forum.category", self.category.pk
        return ("forum.tag", self.tag.pk) if self.tag else ("forum", 0)

    def topics(self) -> QuerySet[Thread]:
        """All live ones that the viewer may see; the category is left to whoever pages."""
        rows = Thread.objects.visible_to(self.viewer).filter(kind=KIND, deleted_at=None)
        if self.tag:
            tagged = TopicTag.objects.filter(tag=self.tag.pk)
            rows = rows.filter(pk__in=tagged.values("topic"))
        return rows

    def unmuted(self, rows: QuerySet[Thread]) -> QuerySet[Thread]:
        """Without what the member muted: a topic, or a category or tag that is not this one."""
        if not self.viewer.is_authenticated:
            return rows
        own = Reading.objects.filter(member=self.viewer.pk, thread=OuterRef("pk"))
        places = self.watched.muted("forum.category") - set(self.containers)
        tags = self.watched.muted("forum.tag") - {self.tag.pk if self.tag else 0}
        away = Q()
        if places:
            away |= Q(container_id__in=places)
        if tags:
            tagged = TopicTag.objects.filter(topic=OuterRef("pk"), tag__in=tags)
            away |= Q(Exists(tagged))
        if away:
            kept = own.filter(level__gt=Level.MUTED, reason__in=SAID)
            rows = rows.exclude(away & ~Q(Exists(kept)))
        return rows.exclude(Exists(own.filter(level=Level.MUTED)))

    @cached_property
    def new_since(self) -> datetime:
        """Later topics are new to the member, until opened or dismissed."""
        joined = getattr(self.viewer, "date_joined", None)
        times = [timezone.now() - NEW_FOR, joined, self.read_at.get(0)]
        return max(time for time in times if time)

    @cached_property
    def read_at(self) -> dict[int, datetime]:
        """Up to when all is read: everything (0), and each category."""
        rows = self.watched.rows.items()
        return {
            pk: row.read_at
            for (kind, pk), row in rows
            if kind in {"forum", "forum.category"} and row.read_at
        }

    def is_new(self, row: Thread) -> bool:
        dismissed = self.read_at.get(row.container_id or 0)
        return row.created_at > max(self.new_since, dismissed or self.new_since)

    def is_dismissed(self, row: Thread) -> bool:
        times = [self.read_at.get(0), self.read_at.get(row.container_id or 0)]
        return any(time and row.bumped_at <= time for time in times)
