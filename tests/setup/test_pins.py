"""An old pip takes `coverage[toml]` for another package than `coverage`: asked for the one, it
accepts no hash of the other, and a fresh machine cannot install. So pins keep their extras."""

import re
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, requires

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.stack import ROOT

Pins = dict[str, set[str]]  # the extras with which each package is pinned


def pinned(text: str) -> Pins:
    lines = [line.removesuffix("\\") for line in text.splitlines() if line[:1].isalnum()]
    rows = [Requirement(line) for line in lines]
    here = [row for row in rows if not row.marker or row.marker.evaluate()]
    return {canonicalize_name(row.name): row.extras for row in here}


def asked_with_extras(name: str, extras: set[str]) -> Iterator[Requirement]:
    """What an installed package asks for with extras, on this machine and with its own extras."""
    try:
        rows = [Requirement(row) for row in requires(name) or []]
    except PackageNotFoundError:
        return  # of the other file
    for row in rows:
        applies = not row.marker or any(row.marker.evaluate({"extra": e}) for e in {"", *extras})
        if row.extras and applies:
            yield row


def missing(pins: Pins) -> list[str]:
    return [
        f"{name} asks for {row}"
        for name, extras in pins.items()
        for row in asked_with_extras(name, extras)
        if not row.extras <= pins.get(canonicalize_name(row.name), set())
    ]


@pytest.mark.parametrize("file", ["run.txt", "dev.txt"])
def test_what_is_asked_for_with_an_extra_is_pinned_with_it(file):
    assert missing(pinned((ROOT / "requirements" / file).read_text())) == []


def test_extras_that_the_pins_have_lost_are_found():
    text = (ROOT / "requirements/dev.txt").read_text()

    assert missing(pinned(re.sub(r"\[[^\]]*\]==", "==", text)))
