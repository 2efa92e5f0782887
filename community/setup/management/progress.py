"""How far a long command is, on a terminal."""

from django.core.management.base import OutputWrapper


class Meter:
    """One line that is written over each time a percent is done; nothing where nobody looks."""

    def __init__(self, out: OutputWrapper) -> None:
        self._out, self._shown = out, ""

    def show(self, what: str, share: float) -> None:
        """What is being done, and how much of all of it is: 0 to 1."""
        line = f"{what}: {share:4.0%}"
        if line != self._shown and self._out.isatty():
            self._shown = line
            self._write(line)

    def clear(self) -> None:
        """Leave the line to what comes next."""
        if self._shown:
            self._write("")

    def _write(self, line: str) -> None:
        self._out.write(f"\r{line:<50}\r", style_func=str, ending="")
        self._out.flush()
