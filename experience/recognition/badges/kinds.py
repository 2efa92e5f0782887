"""Badges for being there regularly, and for reading."""

from dataclasses import dataclass
from enum import StrEnum

from community.accounts.standing import registration
from community.accounts.standing.registration import Badge


class Counter(StrEnum):
    """A column of Visits that only grows."""

    LONGEST = "longest"  # days in a row
    POSTS = "posts"


@dataclass(frozen=True, kw_only=True)
class Visiting(Badge):
    """Awarded when a counter of a member's visits reaches so many. It stays."""

    counter: Counter
    threshold: int
    is_permanent: bool = True


def visiting_badges() -> list[Visiting]:
    return [badge for badge in registration.badges() if isinstance(badge, Visiting)]
