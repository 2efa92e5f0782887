"""Of which threads a list is, and for whom."""

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
from community.discussions.kinds import Kind
from community.discussions.models import Container, Tag, Thread, ThreadTag
from community.discussions.models.reading import Level, Reading, Reason
from community.discussions.reading.watching import Watched
from community.discussions.tags.registration import SUBJECT as TAG
from community.kernel import prepared
from community.kernel.text import fold

NEW_FOR = timedelta(days=2)
SAID = [Reason.CHOSEN, Reason.STARTED, Reason.REPLIED, Reason.READ]  # of the thread itself


@dataclass(frozen=True, kw_only=True)
class Scope:
    """The kind, the viewer, the containers that they may see, and what the list is narrowed to."""

    kind: Kind
    viewer: User | AnonymousUser
    container: Container | None = None
    tag: Tag | None = None
    period: str = "month"

    @cached_property
    def containers(self) -> list[Container]:
        kind = self.kind.lists.container_kind
        if not kind:
            return []
        key = ("containers", kind, visibility_key(self.viewer))
        read = prepared.cached_query(key, self._containers)
        return arranged(read.rows({"member": self.viewer.pk}))

    def _containers(self) -> prepared.Prepared:
        viewer = prepared.placeholder_viewer(self.viewer)
        of_kind = Container.objects.filter(kind=self.kind.lists.container_kind)
        rows = of_kind.visible_to(viewer).in_order()
        return prepared.prepare(rows, {"member": prepared.placeholder_number()})

    @cached_property
    def watched(self) -> Watched:
        return Watched(self.viewer)

    @cached_property
    def container_ids(self) -> list[int]:
        """The container with those in it; nothing stands for all."""
        if self.container is None:
            return []
        return within(self.container.pk, {row.pk: row.parent_id for row in self.containers})

    @property
    def apart(self) -> list[Q]:
        """Each container by itself, as an index has them."""
        return [Q(container_id=pk) for pk in self.container_ids]

    @property
    def subject(self) -> tuple[str, int]:
        """What can be watched of this list, or read to its end."""
        if self.container:
            return self.kind.lists.container_kind, self.container.pk
        return (TAG, self.tag.pk) if self.tag else (self.kind.lists.namespace, 0)

    def threads(self) -> QuerySet[Thread]:
        """All live ones that the viewer may see; the container is left to whoever pages."""
        rows = Thread.objects.visible_to(self.viewer).listed(self.kind.name)
        if self.tag:
            tagged = ThreadTag.objects.filter(tag=self.tag.pk)
            rows = rows.filter(pk__in=tagged.values("thread"))
        return rows

    def unmuted(self, rows: QuerySet[Thread]) -> QuerySet[Thread]:
        """Without what the member muted: a thread, or a container or tag that is not this one."""
        if not self.viewer.is_authenticated:
            return rows
        own = Reading.objects.filter(member=self.viewer.pk, thread=OuterRef("pk"))
        containers = self.watched.muted(self.kind.lists.container_kind) - set(self.container_ids)
        tags = self.watched.muted(TAG) - {self.tag.pk if self.tag else 0}
        away = Q()
        if containers:
            away |= Q(container_id__in=containers)
        if tags:
            tagged = ThreadTag.objects.filter(thread=OuterRef("pk"), tag__in=tags)
            away |= Q(Exists(tagged))
        if away:
            kept = own.filter(level__gt=Level.MUTED, reason__in=SAID)
            rows = rows.exclude(away & ~Q(Exists(kept)))
        return rows.exclude(Exists(own.filter(level=Level.MUTED)))

    @cached_property
    def new_since(self) -> datetime:
        """Later threads are new to the member, until opened or dismissed."""
        joined = getattr(self.viewer, "date_joined", None)
        times = [timezone.now() - NEW_FOR, joined, self.read_at.get(0)]
        return max(time for time in times if time)

    @cached_property
    def read_at(self) -> dict[int, datetime]:
        """Up to when all is read: everything (0), and each container."""
        lists, rows = self.kind.lists, self.watched.rows.items()
        return {
            pk: row.read_at
            for (kind, pk), row in rows
            if kind in {lists.namespace, lists.container_kind} and row.read_at
        }

    @cached_property
    def dismissed(self) -> dict[int, datetime]:
        """The containers of which less is new than of the others."""
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
            self.kind.name,
            visibility_key(self.viewer),
            self.period,
            self.tag and self.tag.pk,
            tuple(self.container_ids),
            tuple(row.pk for row in self.containers if not row.has_solutions),
            tuple(sorted(self.watched.muted(self.kind.lists.container_kind))),
            tuple(sorted(self.watched.muted(TAG))),
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
            containers=self.containers,
            watched=self.watched,
            container_ids=self.container_ids,
            new_since=slots["since"],
            dismissed={pk: slots[f"dismissed_{pk}"] for pk in self.dismissed},
        )
        return blank


def scope_of(
    viewer: Any,
    kind: Kind,
    *,
    container: str | None = None,
    tag: str | None = None,
    period: str = "month",
) -> Scope | None:
    """What the words name; None where there is no such thing for the viewer."""
    place = found = None
    if container is not None:
        of_kind = Container.objects.filter(kind=kind.lists.container_kind)
        place = of_kind.visible_to(viewer).filter(slug=container).first()
    if tag is not None:
        row = Tag.objects.select_related("synonym_of").filter(folded_name=fold(tag)).first()
        found = row and (row.synonym_of or row)
    if (container is not None and place is None) or (tag is not None and found is None):
        return None
    return Scope(kind=kind, viewer=viewer, container=place, tag=found, period=period)
