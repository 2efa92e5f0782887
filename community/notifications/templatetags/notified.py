"""The bell at the top of every page."""

from functools import lru_cache
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.urls import get_script_prefix
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from community.notifications.count import Count, count_on_this_page

CHANNEL, VERSION = "the-channel", "the-version"  # stand in what is rendered once

register = template.Library()


@register.simple_tag
def bell_of(member: Any) -> SafeString:
    """The bell of this page, with what it says to its member."""
    count = count_on_this_page(member)
    html = _rendered(count.unread, count.is_new, get_language(), get_script_prefix())
    html = html.replace(CHANNEL, escape(count.channel)).replace(VERSION, escape(count.version))
    return mark_safe(html)  # noqa: S308 - rendered by a template, which escapes


@lru_cache(500)
def _rendered(unread: int, is_new: bool, _language: str | None, _prefix: str) -> str:  # noqa: FBT001
    """As it looks for all who have so many, in this language: every page has one."""
    bell = Count(CHANNEL, VERSION, unread, is_new)
    return render_to_string("notifications/_top.html", {"bell": bell}).strip()
