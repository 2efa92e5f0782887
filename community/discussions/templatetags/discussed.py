"""How posts are shown."""

from typing import Any

from django import template

from community.discussions.models import Like, Post
from community.kernel.export import plain_text

register = template.Library()

EXCERPT = 220  # characters

LABELS = {"thanks": "Thanks", "agree": "Agree", "insight": "Insightful", "smile": "Made me smile"}


@register.simple_tag(takes_context=True)
def reactions(context: dict[str, Any], post: Post) -> list[tuple[str, str, int]]:
    """Thanks always, the others where they were given; or all there are, to choose from."""
    all_kinds = context.get("all_kinds")
    counts = ((name, post.reactions.get(name, 0)) for name in Like.Reaction.values)
    return [
        (name, LABELS[name], count)
        for name, count in counts
        if count or all_kinds or name == Like.Reaction.THANKS
    ]


@register.filter
def excerpt(markup: str) -> str:
    """The first words of a post on one line; what it hides stays hidden."""
    return plain_text(markup, EXCERPT)


@register.filter
def reaction(name: str) -> str:
    return LABELS.get(name, "")
