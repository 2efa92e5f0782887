"""Days as events tell them: a number such as 20261201, always of UTC."""

from datetime import date


def number_of(day: date) -> int:
    return day.year * 10_000 + day.month * 100 + day.day


def day_of(number: int) -> date:
    """Raises ValueError if there is no such day."""
    return date(number // 10_000, number // 100 % 100, number % 100)
