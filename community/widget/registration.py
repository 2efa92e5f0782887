"""What the widget shows: panels, which apps register in their `widget.py`.

    register(
        Panel(
            name="feedback", label=_("Feedback"), describe=describe, submit=submit,
            options=[Option(name="board", label=_("Board"), help_text=…, choices=boards)],
            actions={"vote": vote}, similar=similar,
        )
    )

`describe(visit)` returns what the script draws, with all texts translated and all parts optional:

    {
        "intro": "…",
        "intro_link": {"label": "…", "url": "…"},
        "form": {"title": "…", "submit": "…", "fields": [field, …]},
        "lists": [{"title": "…", "empty": "…", "items": [item, …]}],
        "links": [{"label": "…", "url": "…"}],
    }
    field: {"name", "label", "kind": "text", "textarea" or "choice", "required", "max",
            "options": [[value, label], …], "similar": whether `similar` is asked while one types}
    item: {"id", "title", "url", "note", "count", "action": None or {"name", "label", "pressed"}}

`submit(visit, values)` returns {"message", "url"}, and an action the changed item. What a person
may not see or do is the panel's to ask, by `visible_to` and the actions that it calls. They get
what was sent, of which only the size is known.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext_lazy as _

from community.accounts.models import User
from community.kernel.errors import Invalid
from community.kernel.languages import Text
from community.widget.models import WidgetSite

Json = dict[str, Any]


class InvalidValue(Invalid):
    """`fields` says which of the values that were sent is none, and why."""

    code = "widget_invalid_value"
    title = _("Invalid value")
    message = _("A value is missing or not valid.")


@dataclass(frozen=True, kw_only=True)
class Visit:
    """Who looks at a panel, on which site."""

    site: WidgetSite
    panel: str
    viewer: User | AnonymousUser  # a visitor also as long as an identified person has not written
    is_identified: bool  # can write, if the viewer may

    @property
    def options(self) -> Mapping[str, Any]:
        """What the site has chosen for the panel."""
        chosen: Mapping[str, Any] = self.site.options.get(self.panel, {})
        return chosen

    @property
    def member(self) -> User:
        """The viewer, where something is submitted."""
        assert isinstance(self.viewer, User)
        return self.viewer


@dataclass(frozen=True, kw_only=True)
class Option:
    """What a site has to choose for a panel: the id of one of some rows."""

    name: str
    label: Text
    help_text: Text
    choices: Callable[[], Sequence[tuple[int, str]]]


@dataclass(frozen=True, kw_only=True)
class Panel:
    """One panel of the widget."""

    name: str
    label: Text
    describe: Callable[[Visit], Json]
    submit: Callable[[Visit, Mapping[str, Any]], Json]
    similar: Callable[[Visit, str], Sequence[Json]] | None = None
    actions: Mapping[str, Callable[[Visit, int, Mapping[str, Any]], Json]] = field(
        default_factory=dict
    )
    options: Sequence[Option] = ()


_panels: dict[str, Panel] = {}


def register(*panels: Panel) -> None:
    _panels.update({panel.name: panel for panel in panels})


def registered() -> list[Panel]:
    """Every panel, in the order in which they were registered."""
    return [*_panels.values()]


def panels_of(site: WidgetSite) -> dict[str, Panel]:
    """Those that the site shows, in its order. What is no longer registered is left out."""
    return {name: _panels[name] for name in site.panels if name in _panels}
