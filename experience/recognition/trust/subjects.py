"""Trust levels and announced demotions, as notifications speak of them."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext

from community.accounts.models import Standing, User
from community.kernel import formats, subjects
from community.notifications.registration import Content, register_content
from experience.recognition.trust.actions_levels import GRACE

LEVEL, DEMOTION = "recognition.trust_level", "recognition.demotion"


def find_levels(ids: Sequence[int], viewer: Any) -> Mapping[int, Content]:
    """A level has its own number."""
    url = reverse("recognition:progress")
    return {pk: Content(title=level_name(pk), url=url) for pk in ids if pk in User.Trust.values}


def level_name(level: int) -> str:
    shown = {"name": User.Trust(level).label, "level": formats.number(level)}
    return gettext("%(name)s (level %(level)s)") % shown


def find_demotions(ids: Sequence[int], viewer: Any) -> Mapping[int, Content]:
    """By the member, who alone is told, as long as it is to come."""
    rows = Standing.objects.filter(pk__in=ids, below_since__isnull=False)
    return {row.pk: _content(row) for row in rows if row.pk == viewer.pk}


def _content(row: Standing) -> Content:
    assert row.below_since is not None
    told = gettext(
        "You no longer meet the requirements of your trust level. If you meet them again before"
        " this day, you keep it. Your progress page shows what is missing."
    )
    return Content(
        title=formats.day(row.below_since + GRACE),
        url=reverse("recognition:progress"),
        excerpt=told,
        html=format_html("<p>{}</p>", told),
        text=told,
    )


def _shown(find: Any) -> subjects.Finder:
    def found(ids: list[int], viewer: Any) -> Mapping[int, subjects.Shown]:
        contents = find(ids, viewer)
        return {pk: subjects.Shown(one.title, one.url) for pk, one in contents.items()}

    return found


for kind, find in ((LEVEL, find_levels), (DEMOTION, find_demotions)):
    subjects.register(kind, _shown(find))
    register_content(kind, find)
