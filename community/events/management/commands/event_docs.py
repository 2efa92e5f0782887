from dataclasses import MISSING, fields
from inspect import cleandoc
from typing import Any

from django.core.management.base import BaseCommand

from community.events.facts import Event, who_hears

HEAD = """# Events

Each change publishes one of these events, in the same transaction. Every event has `id`,
`occurred_at` and `actor_id` (the member who made the change; empty for the system). Fields are
added, never changed or removed. `make schemas` generates this page.
"""


class Command(BaseCommand):
    help = "Print docs/events.md: every event, its fields and its subscribers."

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
    table = ["| field | type | default |", "|---|---|---|", *rows, ""] if rows else []
    hears = ", ".join(f"`{name}`" for name in who_hears(event.name)) or "none"
    parts = [f"## {event.name}", "", cleandoc(event.__doc__ or ""), "", *table]
    return "\n".join([*parts, f"Subscribers: {hears}", ""])
