"""Whole addresses, for what other programs read of a page."""

from typing import Any

from django import template

from community.kernel import export

register = template.Library()


@register.simple_tag(takes_context=True)
def absolute(context: Any, path: str) -> str:
    """The path as an address in the world."""
    return export.absolute(context["request"], path)
