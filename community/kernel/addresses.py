"""Addresses of our own pages, each resolved once per process."""

from functools import lru_cache

from django.conf import settings
from django.conf.urls.i18n import is_language_prefix_patterns_used
from django.urls import get_script_prefix, get_urlconf, reverse
from django.utils.translation import get_language

KEPT = 8192  # addresses, in each process
_PLAIN = {str, int}


def address(name: str, *args: object, current_app: str | None = None) -> str:
    """Return what `django.urls.reverse` does. Raises NoReverseMatch.

    Pages name the same few routes and members over and over. What else an address depends on is
    part of the key: the routes, where they are mounted and, if they have a prefix for it, the
    language.
    """
    for value in args:
        if type(value) not in _PLAIN:
            return reverse(name, args=args, current_app=current_app)
    routes = get_urlconf() or settings.ROOT_URLCONF
    in_language = get_language() if is_language_prefix_patterns_used(routes)[0] else None
    return _resolved(name, args, current_app, routes, get_script_prefix(), in_language)


@lru_cache(KEPT)
def _resolved(
    name: str,
    args: tuple[object, ...],
    current_app: str | None,
    routes: str,
    _prefix: str,
    _language: str | None,
) -> str:
    return reverse(name, routes, args=args, current_app=current_app)
