"""The tabs and numbers on a member's page. Apps register theirs in `members.py`."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from community.accounts.models import User
from community.kernel import formats
from community.kernel.languages import Text
from community.kernel.paging import Page

COUNTED = 1000  # a figure counts so far and says "and more"


@dataclass(frozen=True, kw_only=True)
class Tab:
    """One list on the page; `rows` finds through visible_to(viewer) and pages by key."""

    slug: str
    label: Text
    position: int
    rows: Callable[[User, Any, str | None], Page[Any]]
    template: str
    empty: Text  # the start of the sentence that is shown if there are no rows


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One number; `count` looks at no more than COUNTED + 1 rows that the viewer may see."""

    label: Text
    position: int
    count: Callable[[User, Any], int]


_tabs: dict[str, Tab] = {}
_figures: dict[Callable[[User, Any], int], Figure] = {}


def register(*parts: Tab | Figure) -> None:
    for part in parts:
        if isinstance(part, Tab):
            _tabs[part.slug] = part
        else:
            _figures[part.count] = part


def tabs() -> list[Tab]:
    return sorted(_tabs.values(), key=lambda tab: tab.position)


def figures(member: User, viewer: Any) -> list[tuple[Text, str]]:
    """Label and number of each, one query apiece."""
    counted = sorted(_figures.values(), key=lambda figure: figure.position)
    return [(figure.label, said(figure.count(member, viewer))) for figure in counted]


def said(number: int) -> str:
    return f"{formats.number(COUNTED)}+" if number > COUNTED else formats.number(number)
