"""What it costs to notify all who watch a topic, and how soon their bells ring."""

from collections.abc import Sequence
from dataclasses import dataclass

from idle import relay_sessions
from sites import RELAYS, Site, used

REPLIES = {50: 40, 10_000: 10}  # by the number of watchers
PROMISED = 5_000  # milliseconds from the commit to the bell


@dataclass(frozen=True)
class FanOut:
    """Milliseconds: from commit to bell, and of CPU for one watcher of one reply."""

    median: float
    p99: float
    longest: float
    relays: float
    sessions: float
    valkey: float

    @property
    def together(self) -> float:
        return self.relays + self.sessions + self.valkey


def measure(sites: Sequence[Site]) -> dict[tuple[str, int], FanOut]:
    """By site and number of watchers."""
    return {
        (site.name, watchers): fan_out(site, watchers, replies)
        for site in sites
        for watchers, replies in REPLIES.items()
    }


def fan_out(site: Site, watchers: int, replies: int) -> FanOut:
    thread = site.inside("bells", "watched", watchers=watchers)
    site.wait_for_the_relay()
    sessions, before = relay_sessions(site), site.clocks()
    found = site.inside("bells", "ring", thread=thread, watchers=watchers, replies=replies)
    after = site.clocks()
    spent, each = used(before, after), watchers * replies
    now, then = after["postgresql"], before["postgresql"]
    ns = sum(now.get(pid, 0) - then.get(pid, 0) for pid in sessions)
    return FanOut(
        **found,
        relays=sum(spent.get(name, 0) for name in RELAYS) / each,
        sessions=ns / 1e6 / each,
        valkey=spent["valkey"] / each,
    )
