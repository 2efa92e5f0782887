"""How the ledger tells badges what it counted."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, kw_only=True)
class TallyChange:
    """What a tally is after some events. `passed` has each number that it reached for the first
    time ever, `fell` each that it last fell below, and when: so it does not matter how events are
    divided into lists. `at` is when it changed last."""

    member_id: int
    rule: str
    by: str  # "", "subject", "container": see Threshold
    scope: int
    number: int
    peak: int
    passed: Mapping[int, datetime]
    fell: Mapping[int, datetime]
    at: datetime
    before: tuple[int, int] | None = None  # number and peak; None: not known
