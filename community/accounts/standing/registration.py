"""What counts for a member's standing. Apps register it beside their events, in `standing.py`,
which is discovered like `admin.py`; experience/recognition counts.

    register(
        Rule(name="feedback.shipped", label=_("Idea shipped"), points=20, kind="feedback"),
        Threshold(name="feedback.first_idea", label=_("First idea"), rule="feedback.idea", ...),
        Measure(name="feedback.votes", label=_("Votes cast"), measure=votes_by_member),
    )

    @reads(IdeaShipped)
    def count_shipped(event):
        yield Counted(rule="feedback.shipped", member_id=event.author_id,
                      subject=Subject("feedback.idea", event.idea_id))

What a reader yields depends on the event alone: no query, no clock. So the log of events, read
again from its beginning, gives the same standing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from typing import Any, TypeVar

from community.events.event import Event
from community.kernel.languages import Text
from community.kernel.subjects import Subject


@dataclass(frozen=True, kw_only=True)
class Rule:
    """A sort of contribution, and what one is worth."""

    name: str  # "forum.solution": it is stored, so keep it
    label: Text  # "Solution"
    # The sentence of "where my points came from", with %(subject)s and perhaps %(other)s. It says
    # neither "you" nor "your": moderators read it about others.
    sentence: Text = ""
    points: int = 0  # of reputation
    kind: str = ""  # slug of the contribution kind; a category that has a kind comes before it
    is_limited: bool = True  # counts towards the most that a member can earn a day
    icon: str = "thanks"
    position: int = 100


@dataclass(frozen=True, kw_only=True)
class Counted:
    """A contribution, from now on. It is the same one if rule, member, subject and other are;
    counting it again changes nothing, unless it was withdrawn."""

    rule: str
    member_id: int
    subject: Subject
    other_id: int | None = None  # whose act it came from: who liked, who accepted
    thread_id: int | None = None  # goes and comes back with this thread
    container_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class Withdrawn:
    """What was counted does not hold anymore: all that match what is given, which is at least a
    subject, a thread or a member."""

    rule: str
    subject: Subject | None = None
    thread_id: int | None = None
    member_id: int | None = None
    other_id: int | None = None

    def __post_init__(self) -> None:
        if self.subject is None and self.thread_id is None and self.member_id is None:
            raise ValueError(f"what is withdrawn of {self.rule}?")


@dataclass(frozen=True, kw_only=True)
class Removed:
    """Content is gone: whatever was counted for the subject, or in the thread."""

    subject: Subject | None = None
    thread_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class Restored:
    """Content came back, and with it what had been counted and was not withdrawn."""

    subject: Subject | None = None
    thread_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class Visited:
    """A member was there on a day, and read so many posts that were new to them."""

    member_id: int
    day: date
    posts: int
    seconds: int


Told = Counted | Withdrawn | Removed | Restored | Visited
Reader = Callable[[Any], Iterable[Told]]
R = TypeVar("R", bound=Reader)


class Tier(IntEnum):
    """How high a badge is; the numbers are those of imported badges."""

    GOLD = 1
    SILVER = 2
    BRONZE = 3


@dataclass(frozen=True, kw_only=True)
class Badge:
    """A badge. Subclasses say when a member has it: those here by what is counted, others that
    experience/recognition evaluates each night by `qualifying`."""

    name: str  # "forum.first_solution": it is stored, so keep it
    label: Text
    description: Text  # how to get it: one sentence
    tier: Tier
    icon: str = "badge"
    position: int = 100
    # What one award is for, a kind of subject such as "discussions.post"; "" if there is only one.
    scope_kind: str = ""
    is_permanent: bool = False  # stays when what it was awarded for goes


@dataclass(frozen=True, kw_only=True)
class Threshold(Badge):
    """Awarded at so many contributions of a rule: of a member, or `by` "subject" (so many for one
    post) or "container" (so many in one category), then once for each of them."""

    rule: str
    threshold: int = 1
    by: str = ""


@dataclass(frozen=True, kw_only=True)
class Daily(Badge):
    """Evaluated each night after `day` is over. `qualifying(day)` returns (member, scope) of all
    who have it now, in one query; whoever is not among them loses it, unless it is permanent.

    What qualifies for one that `is_recorded` depends on more than the log of events, such as who is
    staff today: a replay awards it as its BadgeAwarded events say.
    """

    is_recorded: bool = False
    qualifying: Callable[[date], Iterable[tuple[int, int]]]


@dataclass(frozen=True, kw_only=True)
class Measured:
    """How far a member is: `value` of `needed`."""

    value: int
    needed: int


Counts = Mapping[tuple[str, date | None], Mapping[int, int]]


@dataclass(frozen=True, kw_only=True)
class Measure:
    """Something that a trust level may require. `measure(member_ids, since, threshold)` returns it
    for each of these members, in a constant number of queries; `since` is None for all time.

    With `is_limit` the value may not be above the threshold; else it may not be below.

    Measures that one query can count name the same function `counted` instead: it is called once,
    with the beginnings of all periods, and returns the values of members by the measures' names
    and these beginnings.
    """

    name: str  # "discussions.posts_read": it is stored, so keep it
    label: Text  # "Posts read"
    measure: Callable[[Sequence[int], date | None, int], Mapping[int, Measured]] | None = None
    counted: Callable[[Sequence[int], Sequence[date | None]], Counts] | None = None
    unit: Text = ""  # "minutes"
    is_limit: bool = False
    position: int = 100


rules: dict[str, Rule] = {}
_badges: dict[str, Badge] = {}
_measures: dict[str, Measure] = {}
_readers: dict[type[Event], list[Reader]] = {}


def register(*parts: Rule | Badge | Measure) -> None:
    for part in parts:
        if isinstance(part, Rule):
            rules[part.name] = part
        elif isinstance(part, Measure):
            _measures[part.name] = part
        else:
            _badges[part.name] = part


def reads(*event_types: type[Event]) -> Callable[[R], R]:
    """The decorated function tells what an event of these types means for members' standing."""

    def keep(reader: R) -> R:
        for event_type in event_types:
            _readers.setdefault(event_type, []).append(reader)
        return reader

    return keep


def event_types() -> list[type[Event]]:
    """What is read by anybody."""
    return list(_readers)


def told_by(event: Event) -> list[Told]:
    """What an event means, in the order in which it is to be counted."""
    return [told for reader in _readers.get(type(event), ()) for told in reader(event)]


def badges() -> list[Badge]:
    return sorted(_badges.values(), key=lambda badge: (badge.position, badge.name))


def badge(name: str) -> Badge | None:
    """None for a badge of an app that is gone."""
    return _badges.get(name)


def thresholds(rule: str) -> list[Threshold]:
    return [one for one in badges() if isinstance(one, Threshold) and one.rule == rule]


def measures() -> list[Measure]:
    return sorted(_measures.values(), key=lambda one: (one.position, one.name))


def measure(name: str) -> Measure | None:
    return _measures.get(name)
