"""What a site costs when nothing happens, and how soon its relays handle what does."""

import time
from collections.abc import Sequence
from dataclasses import dataclass

from sites import RELAYS, Site, used

SECONDS = 10
TIMES = 100
PAUSES = [0.013, 0.25, 0.06, 0.147, 0.4]  # seconds without an event before each


@dataclass(frozen=True)
class Idle:
    """Milliseconds of CPU in a second: of the relays and of their database sessions."""

    relay: float
    sessions: float
    handled_after: list[float]  # milliseconds from commit


def measure(sites: Sequence[Site]) -> dict[str, Idle]:
    """All sites idle at the same time; their events then come in turn."""
    time.sleep(2)
    sessions = {site: relay_sessions(site) for site in sites}
    before = {site: site.clocks() for site in sites}
    time.sleep(SECONDS)
    after = {site: site.clocks() for site in sites}
    found = {}
    for site in sites:
        spent = after[site]["postgresql"], before[site]["postgresql"]
        ns = sum(spent[0].get(pid, 0) - spent[1].get(pid, 0) for pid in sessions[site])
        spent_by = used(before[site], after[site])
        relay = sum(spent_by.get(name, 0) for name in RELAYS)
        handled = site.inside("deliver", "latency", times=TIMES, pauses=PAUSES)
        found[site.name] = Idle(relay / SECONDS, ns / 1e6 / SECONDS, handled)
    return found


def relay_sessions(site: Site) -> list[int]:
    """The relays say who they are by PGAPPNAME."""
    statement = (
        "SELECT array_agg(pid) FROM pg_stat_activity WHERE application_name LIKE 'bench-relay%'"
    )
    return list(site.value(statement) or [])
