"""What besides a thread may be watched, and how closely a member watches what.

An app registers its containers and tags in `threads.py`; as subjects they are found, named and
kept from whoever may not see them by `kernel.subjects`.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.functional import cached_property

from community.accounts.models import User
from community.discussions.models import Thread
from community.discussions.models.reading import Level, Reading, Reason, Watch
from community.kernel.prepared import cached_query, placeholder_number, prepare


@dataclass(frozen=True, kw_only=True)
class Watchable:
    """A kind of place that threads stand in; one may be watched whole, and read to its end."""

    kind: str  # "forum.category"
    label: str  # what people call one
    reason: Reason  # what is stored of a thread that is watched because of it
    threads: Callable[[Sequence[int]], QuerySet[Thread]]  # those that stand in any of them
    ids_of: Callable[[Thread], Iterable[int]]  # in which of them a thread stands
    covers: Callable[[int], Sequence[int]] = lambda pk: [pk]  # with it, those inside it
    levels: Sequence[int] = tuple(Level)


_watchables: dict[str, Watchable] = {}


def register(watchable: Watchable) -> None:
    _watchables[watchable.kind] = watchable


def watchable(kind: str) -> Watchable | None:
    return _watchables.get(kind)


def inherited(thread: Thread, member: User) -> tuple[Level, Reason]:
    """How closely a member who never chose for this thread watches it: its tags and container."""
    found = [(Level.NORMAL, Reason.NONE)]
    levels = {
        (watch.kind, watch.object_id): watch.level
        for watch in Watch.objects.filter(member=member, level__isnull=False)
    }
    if not levels:
        return found[0]
    for place in _watchables.values():
        told = [levels[key] for pk in place.ids_of(thread) if (key := (place.kind, pk)) in levels]
        found += [(for_thread(level), place.reason) for level in told if level is not None]
    said = [level for level in found if level[1] is not Reason.NONE]
    return max(said, key=lambda level: level[0]) if said else found[0]


def reading_of(thread: Thread, member: User) -> Reading:
    """How the member stands to the thread; as the first visit would find it, before that one."""
    mine = Reading.objects.filter(member=member, thread=thread).first()
    if mine is None:
        level, reason = inherited(thread, member)
        return Reading(member=member, thread=thread, level=level, reason=reason)
    mine.thread = thread
    return mine


def for_thread(level: int) -> Level:
    """What watching the first posts of a place means for what comes after them: nothing."""
    return Level.NORMAL if level == Level.WATCHING_FIRST else Level(level)


def watchers(thread: Thread, *, opens: bool = False) -> QuerySet[User]:
    """The members to be told of a new post: of those who may read it, those who watch.

    What was said of the thread itself counts before what was said of the places it stands in.
    `opens` asks for those who are told of the thread's first post.
    """
    rows = Reading.objects.filter(thread=thread.pk, member=OuterRef("pk"))
    levels = [Level.WATCHING, *([Level.WATCHING_FIRST] if opens else [])]
    places = Q(pk__in=[])
    for place in _watchables.values():
        places |= Q(kind=place.kind, object_id__in=list(place.ids_of(thread)))
    watching = Watch.objects.filter(places, member=OuterRef("pk"), level__in=levels)
    own = Exists(rows.filter(level=Level.WATCHING))
    by_place = Exists(watching) if opens else Exists(watching) & ~Exists(rows)
    return thread.readers().filter(own | by_place, is_active=True)


class Watched:
    """What a member said of places, read in one query; a visitor said nothing."""

    def __init__(self, viewer: User | AnonymousUser) -> None:
        self.viewer = viewer

    @cached_property
    def rows(self) -> dict[tuple[str, int], Watch]:
        if not self.viewer.is_authenticated:
            return {}
        slots = {"member": placeholder_number()}
        read = cached_query(
            "watched", lambda: prepare(Watch.objects.filter(member=slots["member"]), slots)
        )
        rows: list[Watch] = read.rows({"member": self.viewer.pk})
        return {(row.kind, row.object_id): row for row in rows}

    def muted(self, kind: str) -> set[int]:
        return {pk for (of, pk), row in self.rows.items() if of == kind and row.level == 0}

    def level(self, kind: str, pk: int) -> int | None:
        return row.level if (row := self.rows.get((kind, pk))) else None
