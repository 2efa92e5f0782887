"""How regularly members are there."""

from collections.abc import Sequence
from datetime import datetime

from community.accounts.standing.registration import Visited


def count_visits(visits: Sequence[tuple[Visited, datetime]], *, is_replay: bool = False) -> None:
    """Count visits, in the order of their days, with when they were told; award what they earn."""
