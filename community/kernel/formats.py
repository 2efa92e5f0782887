"""Numbers, dates and lists as the reader's language writes them, by Unicode's CLDR (Babel).

Hours are 0 to 23 in every language, as in the scripts (static/js/lib/time.js).
"""

import re
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache, reduce

from babel import Locale, UnknownLocaleError
from babel.dates import format_datetime, match_skeleton
from babel.lists import format_list
from babel.numbers import (
    format_compact_decimal,
    format_currency,
    format_decimal,
    format_percent,
    get_currency_precision,
)
from django.utils.translation import get_language, to_locale

WEEKDAY_NAME = re.compile(r"[Ec]+")
ENGLISH = "en_GB"  # 30 Nov 2026: English as most of the world writes dates

# What a date can be shown as: skeletons of CLDR, whose order and separators are the locale's.
DAY = "yMMMMd"  # 30 November 2026
SHORT_DAY = "yMMMd"  # 30 Nov 2026
DAY_OF_YEAR = "MMMd"  # 30 Nov
MONTH = "yMMMM"  # November 2026
SHORT_MONTH = "yMMM"  # Nov 2026
WEEKDAY = "MMMMEEEEd"  # Monday 30 November
WEEKDAY_OF_YEAR = "yMMMMEEEEd"  # Monday, 30 November 2026
TIME = "Hm"  # 14:05


def number(value: float) -> str:
    """1,361 in English."""
    return _number(value, get_language())


def compact(value: int) -> str:
    """1,361 in English; 12k from ten thousand on, where there is no room for more."""
    return number(value) if abs(value) < 10_000 else _compact(value, get_language())


def percent(share: float) -> str:
    """42% in English, of 0.42: without decimals."""
    return str(format_percent(share, locale=_locale(get_language())))


def money(minor: int, currency: str) -> str:
    """$1,361.00 in English: an amount in minor units (cents) of a currency (ISO 4217)."""
    amount = Decimal(minor).scaleb(-get_currency_precision(currency))
    return str(format_currency(amount, currency, locale=_locale(get_language())))


def day(at: date, skeleton: str = DAY) -> str:
    """The date, or another part of it, in the zone that `at` has."""
    return _skeleton(at, skeleton, get_language())


def date_and_time(at: datetime, skeleton: str = DAY) -> str:
    """The date and, after it, the time of day, in the zone that `at` has."""
    pattern = _locale(get_language()).datetime_formats["medium"]
    return str(pattern).format(day(at, TIME), day(at, skeleton))


def all_of(items: Iterable[object]) -> str:
    """a, b and c, in English."""
    return format_list([str(item) for item in items], "standard", _locale(get_language()))


def listed(items: Iterable[object]) -> str:
    """a, b, c, in English: a list that is no part of a sentence."""
    pattern = _locale(get_language()).list_patterns["standard"]["middle"]
    return reduce(pattern.format, map(str, items)) if (items := [*items]) else ""


@lru_cache(4096)
def _number(value: float, language: str | None) -> str:
    return format_decimal(value, locale=_locale(language))


@lru_cache(4096)
def _compact(value: int, language: str | None) -> str:
    """With two digits that count: 12k, 1.2M. German has no short form of thousands."""
    locale = _locale(language)
    said = str(format_compact_decimal(value, locale=locale))
    if said.lstrip("-").isdigit():
        return _number(value, language)
    has_one_digit = not said.lstrip("-")[1:2].isdigit()
    return str(format_compact_decimal(value, locale=locale, fraction_digits=int(has_one_digit)))


def _skeleton(at: date, skeleton: str, language: str | None) -> str:
    moment = at if isinstance(at, datetime) else datetime(at.year, at.month, at.day)  # noqa: DTZ001
    return str(format_datetime(moment, _pattern(skeleton, language), locale=_locale(language)))


@lru_cache
def _pattern(skeleton: str, language: str | None) -> str:
    """How the language orders the parts of the skeleton. Where CLDR has no pattern of just these,
    it is the nearest one, with the whole name of a weekday if that was asked for."""
    locale = _locale(language)
    nearest = match_skeleton(skeleton, locale.datetime_skeletons) or skeleton
    pattern = str(locale.datetime_skeletons[nearest].pattern)
    return WEEKDAY_NAME.sub("EEEE", pattern) if "EEEE" in skeleton else pattern


@lru_cache
def _locale(language: str | None) -> Locale:
    """The locale of a language; English for those that CLDR does not know."""
    if language in {None, "en"}:
        return Locale.parse(ENGLISH)
    try:
        return Locale.parse(to_locale(str(language)))
    except UnknownLocaleError:
        return Locale.parse(ENGLISH)
