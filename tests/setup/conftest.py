"""Root lends another user the project only where that one could run it: its Python may lie in a
home that is closed. There, .ci/bare shows the ordinary user with a Python that is not."""

import os
import sys

import pytest

from community.setup import embedded
from community.setup.embedded import Account
from tests.stack import ROOT

NOBODY = 65534


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
