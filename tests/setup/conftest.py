"""One product for all tests of the group "product": each fixture goes on where another ended.

Root lends another user the project only where that one could run it: its Python may lie in a
home that is closed. There, .ci/bare shows the ordinary user with a Python that is not.
"""

import os
import signal
import sys
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from pytest_socket import enable_socket

from community.setup import embedded
from community.setup.embedded import Account
from tests.stack import ROOT, Up, eventually, new_folder

NOBODY = 65534
LIFE = ("interrupted", "product", "again", "ended")


def another_user_may_run_it() -> bool:
    if os.geteuid() != 0:
        return False  # who runs the tests is an ordinary user, and all the other tests show one
    lent = Account.of(NOBODY)
    question = [sys.executable, "-c", "import django"]
    return lent.may_enter(ROOT) and embedded._quietly(question, lent).returncode == 0


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    wants = [item for item in items if item.get_closest_marker("needs_another_user")]
    if wants and not another_user_may_run_it():
        config.hook.pytest_deselected(items=wants)
        items[:] = [item for item in items if item not in wants]
    at = [n for n, item in enumerate(items) if stage(item) >= 0]
    for n, item in zip(at, sorted([items[n] for n in at], key=stage), strict=True):
        items[n] = item


def stage(item: pytest.Item) -> int:
    """How far the life of the product has gone when the test is over."""
    return max((LIFE.index(name) for name in item.fixturenames if name in LIFE), default=-1)


@pytest.fixture(scope="package")
def interrupted() -> Iterator[Up]:
    """A first start that was stopped in the middle, in a folder that only its owner may enter."""
    enable_socket()
    with new_folder() as data:
        data.mkdir(mode=0o700)
        up = Up(data)
        eventually((data / "postgresql").exists)
        up.end(signal.SIGINT)
        assert up.nothing_left()
        yield up


@pytest.fixture(scope="package")
def product(interrupted: Up) -> Iterator[Up]:
    """It runs, and every test that has to do with its processes leaves it running."""
    yield from running(Up(interrupted.data))


@dataclass(frozen=True)
class Again:
    up: Up
    collected_before: list[int]


@pytest.fixture(scope="package")
def again(product: Up) -> Iterator[Again]:
    """The supervisor was killed, and another one started on what it left."""
    before = collected(product)
    product.end(signal.SIGKILL)
    if sys.platform == "linux":
        assert product.nothing_left()
    yield from (Again(up, before) for up in running(Up(product.data)))


@pytest.fixture(scope="package")
def ended(again: Again) -> Up:
    """It was stopped by one Ctrl-C."""
    again.up.end(signal.SIGINT)
    return again.up


def running(up: Up) -> Iterator[Up]:
    """Whoever no test has ended is stopped as a service manager does it."""
    try:
        yield up.until_ready()
    finally:
        if up.process.poll() is None:
            assert up.end(signal.SIGTERM) == 0
            assert up.nothing_left()


def collected(up: Up) -> list[int]:
    """When static files were collected the last time."""
    written = ("static.stamp", "static/staticfiles.json")
    return [(up.data / name).stat().st_mtime_ns for name in written]
