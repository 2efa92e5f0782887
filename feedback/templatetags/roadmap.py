"""When ideas are expected, in templates: `{% load roadmap %}`."""

from django import template

from feedback.models import Idea
from feedback.roadmap.eta import eta_text

register = template.Library()


@register.filter
def eta(idea: Idea) -> str:
    """ "Q3 2026"; empty if there is none."""
    return eta_text(idea)
