"""Badges that are evaluated when a day is over."""

from datetime import date, datetime


def close_day(day: date, *, at: datetime, is_replay: bool = False) -> None:
    """Award and revoke `Daily` badges as they are at the end of this day."""
