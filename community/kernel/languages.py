"""Which languages there are, and which one a reader gets."""

from collections.abc import Callable
from typing import Any, TypeAlias

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
