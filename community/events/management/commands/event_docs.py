from dataclasses import MISSING, fields
from inspect import cleandoc
from typing import Any

from django.core.management.base import BaseCommand

from community.events.facts import Event, who_hears

HEAD = """# Events

Every change that others may want to know of is one of these facts, committed with it. The page is
made by `make schemas`; each field is only ever added to, and every event has `actor_id` (who did
it; empty for the machine), `id` and `occurred_at`.
"""


class Command(BaseCommand):
    help = "Print docs/events.md: every event, what it tells, and who hears it."

    def handle(self, **options: Any) -> None:
        ours = {n: t for n, t in Event.types.items() if not t.__module__.startswith("tests.")}
        self.stdout.write(HEAD + "\n" + "\n".join(_section(ours[name]) for name in sorted(ours)))


def _section(event: type[Event]) -> str:
    defaults = {f.name: f.default for f in fields(event) if f.default is not MISSING}
    rows = [
        f"| `{name}` | {kind} | {defaults.get(name, '')} |"
        for name, kind in event.shape().items()
        if name != "actor_id"
    ]
    table = ["| tells | type | default |", "|---|---|---|", *rows, ""] if rows else []
    hears = ", ".join(f"`{name}`" for name in who_hears(event.name)) or "nobody yet"
    parts = [f"## {event.name}", "", cleandoc(event.__doc__ or ""), "", *table]
    return "\n".join([*parts, f"Heard by: {hears}", ""])
