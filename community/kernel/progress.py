"""How far a long command is: one line of a terminal, written over again and again."""

import time

from django.core.management.base import OutputWrapper

WIDTH = 24  # of the bar
EVERY = 0.1  # seconds
SOON = 2.0  # seconds until an estimate says anything


class Bar:
    """Shows what is done, which share of it, and about how long it will take. Elsewhere than on
    a terminal it shows nothing.
    """

    def __init__(self, out: OutputWrapper) -> None:
        self._out, self._shows = out, out.isatty()
        self._what, self._began, self._shown = "", 0.0, 0.0

    def __call__(self, what: str, share: float, note: str = "") -> None:
        """`note` stands behind the rest: how fast it goes."""
        now = time.monotonic()
        if what != self._what:
            self._what, self._began, self._shown = what, now, 0.0
        if self._shows and (now - self._shown >= EVERY or share >= 1):
            self._shown = now
            self._write(line(what, share, now - self._began) + note)

    def clear(self) -> None:
        """Make room for a line of another kind."""
        if self._shows:
            self._write("")

    def _write(self, text: str) -> None:
        self._out.write(f"\r{text:<79}\r", ending="")
        self._out.flush()


def line(what: str, share: float, seconds: float) -> str:
    """What the terminal shows once this share was done in so many seconds."""
    share = min(max(share, 0.0), 1.0)
    full = round(share * WIDTH)
    said = f"{what:<22} [{'#' * full}{'.' * (WIDTH - full)}] {share:4.0%}"
    if share <= 0 or share >= 1 or seconds < SOON:
        return said
    return f"{said}, {left(seconds / share * (1 - share))} left"


def left(seconds: float) -> str:
    if seconds < 90:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    if minutes < 90:
        return f"{minutes} min"  # no translation: commands speak English
    return f"{minutes // 60} h {minutes % 60} min"
