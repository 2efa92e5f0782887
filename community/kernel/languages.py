"""Which languages there are, and texts that follow them.

A language of LANGUAGES can be chosen before it has a catalogue; until then everything is shown in
LANGUAGE_CODE, without a mixture of both: docs/decisions/0038-languages.md.
"""

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeAlias

from django.conf import settings
from django.utils.functional import Promise, lazy
from django.utils.translation import to_locale

from community.kernel import formats, pseudo

Text: TypeAlias = str | Promise
"""A text for people: `gettext_lazy` where it is written outside of a request."""

SOURCE = "en"  # what the texts are written in


def _fill(text: Text, values: dict[str, object]) -> str:
    numbers = {name: formats.number(v) for name, v in values.items() if type(v) is int}
    return str(text) % {**values, **numbers}


_filled: Callable[..., Any] = lazy(_fill, str)


def filled(text: Text, **values: object) -> Text:
    """A lazy text with its %(name)s filled in whenever it is shown: numbers as the language of
    that moment writes them, lazy texts in that language."""
    lazily: Text = _filled(text, values)
    return lazily


def codes() -> list[str]:
    """Those that can be chosen, and that posts can be written in."""
    return [code for code, _name in settings.LANGUAGES]


def name_of(code: str) -> str:
    """A language as it calls itself."""
    return str(dict(settings.LANGUAGES).get(code, code))


def is_translated(code: str) -> bool:
    """Whether the site has texts in this language."""
    return code in _translated(tuple(codes()), tuple(map(str, settings.LOCALE_PATHS)))


@lru_cache
def _translated(known: tuple[str, ...], folders: tuple[str, ...]) -> frozenset[str]:
    made = {SOURCE, *(code for code, _name in pseudo.LANGUAGES)}
    return frozenset(code for code in known if code in made or _catalogue(code, folders))


def _catalogue(code: str, folders: tuple[str, ...]) -> bool:
    file = Path(to_locale(code), "LC_MESSAGES", "django.mo")
    return any(Path(folder, file).is_file() for folder in folders)


def default() -> str:
    """The language of whoever asked for none: LANGUAGE_CODE, or English if it has no catalogue."""
    code = settings.LANGUAGE_CODE
    return code if is_translated(code) else SOURCE


def shown_in(code: str) -> str:
    """The language that is shown to whoever chose this one."""
    return code if code and is_translated(code) else default()
