"""Of which topics a list is, and for whom."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.functional import cached_property

from community.accounts.models import User
from community.accounts.policy import visibility_key
from community.discussions.containers.tree import arranged, within
from community.discussions.models import Tag, Thread, ThreadTag
from community.discussions.reading import Level, Reading, Reason
from community.discussions.watching import Watched
from community.kernel import prepared
from community.kernel.text import fold
from forum.models import KIND, Category

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
        read = prepared.cached_query(("categories", visibility_key(self.viewer)), self._categories)
        return arranged(read.rows({"member": self.viewer.pk}))

    def _categories(self) -> prepared.Prepared:
        viewer = prepared.placeholder_viewer(self.viewer)
        rows = Category.objects.visible_to(viewer).in_order()
        return prepared.prepare(rows, {"member": prepared.placeholder_number()})

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
            tagged = ThreadTag.objects.filter(tag=self.tag.pk)
            rows = rows.filter(pk__in=tagged.values("thread"))
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
            tagged = ThreadTag.objects.filter(thread=OuterRef("pk"), tag__in=tags)
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

    @cached_property
    def dismissed(self) -> dict[int, datetime]:
        """The categories of which less is new than of the others."""
        times = self.read_at.items()
        return {pk: at for pk, at in times if pk and at > self.new_since}

    def is_new(self, row: Thread) -> bool:
        dismissed = self.read_at.get(row.container_id or 0)
        return row.created_at > max(self.new_since, dismissed or self.new_since)

    def is_dismissed(self, row: Thread) -> bool:
        times = [self.read_at.get(0), self.read_at.get(row.container_id or 0)]
        return any(time and row.bumped_at <= time for time in times)

    # -- its queries, prepared -------------------------------------------------------------------
    @cached_property
    def shape(self) -> Hashable:
        """All that the SQL of its lists depends on; what else differs are `values`."""
        return (
            visibility_key(self.viewer),
            self.period,
            self.tag and self.tag.pk,
            tuple(self.containers),
            tuple(row.pk for row in self.categories if not row.has_solutions),
            tuple(sorted(self.watched.muted("forum.category"))),
            tuple(sorted(self.watched.muted("forum.tag"))),
            tuple(self.dismissed),
        )

    @property
    def values(self) -> Mapping[str, Any]:
        return {
            "member": self.viewer.pk,
            "now": timezone.now(),
            "since": self.new_since if self.viewer.is_authenticated else None,
            **{f"dismissed_{pk}": at for pk, at in self.dismissed.items()},
        }

    @property
    def slots(self) -> Mapping[str, Any]:
        """What stands for those values in the queries of `anybodys`."""
        later = {
            f"dismissed_{pk}": prepared.placeholder_time(2 + n)
            for n, pk in enumerate(self.dismissed)
        }
        return {
            "member": prepared.placeholder_number(),
            "now": prepared.placeholder_time(),
            "since": prepared.placeholder_time(1),
            **later,
        }

    def anybodys(self) -> Scope:
        """The same for any member whose scope has this shape: slots are in place of the values."""
        slots = self.slots
        blank = replace(self, viewer=prepared.placeholder_viewer(self.viewer))
        vars(blank).update(
            categories=self.categories,
            watched=self.watched,
            containers=self.containers,
            new_since=slots["since"],
            dismissed={pk: slots[f"dismissed_{pk}"] for pk in self.dismissed},
        )
        return blank


def scope_of(
    viewer: Any, *, category: str | None = None, tag: str | None = None, period: str = "month"
) -> Scope | None:
    """What the words name; None where there is no such thing for the viewer."""
    place = found = None
    if category is not None:
        place = Category.objects.visible_to(viewer).filter(slug=category).first()
    if tag is not None:
        row = Tag.objects.select_related("synonym_of").filter(folded_name=fold(tag)).first()
        found = row and (row.synonym_of or row)
    is_known = (category is None or place) and (tag is None or found)
    return Scope(viewer=viewer, category=place, tag=found, period=period) if is_known else None
