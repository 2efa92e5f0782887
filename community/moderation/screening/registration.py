"""What apps hold back until a moderator approves it. They register in `screening.py`, which is
discovered like `admin.py`.

    register(Holdable(name="feedback.idea", publish=publish_idea))

An action that publishes what members write asks `screen` first. If the verdict says that it waits,
the action calls `hold` with the arguments of the function that would have published it, and
returns what that returns; `publish` is called with them when a moderator approves.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from community.moderation.registration import register_reasons

APPROVAL, REGISTRATION = "approval", "registration"  # the types of the queue's items


@dataclass(frozen=True, kw_only=True)
class Holdable:
    """`publish(author=…, subject_id=…, **arguments)` writes what was held, with the id that was
    reserved for it, and raises RuleViolation if that has become impossible. It does not screen.

    `forget(item_id=…)` is called whenever the text waits no longer: it was published, rejected or
    withdrawn, in the same transaction.
    """

    name: str  # "discussions.reply": it is stored, so keep it
    publish: Callable[..., object]
    forget: Callable[..., object] | None = None


_holdables: dict[str, Holdable] = {}


def register(*holdables: Holdable) -> None:
    for holdable in holdables:
        _holdables[holdable.name] = holdable


def holdable(name: str) -> Holdable | None:
    """None for one of an app that is gone, or of a newer release."""
    return _holdables.get(name)


register_reasons(
    {
        "word_filter": _("Contains filtered words"),
        "too_fast": _("Written within seconds by a new member"),
        "repeated": _("Posted several times by a new member"),
        "many_links": _("Many links by a new member"),
        "spam_check": _("Waiting for the spam check"),
        "spam": _("Looks like spam (Akismet)"),
        "no_spam_check": _("The spam check did not answer"),
        "needs_approval": _("Everything in this category needs approval"),
        "first_posts": _("One of a new member's first posts"),
        "registration": _("New registration"),
    }
)


@dataclass(frozen=True, kw_only=True)
class Sample:
    """A published text, for the preview of a word filter."""

    title: str
    url: str
    source: str
    author: str
    language: str = ""


Recent = Callable[[Any, int], Sequence[Sample]]
_recent: list[Recent] = []


def register_recent(find: Recent) -> None:
    """`find(viewer, most)` returns the newest texts of the app that the viewer may see."""
    _recent.append(find)


def recent(viewer: Any, most: int) -> list[Sample]:
    """The newest texts of all apps that the viewer may see; at most so many of each."""
    return [sample for find in _recent for sample in find(viewer, most)]
