"""How much flags count, and when they are enough to hide what they are about.

The numbers are those of Discourse's review queue at its default sensitivity, where content is
hidden at 12.5 * 6 / 9 = 8.33 and topics at 12.5 * 2.5 = 31.25 with at least five flaggers. The
bonus for accuracy is ours: Discourse's grows with the logarithm of the number of flags without an
end, so that one member with many agreed flags could hide anything alone. This one is smoothed and
lies between -3 and +3, and one member never hides anything alone whatever the score.
"""

from dataclasses import dataclass

TAKE_ACTION = 5.0
OF_MODERATOR = 5
MOST_BONUS = 3.0
BY_SYSTEM = 6.0  # what a rule of the site counts beside members' flags
THREAD_HIDES_AT, THREAD_HIDDEN_BY = 12.5 * 2.5, 5
SPAM_SCORE, SPAM_BY = 2.5, 3  # flags for spam on a new member's post that make it urgent
URGENT = 100.0  # beside the score of what comes first in the queue


@dataclass(frozen=True)
class Accuracy:
    """How many of a member's decided flags were agreed with."""

    agreed: int = 0
    total: int = 0

    @property
    def bonus(self) -> float:
        """Nobody's first flags say much, so everybody begins as if 7 of 10 had been agreed with."""
        signed = 10 * ((self.agreed + 7) / (self.total + 10) - 0.7)
        return max(-MOST_BONUS, min(MOST_BONUS, signed))


def flag_score(
    *, trust_level: int, is_moderator: bool, accuracy: Accuracy, take_action: bool = False
) -> float:
    """What one flag counts: 1 to 9 without `take_action`, which only moderators have."""
    standing = OF_MODERATOR if is_moderator else trust_level
    return 1 + standing + accuracy.bonus + (TAKE_ACTION if take_action else 0)


def is_enough(score: float, flaggers: int, *, hides_at: float, hidden_by: int) -> bool:
    """Whether flags hide what they are about before a moderator has seen it. One member's never
    do, whatever a kind of object asks for."""
    return score >= hides_at and flaggers >= max(2, hidden_by)
