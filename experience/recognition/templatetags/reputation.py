"""Reputation in templates."""

from datetime import date

from django import template

from community.kernel import formats
from experience.recognition.ledger import lines

register = template.Library()
register.filter("sentence", lines.sentence)
register.filter("signed", lines.signed)


@register.filter
def utc_day(day: date) -> str:
    """30 November 2026: a day of UTC, whatever the reader's zone is."""
    return formats.day(day)
