"""What recognition holds: see tests/architecture/world.py."""

from typing import Any

from tests.recognition import ledger_world

PARAMETERS: dict[str, Any] = {
    # -- reputation
    # -- end of reputation
}


def grow(world):
    # -- reputation
    ledger_world.grow(world)
    # -- end of reputation
