from dataclasses import dataclass

from community.events.event import Event


@dataclass(frozen=True, kw_only=True)
class BellRung(Event):
    name = "toykind.bell.rung"

    n: int
