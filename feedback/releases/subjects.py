"""Releases, as notifications name them."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext

from community.kernel.subjects import Shown, register
from feedback.models import Release
from feedback.releases.queries import published_releases

RELEASE = "feedback.release"


def title_of(release: Release) -> str:
    # Translators: a version and the title of its release notes: "4.12: Ferry timetables".
    return gettext("%(version)s: %(title)s") % {"version": release.name, "title": release.title}


def find_releases(ids: Sequence[int], viewer: Any) -> Mapping[int, Shown]:
    rows = published_releases(viewer).filter(pk__in=ids)
    return {row.pk: Shown(title_of(row), row.get_absolute_url()) for row in rows}


register(RELEASE, find_releases)
