"""The bell at the top of every page."""

from typing import Any

from django import template

from community.notifications.count import Count, count_on_this_page

register = template.Library()


@register.simple_tag
def bell_of(member: Any) -> Count:
    """What the bell of this page says to its member."""
    return count_on_this_page(member)
