"""Measures rows of several sites in turn: many short rounds, and in each one every site."""

import http.client
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import median

from rows import Request, Row, fault
from sites import Site, used

ROUNDS = 15
BURST = 10  # requests of a row in a round
CONNECTIONS = 4  # kept open, asked in turn, so that both workers answer


class Connections:
    """A few connections to one site, as browsers keep them."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.open = [http.client.HTTPConnection("127.0.0.1", site.port) for _ in range(CONNECTIONS)]
        self.turn = 0

    def send(self, request: Request) -> tuple[int, str]:
        """Status and text of the answer."""
        self.turn += 1
        connection = self.open[self.turn % CONNECTIONS]
        try:
            return self._send(connection, request)
        except (http.client.RemoteDisconnected, ConnectionError):  # it was idle for too long
            connection.close()
            return self._send(connection, request)

    def _send(self, connection: http.client.HTTPConnection, request: Request) -> tuple[int, str]:
        connection.request(request.method, request.path, request.body or None, request.headers)
        response = connection.getresponse()
        return response.status, response.read().decode()


@dataclass
class Sample:
    """One round: milliseconds a request, of CPU by part, and of waiting for the answer."""

    parts: dict[str, float]
    waited: float

    @property
    def total(self) -> float:
        return sum(self.parts.values())


@dataclass
class Samples:
    """All rounds of one row of one site."""

    rounds: list[Sample] = field(default_factory=list)

    @property
    def total(self) -> float:
        return median(self.totals)

    @property
    def totals(self) -> list[float]:
        return [sample.total for sample in self.rounds]

    @property
    def waited(self) -> float:
        return median(sample.waited for sample in self.rounds)

    def part(self, name: str) -> float:
        return median(sample.parts.get(name, 0.0) for sample in self.rounds)


Measured = dict[str, dict[str, Samples]]  # site, row


class Measurement:
    """Counts each row's requests of each site, since no two writes are the same."""

    def __init__(self, sites: Sequence[Site]) -> None:
        self.connections = {site.name: Connections(site) for site in sites}
        self.sites = sites
        self.sent: dict[tuple[str, str], int] = {}

    def run(self, rows: Sequence[Row], rounds: int = ROUNDS) -> Measured:
        """One round more than asked for, which is thrown away: it fills the caches.

        Another site comes first in each round: what was asked before it has left its mark on the
        caches of the processor.
        """
        found: Measured = {site.name: {} for site in self.sites}
        for turn in range(rounds + 1):
            first = turn % len(self.sites)
            for row in rows:
                for site in [*self.sites[first:], *self.sites[:first]]:
                    if row.peer or site.program.is_ours:
                        sample = self.burst(site, row)
                        if turn:
                            found[site.name].setdefault(row.name, Samples()).rounds.append(sample)
        return found

    def statements(self, site: Site, rows: Sequence[Row]) -> dict[str, int]:
        """Row to the statements that one request sends: counted in a process of its own."""
        requests = {}
        for row in rows:
            if make := row.ours if site.program.is_ours else row.peer:
                first = self.sent.get((site.name, row.name), 0)
                requests[row.name] = [make(site.cast, first + n) for n in range(2)]
        counted: dict[str, int] = site.inside("statements", "count", requests=requests)
        return counted

    def burst(self, site: Site, row: Row) -> Sample:
        """One site's requests of one row, and whatever follows from them."""
        make = row.ours if site.program.is_ours else row.peer
        assert make
        counting = row.written[0 if site.program.is_ours else 1]
        connections, key = self.connections[site.name], (site.name, row.name)
        first = self.sent.get(key, 0)
        self.sent[key] = first + BURST
        if not counting:  # others have taken the caches of the processor meanwhile
            for n in range(CONNECTIONS):
                connections.send(make(site.cast, n))
        written = site.value(counting) if counting else 0
        requests = [make(site.cast, first + n) for n in range(BURST)]
        before, began = site.clocks(), time.perf_counter()
        answers = [connections.send(request) for request in requests]
        waited = (time.perf_counter() - began) * 1000 / BURST
        if counting:
            site.wait_for_the_relay()
        spent = used(before, site.clocks())
        for answer in answers:
            if wrong := fault(row, site.cast, *answer):
                raise SystemExit(f"{site.name}: {wrong}")
        if counting and site.value(counting) != written + BURST:
            raise SystemExit(f"{site.name}: {row.name}: not all was written")
        return Sample({part: ms / BURST for part, ms in spent.items()}, waited)
