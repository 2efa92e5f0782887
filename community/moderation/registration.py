"""What apps tell the moderation engine of. They register in `moderation.py`, which is discovered
like `admin.py`.

    register(
        Reviewable(kind="feedback.comment", label=_("Comment"), describe=describe, hide=hide, ...),
        Act(name="feedback.merged", text=_("%(actor)s merged %(subject)s"), undo=unmerge),
        ItemType(name="registry.submission", label=_("Extensions"), approve=..., reject=..., ...),
    )

With a `Reviewable` its objects can be flagged, are hidden at the threshold, stand in the review
queue and can be acted on there. An `ItemType` is another kind of thing that waits; the app calls
`open_item`. An `Act` is a line of the public log, which can be undone if it has an `undo`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from community.accounts.models import Audience, User
from community.kernel.languages import Text
from community.kernel.subjects import Subject


@dataclass(frozen=True, kw_only=True)
class Described:
    """An object as the queue and the flag form show it to one viewer, who may see it."""

    title: str
    url: str
    html: str = ""  # what it says, sanitised
    language: str = ""
    member_id: int | None = None  # whose it is
    audience_id: int = Audience.PUBLIC_ID
    container_id: int | None = None
    container_title: str = ""
    is_hidden: bool = False
    is_deleted: bool = False
    edit_url: str = ""
    # What flags of it count for, such as the topic of an opening post; else the object itself.
    counts_for: Subject | None = None


Describe = Callable[[Sequence[int], Any], Mapping[int, Described]]
ActOn = Callable[..., object]  # act(pk=…, by=…)


APPROVE, REJECT = pgettext_lazy("verb", "Approve"), pgettext_lazy("verb", "Reject")


def no_containers(person: Any) -> Sequence[int]:
    return ()


def any_member(person: Any, found: Described) -> bool:
    """Not one's own."""
    return bool(person.is_authenticated and person.may_write and person.pk != found.member_id)


@dataclass(frozen=True, kw_only=True)
class Reviewable:
    """A kind of object that members can flag. What it has no action for is not offered.

    The actions are called with the object's `pk` and `by`, in the transaction of the decision, with
    the review item locked; for what the system does, `by` is the system account. Repeating one
    changes nothing.
    """

    kind: str  # of its subjects: "discussions.post"
    label: Text  # "Post"
    describe: Describe  # what the viewer may see, hidden ones too if they moderate
    may_flag: Callable[[Any, Described], bool] = any_member
    hide: ActOn | None = None
    show: ActOn | None = None  # takes hiding back; what was deleted stays deleted
    delete: ActOn | None = None
    # Flags hide it at this score, by at least so many members: see flags/scoring.py.
    hides_at: float = 12.5 * 6 / 9
    hidden_by: int = 2
    # Where somebody who is no moderator moderates: ids of containers.
    containers_of: Callable[[Any], Sequence[int]] = no_containers
    # Of a hidden thing: whether a moderator of this container may act, as policies of the app say.
    may_moderate: Callable[[Any, Described], bool] | None = None


@dataclass(frozen=True, kw_only=True)
class ItemType:
    """Something that waits in the queue, and what a decision does.

    `approve` and `reject` are called with `item` (locked), `by` and `text` (what the moderator
    tells the member), inside the transaction of the decision. `describe` shows items of this type
    whose subjects no `Reviewable` describes: given items, it returns what the viewer may see.
    """

    name: str  # "flag", "approval": it is stored, so keep it
    label: Text  # a filter of the queue: "Flags"
    icon: str
    position: int
    approve: Callable[..., object]
    reject: Callable[..., object]
    approve_label: Text = APPROVE
    reject_label: Text = REJECT
    ignore: Callable[..., object] | None = None  # called as the others; without it, not offered
    describe: Callable[[Sequence[Any], Any], Mapping[int, Described]] | None = None  # by item's id
    may_decide: Callable[[User, Any], bool] = lambda person, item: True  # beside seeing it
    is_hiding_offered: bool = False  # hide and delete are decisions, too
    has_message: bool = True  # the member gets to read what the moderator writes to them


@dataclass(frozen=True, kw_only=True)
class Act:
    """A line of the public log: `text` has `%(actor)s`, `%(subject)s`, `%(member)s` and what
    `words(entry, viewer)` adds. `undo(entry=…, by=…)` is an action of the app."""

    name: str  # "discussions.thread_closed": it is stored, so keep it
    text: Text
    label: Text = ""  # a filter of the log: "Topic closed"; without it, there is none
    icon: str = "shield"
    words: Callable[..., Mapping[str, str]] | None = None
    undo: Callable[..., object] | None = None


@dataclass(frozen=True, kw_only=True)
class Figure:
    """A number that moderators are shown of a member, such as how many posts they wrote. `count`
    is given members' ids and returns those above 0, in one query."""

    name: str
    label: Text
    count: Callable[[Sequence[int]], Mapping[int, int]]


_reviewables: dict[str, Reviewable] = {}
_types: dict[str, ItemType] = {}
_acts: dict[str, Act] = {}
_figures: dict[str, Figure] = {}
REASONS: dict[str, Text] = {  # why something waits: codes of ReviewItem.reasons, in words
    "flagged": _("Flagged by members"),
}


def register(*parts: Reviewable | ItemType | Act | Figure) -> None:
    for part in parts:
        if isinstance(part, Reviewable):
            _reviewables[part.kind] = part
        elif isinstance(part, ItemType):
            _types[part.name] = part
        elif isinstance(part, Figure):
            _figures[part.name] = part
        else:
            _acts[part.name] = part


def register_reasons(reasons: Mapping[str, Text]) -> None:
    REASONS.update(reasons)


def reviewable(kind: str) -> Reviewable | None:
    return _reviewables.get(kind)


def reviewables() -> list[Reviewable]:
    return [_reviewables[kind] for kind in sorted(_reviewables)]


def item_types() -> list[ItemType]:
    return sorted(_types.values(), key=lambda one: (one.position, one.name))


def item_type(name: str) -> ItemType | None:
    """None for a type of an app that is gone, or of a newer release."""
    return _types.get(name)


def acts() -> list[Act]:
    return [_acts[name] for name in sorted(_acts)]


def figures() -> list[Figure]:
    return [_figures[name] for name in sorted(_figures)]


def act_named(name: str) -> Act | None:
    return _acts.get(name)


def named_reasons(codes: Sequence[str]) -> list[str]:
    """Why something waits, in words. Codes of an app that is gone are left out."""
    return [str(REASONS[code]) for code in codes if code in REASONS]


def described(subject: Subject, viewer: Any) -> Described | None:
    """The object, if the viewer may see it and its kind can be reviewed."""
    kind = reviewable(subject.kind)
    return kind.describe([subject.id], viewer).get(subject.id) if kind else None
