"""Memory of a whole site, as `manage.py up` starts it, after some requests to each page."""

import subprocess
import time
from contextlib import ExitStack
from pathlib import Path
from typing import NamedTuple

from measure import Connections
from rows import ROWS
from sites import Site, children, family, free_port

REQUESTS = 100  # to each page
SETTLED = 5  # seconds after the last request; worker and scheduler have long started by then
PARTS = {
    "rsgi": "web",
    "asgi": "live",
    "worker": "worker",
    "beat": "beat",
    "only live": "relay-live",
    "relay": "relay",
}


class Memory(NamedTuple):
    """Megabytes: what is a process's own with its share of what is shared (PSS), and all (RSS)."""

    pss: float
    rss: float
    processes: int


def measure(site: Site) -> dict[str, Memory]:
    """Part to memory. PostgreSQL is left out; the site's own processes must have ended."""
    with ExitStack() as stack:
        site.port = free_port()
        up = subprocess.Popen(
            [site.program.python, "manage.py", "up", "--no-demo"],
            cwd=site.program.root,
            env=site.environment | {"PORT": str(site.port)},
            stdout=subprocess.DEVNULL,
        )
        stack.callback(up.wait)
        stack.callback(up.terminate)
        site.wait_until_it_serves()
        connections = Connections(site)
        for row in ROWS:
            for n in range(REQUESTS if row.shows else 0):
                connections.send(row.ours(site.cast, n))
        site.wait_for_the_relay()
        time.sleep(SETTLED)
        tree = children()
        found = {"supervisor": of([up.pid])}
        for child in sorted(tree[up.pid]):
            found[part(child)] = of(list(family(tree, child)))
        found["Valkey"] = of(list(family(tree, site.pids["valkey"])))
    return found


def part(pid: int) -> str:
    """What the program is called in the documentation."""
    command = Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ")
    return next((name for sign, name in PARTS.items() if sign in command), command[-30:])


def of(pids: list[int]) -> Memory:
    sums = {"Pss": 0, "Rss": 0}
    for pid in pids:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]:
            name, value = line.split()[:2]
            if name[:-1] in sums:
                sums[name[:-1]] += int(value)
    return Memory(sums["Pss"] / 1024, sums["Rss"] / 1024, len(pids))
