"""Entries of reputation in words."""

from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst
from django.utils.translation import gettext

from community.kernel import formats
from community.kernel.templatetags.shown import member_link
from experience.recognition.ledger.queries import Line


def sentence(line: Line) -> SafeString:
    """What the points are for, with links: "Ana reacted to Post 2 in Frost"."""
    contribution = line.entry.contribution
    if line.rule is None:
        return conditional_escape(gettext("A contribution of a feature that no longer exists"))
    text = str(line.rule.sentence or line.rule.label)
    if line.shown:
        link = '<a href="{}" dir="auto">{}</a>'
        subject = format_html(link, line.shown.url, line.shown.title)
    else:
        hidden = gettext("a post that was deleted or that you cannot see")
        is_first = text.startswith("%(subject)s")
        subject = conditional_escape(capfirst(hidden) if is_first else hidden)
    other = contribution.other
    named = {
        "subject": subject,
        "other": member_link(other) if other else conditional_escape(gettext("Somebody")),
    }
    return mark_safe(conditional_escape(text) % named)  # noqa: S308 - of escaped parts


def signed(points: int) -> str:
    """With its sign: +10, or -2."""
    return f"+{formats.number(points)}" if points > 0 else formats.number(points)
