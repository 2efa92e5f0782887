"""When ideas are expected, in templates: `{% load roadmap %}`."""

from django import template

from feedback.models import Idea
from feedback.roadmap.eta import eta_text

register = template.Library()


@register.filter
def eta(idea: Idea) -> str:
    """ "Q3 2026"; empty if there is none, or nothing to expect any more."""
    return eta_text(idea) if idea.is_open else ""
