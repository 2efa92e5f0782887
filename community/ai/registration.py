"""What apps have scored, and what their rows teach. They register in `ai.py`, which is discovered
like `admin.py`; it is imported in every process, so it imports no model.

    register(Scorable(name="discussions.post", read=..., ids_before=...))
    register(Labelled(name="forum.topic", label=_("Categories of topics"), rows=...))
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from community.kernel.languages import Text

QUEUE = "models"  # of Celery: its worker, started with `-Q models`, is the one that loads models


@dataclass(frozen=True, kw_only=True)
class Written:
    """A text as its app has it. `html` is our own sanitised HTML; `language` is what its author
    said, such as "pt-br", or empty. `kind` and `container_id` are passed on to whoever hears that
    it needs attention."""

    object_id: int
    html: str
    language: str
    author_id: int | None
    created_at: datetime
    audience_id: int
    container_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class Scorable:
    """Texts of which the sentiment is scored. All is asked for many at once, in a fixed number of
    queries. An app that lets a text be edited calls `sentiment.actions.score_again`."""

    name: str  # the kind of its subjects, "discussions.post": it is stored, so keep it
    read: Callable[[Sequence[int]], Iterable[Written]]  # what is gone or hidden is left out
    # The ids below one (None: from the newest on), the highest first: (below, at most).
    ids_before: Callable[[int | None, int], list[int]]


@dataclass(frozen=True, kw_only=True)
class Labelled:
    """Rows that teach a classifier: a text and its label, at most so many, the newest first.
    `titles` are what the labels are called, for backends that choose by names: they are sent to a
    server if a setting names one, so private ones are left out."""

    name: str  # "forum.topic": it is stored, so keep it
    label: Text  # "Categories of topics"
    rows: Callable[[int], Iterable[tuple[str, str]]]
    titles: Callable[[], Mapping[str, str]] = dict


_scorables: dict[str, Scorable] = {}
_labelled: dict[str, Labelled] = {}


def register(*parts: Scorable | Labelled) -> None:
    for part in parts:
        if isinstance(part, Scorable):
            _scorables[part.name] = part
        else:
            _labelled[part.name] = part


def scorables() -> list[Scorable]:
    return [_scorables[name] for name in sorted(_scorables)]


def labelled() -> list[Labelled]:
    return [_labelled[name] for name in sorted(_labelled)]


def labelled_as(name: str) -> Labelled | None:
    return _labelled.get(name)
