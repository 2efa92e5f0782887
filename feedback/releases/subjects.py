"""Releases, as notifications name them."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext

from community.kernel.subjects import Shown, register
from feedback.releases.queries import published_releases

RELEASE = "feedback.release"


def find_releases(ids: Sequence[int], viewer: Any) -> Mapping[int, Shown]:
    # Translators: a version and the title of its release notes: "4.12: Ferry timetables".
    words = gettext("%(version)s: %(title)s")
    rows = published_releases(viewer).filter(pk__in=ids)
    return {
        row.pk: Shown(words % {"version": row.name, "title": row.title}, row.get_absolute_url())
        for row in rows
    }


register(RELEASE, find_releases)
