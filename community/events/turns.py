"""Whose turn it is, and how many deliveries a turn may have."""

import time
from collections.abc import Callable, Iterable

AIM = 0.25  # seconds that a turn should take
FIRST = 10  # deliveries of a subscriber's first turn: nobody knows yet how slow it is
REST = 5.0  # seconds that a subscriber waits when what it leans on is away


class Turns:
    """Whoever was served longest ago comes next, so nobody waits for more than one turn of each of
    the others, and a slow subscriber's turns become small.

    All of it is forgotten with the process: what is due is in the database.
    """

    def __init__(self, most: int, clock: Callable[[], float] = time.monotonic) -> None:
        self.most, self.clock = most, clock
        self._waiting: dict[str, None] = {}
        self._served: dict[str, int] = {}  # name: the number of its last turn
        self._sizes: dict[str, int] = {}
        self._resting: dict[str, float] = {}  # name: until when
        self._count = 0

    def __len__(self) -> int:
        return len(self._waiting)

    def add(self, names: Iterable[str]) -> None:
        """These have deliveries. Those that rest are found by a look after it."""
        self._waiting |= dict.fromkeys(name for name in names if not self.rests(name))

    def waits(self, name: str) -> bool:
        return name in self._waiting

    def rests(self, name: str) -> bool:
        return self._resting.get(name, 0) > self.clock()

    def next(self) -> str:
        """Of those that wait, the one that was served longest ago."""
        return min(self._waiting, key=lambda name: self._served.get(name, 0))

    def size(self, name: str) -> int:
        return self._sizes.get(name, min(FIRST, self.most))

    def served(self, name: str, *, count: int, seconds: float) -> None:
        """It had a turn. A full one was not all there is, and it waits for the next."""
        size = self.size(name)
        if seconds > AIM:
            self._sizes[name] = max(1, min(size, int(count * AIM / seconds)))
        elif count >= size and seconds < AIM / 2:
            self._sizes[name] = min(2 * size, self.most)
        self._count += 1
        self._served[name] = self._count
        if count < size:
            self.leave(name)

    def leave(self, name: str) -> None:
        """It has no deliveries now, or none that this process may take."""
        self._waiting.pop(name, None)

    def rest(self, name: str, seconds: float = REST) -> None:
        """What it leans on is away, or it gathers deliveries."""
        self._resting[name] = self.clock() + seconds
        self.leave(name)
