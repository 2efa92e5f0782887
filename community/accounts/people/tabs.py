"""The tabs, numbers and panels on a member's page. Apps register theirs in `members.py`."""

from collections.abc import Callable, Mapping
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

    label: Text  # "Topics": whatever the number is
    position: int
    count: Callable[[User, Any], int]


@dataclass(frozen=True, kw_only=True)
class Panel:
    """A section beside the lists, of a template that gets `panel` from `context(member, viewer)`,
    with `member` and what else the page has. None: there is nothing to show."""

    template: str
    position: int
    context: Callable[[User, Any], Mapping[str, Any] | None]


_tabs: dict[str, Tab] = {}
_figures: dict[Callable[[User, Any], int], Figure] = {}
_panels: dict[str, Panel] = {}


def register(*parts: Tab | Figure | Panel) -> None:
    for part in parts:
        if isinstance(part, Tab):
            _tabs[part.slug] = part
        elif isinstance(part, Panel):
            _panels[part.template] = part
        else:
            _figures[part.count] = part


def tabs() -> list[Tab]:
    return sorted(_tabs.values(), key=lambda tab: tab.position)


def figures(member: User, viewer: Any) -> list[tuple[Text, str]]:
    """Label and number of each, one query apiece."""
    counted = sorted(_figures.values(), key=lambda figure: figure.position)
    return [(figure.label, said(figure.count(member, viewer))) for figure in counted]


def panels(member: User, viewer: Any) -> list[tuple[str, Mapping[str, Any]]]:
    """The template and the context of each that has something to show."""
    asked = sorted(_panels.values(), key=lambda panel: panel.position)
    told = [(panel.template, panel.context(member, viewer)) for panel in asked]
    return [(template, context) for template, context in told if context is not None]


def said(number: int) -> str:
    return f"{formats.number(COUNTED)}+" if number > COUNTED else formats.number(number)
