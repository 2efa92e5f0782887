"""Which languages there are, and which one a reader gets."""

from collections.abc import Callable
from typing import Any, TypeAlias

from django.conf import settings
from django.utils.functional import Promise, lazy

from community.kernel import formats

Text: TypeAlias = str | Promise
"""A text for people: `gettext_lazy` where it is written outside of a request."""


def _fill(text: Text, values: dict[str, object]) -> str:
    numbers = {name: formats.number(v) for name, v in values.items() if isinstance(v, int)}
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
