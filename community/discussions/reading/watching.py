"""What besides a thread may be watched, and how closely a member watches what.

An app registers its containers and tags in `threads.py`; as subjects they are found, named and
kept from whoever may not see them by `kernel.subjects`.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
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
    # In which of them threads stand, as pairs: the id of a thread, the id of a place.
    ids_of: Callable[[Sequence[Thread]], Iterable[tuple[int, int]]]
    covers: Callable[[int], Sequence[int]] = lambda pk: [pk]  # with it, those inside it
    levels: Sequence[int] = tuple(Level)


_watchables: dict[str, Watchable] = {}


def register(watchable: Watchable) -> None:
    _watchables[watchable.kind] = watchable


def watchable(kind: str) -> Watchable | None:
    return _watchables.get(kind)


def places_of(threads: Sequence[Thread]) -> Iterator[tuple[Watchable, int, int]]:
    """The containers and tags of these threads: what is watched, the thread's id, its own id."""
    for place in _watchables.values():
        yield from ((place, thread, pk) for thread, pk in place.ids_of(threads))


def inherited(thread: Thread, member: User) -> tuple[Level, Reason]:
    """How closely a member who never chose for this thread watches it: its tags and container."""
    found = [(Level.NORMAL, Reason.NONE)]
    levels = {
        (watch.kind, watch.object_id): watch.level
        for watch in Watch.objects.filter(member=member, level__isnull=False)
    }
    if not levels:
        return found[0]
    for place, _, pk in places_of([thread]):
        if (level := levels.get((place.kind, pk))) is not None:
            found.append((for_thread(level), place.reason))
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
    `opens` asks for those who are told of the thread's first post. The notifications of a batch
    of posts find them in one statement (notifying/recipients.py), which a test holds to this.
    """
    rows = Reading.objects.filter(thread=thread.pk, member=OuterRef("pk"))
    levels = [Level.WATCHING, *([Level.WATCHING_FIRST] if opens else [])]
    places = Q(pk__in=[])
    for place, _, pk in places_of([thread]):
        places |= Q(kind=place.kind, object_id=pk)
    watching = Watch.objects.filter(places, member=OuterRef("pk"), level__in=levels)
    own = Exists(rows.filter(level=Level.WATCHING))
    by_place = Exists(watching) & ~Exists(rows.filter(level=Level.MUTED) if opens else rows)
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
