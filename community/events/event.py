"""Facts in the past tense. Who tells them is an action; who hears them is a subscriber."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime
from functools import cache
from typing import Any, ClassVar, Self, TypeVar

Subscriber = Callable[[list[Any]], None]
S = TypeVar("S", bound=Subscriber)

_envelope = {"envelope": True}  # what the record says of the event, not what the event says


@dataclass(frozen=True, kw_only=True)
class Event:
    """Ids, numbers and enum values only: a fact must still make sense next year.

    Fields are only ever added, with a default: an old row lacks the new ones, and a row that
    a newer release wrote has some that this one does not know.

    Rules use `occurred_at`, never the clock, and key what they write by `id`; both are set
    when the event is read, and mean nothing before it is published.
    """

    name: ClassVar[str]
    types: ClassVar[dict[str, type[Event]]] = {}

    actor_id: int | None
    id: int = field(default=0, metadata=_envelope)
    occurred_at: datetime = field(
        default=datetime.min.replace(tzinfo=UTC), metadata=_envelope, compare=False
    )

    def __init_subclass__(cls) -> None:
        if "name" not in cls.__dict__:
            return  # what several events share
        if Event.types.setdefault(cls.name, cls).__qualname__ != cls.__qualname__:
            raise RuntimeError(f"two events are named {cls.name}")
        Event.types[cls.name] = cls  # the dataclass decorator may make the class anew

    @classmethod
    @cache  # every event asks
    def told(cls) -> tuple[str, ...]:
        """The names of the fields that the event itself tells."""
        return tuple(f.name for f in fields(cls) if "envelope" not in f.metadata)

    @classmethod
    def shape(cls) -> dict[str, str]:
        """What the event tells: field names and their types."""
        types = {f.name: f.type for f in fields(cls)}
        return {name: getattr(types[name], "__name__", str(types[name])) for name in cls.told()}

    @property
    def payload(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.told()}

    @classmethod
    def read(cls, payload: dict[str, Any], **envelope: Any) -> Self:
        return cls(**{name: payload[name] for name in cls.told() if name in payload}, **envelope)


subscribers: dict[str, Subscriber] = {}
live_subscribers: set[str] = set()  # names of those that a relay of their own serves
_hear: dict[str, list[str]] = {}
_at_commit: dict[str, list[Subscriber]] = {}
_where: dict[str, Callable[[Any], bool]] = {}
gathering: dict[str, float] = {}  # seconds between two turns of a subscriber, where it gathers


def on(
    *event_types: type[Event],
    name: str,
    at_commit: Iterable[type[Event]] = (),
    live: bool = False,
    where: Callable[[Any], bool] | None = None,
    gather: float = 0,
) -> Callable[[S], S]:
    """Hand the decorated function each committed event of these types, in lists, oldest first.

    `name` stands in the deliveries: keep it when the function moves. The function writes in
    bulk, stays under a millisecond an event, and leaves slow work to a row that a task works off.

    Events `at_commit` are handed over right after the commit, too, without the relay: for what
    must be hidden even while that hangs. Such a function may be called twice with the same event
    and writes nothing to the database; that Redis is away it leaves to the relay.

    A `live` one only rings: it writes nothing, and never waits for those that do.

    Of the events, only those are delivered for which `where` is true: it is asked when they are
    published, and looks at nothing but the event. Use it for what concerns one kind of thread, so
    that the others cost nothing. With `gather`, a running relay hands over at most one list in so
    many seconds, unless more wait than fit into one: for what is cheaper done for many at once, and
    may be a moment late.
    """

    def register(subscriber: S) -> S:
        if name in subscribers:
            raise RuntimeError(f"two subscribers are named {name}")
        subscribers[name] = subscriber
        if live:
            live_subscribers.add(name)
        if where:
            _where[name] = where
        if gather:
            gathering[name] = gather
        for event_type in event_types:
            _hear.setdefault(event_type.name, []).append(name)
        for event_type in at_commit:
            _at_commit.setdefault(event_type.name, []).append(subscriber)
        return subscriber

    return register


def who_hears(event_name: str) -> list[str]:
    return _hear.get(event_name, [])


def who_gets(event: Event) -> list[str]:
    """The subscribers to which this event is delivered."""
    names = who_hears(event.name)
    return [name for name in names if name not in _where or _where[name](event)]


def heard_by(subscriber: str) -> list[str]:
    """The names of the events that a subscriber hears."""
    return [name for name, subscribers in _hear.items() if subscriber in subscribers]


def who_hears_at_commit(event_name: str) -> list[Subscriber]:
    return _at_commit.get(event_name, [])
