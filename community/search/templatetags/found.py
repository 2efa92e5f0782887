"""How results are shown: their states, and how many there are."""

from django import template
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext

from community.kernel import formats
from community.kernel.templatetags.shown import icon
from community.search.registration import kind_named, kinds_with_meaning, statuses
from community.search.results import Results
from community.search.shown import address

register = template.Library()

ICONS = {
    "solved": ("solved", "icon s green"),
    "closed": ("lock", "icon s"),
    "archived": ("box", "icon s"),
}


@register.simple_tag
def state_icon(state: str) -> SafeString:
    """The mark of a state that lists show, too; of any other there is none."""
    if state not in ICONS:
        return SafeString()
    name, classes = ICONS[state]
    return icon(name, str(statuses().get(state, state)), classes)


@register.simple_tag
def search_for(text: str) -> str:
    """Where the results of a query are."""
    return address(text)


@register.simple_tag
def related_url(kind: str, group_id: int) -> str:
    """Where what is about the same as a topic is; empty for kinds that have nothing of that."""
    found = kind_named(kind)
    if found not in kinds_with_meaning():
        return ""
    return reverse("search:related", args=[found.word, group_id])


@register.simple_tag
def found_count(results: Results) -> str:
    """How many results there are, as far as they are counted."""
    count = formats.number(results.count)
    if results.is_capped:
        return gettext("More than %(count)s results") % {"count": count}
    return ngettext("%(count)s result", "%(count)s results", results.count) % {"count": count}


@register.simple_tag
def replies_of(count: int) -> str:
    shown = formats.compact(count)
    return ngettext("%(count)s reply", "%(count)s replies", count) % {"count": shown}
