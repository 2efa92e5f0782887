"""How ideas are shown: `{% load ideas %}`."""

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import ngettext

from community.kernel import formats
from community.kernel.templatetags.shown import icon
from feedback.models import EtaChange, Status
from feedback.roadmap.eta import text_of

register = template.Library()

# By category of status: its icon, and the class that gives it its colour.
MARKS = {
    "open": ("st-open", ""),
    "all": ("list", ""),
    Status.Category.SUBMITTED: ("st-open", ""),
    Status.Category.UNDER_REVIEW: ("st-review", "is-review"),
    Status.Category.PLANNED: ("st-planned", "is-planned"),
    Status.Category.IN_PROGRESS: ("st-progress", "is-progress"),
    Status.Category.COMPLETED: ("st-done", "is-done"),
    Status.Category.DECLINED: ("st-declined", ""),
}


@register.simple_tag
def status_icon(category: str, classes: str = "icon s") -> SafeString:
    """The icon of a category of statuses, beside its name."""
    return icon(MARKS[category][0], classes=classes)


@register.filter
def status_class(category: str) -> str:
    return MARKS[category][1]


@register.filter
def comments(count: int) -> str:
    shown = formats.compact(count)
    return ngettext("%(count)s comment", "%(count)s comments", count) % {"count": shown}


@register.filter
def votes(count: int) -> str:
    """ "1,361 votes": the score, which down votes can take below zero."""
    return ngettext("%(count)s vote", "%(count)s votes", count) % {"count": formats.number(count)}


@register.filter
def expected(change: EtaChange) -> str:
    """When an idea was expected from then on: "Q3 2026"; empty if it no longer was."""
    return text_of(change.eta_date, change.eta_precision) if change.eta_date else ""
