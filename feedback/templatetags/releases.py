"""In which release an idea was, in templates: `{% load releases %}`."""

from typing import Any

from django import template

from feedback.models import Idea, Release
from feedback.releases.queries import releases_of_ideas

register = template.Library()


@register.simple_tag(takes_context=True)
def release_of(context: Any, idea: Idea) -> Release | None:
    """`{% release_of idea as release %}`: that which the viewer may read, if it was released."""
    return releases_of_ideas([idea.pk], context["user"]).get(idea.pk)
