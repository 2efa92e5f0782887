"""Every way in which badges are awarded and revoked."""

from collections.abc import Sequence

from experience.recognition.badges.changes import TallyChange


def settle_tallies(changes: Sequence[TallyChange], *, is_replay: bool = False) -> None:
    """Award and revoke the badges that depend on these tallies."""
