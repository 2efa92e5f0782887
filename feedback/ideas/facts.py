"""What edits change of an idea beside its text, as revisions keep and show it."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from community.discussions.models import Thread
from community.discussions.texts import FACTS
from community.kernel import formats
from community.kernel.languages import Text
from feedback.models import Idea

OWN = (
    "kind", "is_private", "is_security", "severity", "steps", "affected_version", "environment",
)  # fmt: skip
LABELS: Mapping[str, Text] = {
    **FACTS,
    "tags": pgettext_lazy("noun", "Tags"),
    "kind": _("Type"),
    "is_private": pgettext_lazy("of an idea", "Private"),
    "is_security": _("Security report"),
    "severity": _("Severity"),
    "steps": _("Steps to reproduce"),
    "affected_version": _("Affected version"),
    "environment": _("Environment"),
}


def facts(thread: Thread) -> Mapping[str, Any]:
    own = Idea.objects.filter(thread=thread.pk).values(*OWN).first() or {}
    tags = sorted(thread.tags.values_list("name", flat=True))
    return {"title": thread.title, "tags": tags, **own}


def tell(rows: Sequence[Mapping[str, Any]], viewer: Any) -> list[dict[str, str]]:
    """Those facts in words."""
    return [{name: _words(name, value) for name, value in row.items()} for row in rows]


def _words(name: str, value: Any) -> str:
    match name, value:
        case _, None:
            return ""
        case _, bool():
            return gettext("Yes") if value else gettext("No")
        case _, list():
            return formats.listed(value)
        case "kind", _ if value in Idea.Kind.values:
            return str(Idea.Kind(value).label)
        case "severity", _ if value in Idea.Severity.values:
            return str(Idea.Severity(value).label)
    return str(value)
