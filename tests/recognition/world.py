"""What recognition holds: see tests/architecture/world.py."""

from typing import Any

from tests.recognition import ledger_world

PARAMETERS: dict[str, Any] = {
    # -- reputation
    "kind": ["support"], "rule": ["discussions.like_received"],
    # -- end of reputation
}  # fmt: skip


def grow(world):
    # -- reputation
    ledger_world.grow(world)
    # -- end of reputation
