"""Measures rows of several sites in turn: many short rounds, and in each one every site."""

import http.client
from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import median

from rows import Request, Row, fault
from sites import Site, used

ROUNDS = 20
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
class Samples:
    """Milliseconds of CPU a request, by part, of each round."""

    rounds: list[dict[str, float]] = field(default_factory=list)

    def of(self, part: str) -> float:
        return median(sample.get(part, 0.0) for sample in self.rounds)

    @property
    def totals(self) -> list[float]:
        return [sum(sample.values()) for sample in self.rounds]

    @property
    def total(self) -> float:
        return median(self.totals)


Measured = dict[str, dict[str, Samples]]  # site, row


class Measurement:
    """Counts each row's requests of each site, since no two writes are the same."""

    def __init__(self, sites: Sequence[Site]) -> None:
        self.connections = {site.name: Connections(site) for site in sites}
        self.sites = sites
        self.sent: dict[tuple[str, str], int] = {}

    def run(self, rows: Sequence[Row], rounds: int = ROUNDS) -> Measured:
        """One round more than asked for, which is thrown away: it fills the caches."""
        found: Measured = {site.name: {} for site in self.sites}
        for turn in range(rounds + 1):
            for row in rows:
                for site in self.sites:
                    if row.peer or site.program.is_ours:
                        sample = self.burst(site, row)
                        if turn:
                            found[site.name].setdefault(row.name, Samples()).rounds.append(sample)
        return found

    def burst(self, site: Site, row: Row) -> dict[str, float]:
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
        before = site.clocks()
        answers = [connections.send(request) for request in requests]
        if counting:
            site.wait_for_the_relay()
        spent = used(before, site.clocks())
        for answer in answers:
            if wrong := fault(row, site.cast, *answer):
                raise SystemExit(f"{site.name}: {wrong}")
        if counting and site.value(counting) != written + BURST:
            raise SystemExit(f"{site.name}: {row.name}: not all was written")
        return {part: ms / BURST for part, ms in spent.items()}
