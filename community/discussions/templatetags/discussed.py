"""How posts are shown."""

from functools import lru_cache
from typing import Any

from django import template
from django.urls import get_script_prefix
from django.utils.translation import get_language, gettext, ngettext, pgettext_lazy

from community.discussions import texts
from community.discussions.kinds import Kind
from community.discussions.models import Like, Post
from community.discussions.uploads.limits import ACCEPT, MOST_BYTES, MOST_BYTES_OF_PICTURE, MiB
from community.kernel import formats
from community.kernel.export import plain_text
from community.kernel.languages import Text

register = template.Library()

EXCERPT = 220  # characters

LABELS: dict[str, Text] = {
    "thanks": pgettext_lazy("reaction", "Thanks"),
    "agree": pgettext_lazy("reaction", "Agree"),
    "insight": pgettext_lazy("reaction", "Insightful"),
    "smile": pgettext_lazy("reaction", "Made me smile"),
}


@register.simple_tag(takes_context=True)
def reactions(context: dict[str, Any], post: Post) -> list[tuple[str, str, int]]:
    """Thanks always, the others where they were given; or all there are, to choose from."""
    all_kinds = context.get("all_kinds")
    counts = ((name, post.reactions.get(name, 0)) for name in Like.Reaction.values)
    return [
        (name, str(LABELS[name]), count)
        for name, count in counts
        if count or all_kinds or name == Like.Reaction.THANKS
    ]


@register.simple_tag
def upload_limits() -> dict[str, Any]:
    """What may be added to a text, and where. The same for all members: what a new member may not
    do, the refusal says."""
    picture, other = (formats.number(most // MiB) for most in (MOST_BYTES_OF_PICTURE, MOST_BYTES))
    words = gettext("Pictures up to %(picture)s MB, other files up to %(other)s MB.")
    return {
        "url": f"{get_script_prefix()}api/v1/uploads/",
        "page": f"{get_script_prefix()}my/files/",
        "accept": ACCEPT,
        "most": MOST_BYTES,
        "size": other,
        "words": words % {"picture": picture, "other": other},
    }


@register.filter
def excerpt(markup: str) -> str:
    """The first words of a post on one line; what it hides stays hidden."""
    return plain_text(markup, EXCERPT)


@register.filter
def reaction(name: str) -> str:
    return str(LABELS.get(name, ""))


@register.filter
def replies(count: int) -> str:
    return _replies(count, get_language())


@register.filter
def views(count: int) -> str:
    return _views(count, get_language())


@lru_cache(1000)  # each page of a thread says it twice
def _replies(count: int, _language: str | None) -> str:
    shown = formats.compact(count)
    return ngettext("%(count)s reply", "%(count)s replies", count) % {"count": shown}


@lru_cache(1000)
def _views(count: int, _language: str | None) -> str:
    shown = formats.compact(count)
    return ngettext("%(count)s view", "%(count)s views", count) % {"count": shown}


@register.filter
def counted(text: Text, number: int) -> str:
    """One of a kind's texts that have a form for each number."""
    return texts.counted(text, number)


@register.filter
def fact(name: str, kind: Kind) -> str:
    """What a fact of a thread is called, of those that `Kind.facts` has."""
    return str(kind.texts.facts.get(name, name))
