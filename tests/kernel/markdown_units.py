"""Short pieces of Markdown, each of which, repeated, may cost more than it weighs."""

import sys
from itertools import product
from urllib.parse import clear_cache

from community.kernel.markdown import Known, TooMuch, render

FRAGMENTS = [
    ">", "- ", "1. ", "* ", "#", "-", "===", "|", "||", "|-", "\n", "\n\n", "    ", "  \n", "`",
    "```", "~~~", "~~", "**", "*", "_", "[", "]", "](", "![", "(", ")", "<", "&", "\\", "!", ":",
    '"', "a", "[^1]:", "[^1]", "[quote]", "[/quote]", "[details=b]\n", "[a]: b", "@a", "http://",
    "https://e.org/a", "- [ ] ",
]  # fmt: skip


def units(most=3):
    """All sequences of so many of them, each text once."""
    rows = (product(FRAGMENTS, repeat=count) for count in range(1, most + 1))
    return list(dict.fromkeys("".join(row) for every in rows for row in every))


def repeated(unit, size):
    return (unit * (size // len(unit) + 1))[:size]


def work(text):
    """How many calls it takes to render: the same every time, whatever else the machine does."""
    calls = 0
    clear_cache()  # of addresses that were taken apart before

    def count(_frame, event, _argument):
        nonlocal calls
        calls += event in {"call", "c_call"}

    sys.setprofile(count)
    try:
        render(text, Known(members=lambda names: {"a": "/u/a/"}))
    except TooMuch:
        pass
    finally:
        sys.setprofile(None)
    return calls


def growing(units, size=800):
    """Those of the units of which twice as much costs clearly more than twice, and so does twice
    as much again: once alone it may be that the last backtick has a partner or has none."""
    return [unit for unit in units if _grows(unit, size) and _grows(unit, 2 * size)]


def _grows(unit, size):
    half, whole = (work(repeated(unit, many)) for many in (size, 2 * size))
    return whole > 2.5 * half + 1_000
