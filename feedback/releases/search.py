"""Releases are found by their versions, titles and notes, and by lines without an idea.

Lines about ideas are left out: the ideas are found themselves, by those who may read them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from community.kernel.export import plain_text
from community.search.registration import Entry, Found, Kind, Source, register
from feedback.models import Release
from feedback.releases.queries import audience_of, published_releases
from feedback.releases.subjects import RELEASE, title_of

SUMMARY = 200  # characters


def _published() -> QuerySet[Release]:
    return Release.objects.filter(published_at__isnull=False)


def _read(ids: Sequence[int]) -> list[Entry]:
    rows = _published().filter(pk__in=ids).select_related("board").prefetch_related("items")
    return [_entry(row) for row in rows]


def _entry(release: Release) -> Entry:
    at = release.published_at or release.created_at
    lines = [item.text for item in release.items.all() if item.idea_id is None]
    return Entry(
        object_id=release.pk,
        kind=RELEASE,
        group_id=release.pk,
        audience_id=audience_of(release),
        created_at=at,
        updated_at=at,
        title=title_of(release),
        body=" ".join([plain_text(release.html), *lines]),
        container_ids=[release.board_id] if release.board_id else [],
        place=release.board.title if release.board else "",
        version=release.version,
    )


def _show(ids: Sequence[int], viewer: Any) -> Mapping[int, Found]:
    rows = published_releases(viewer).filter(pk__in=ids).select_related("board")
    return {
        row.pk: Found(
            title=title_of(row),
            url=row.get_absolute_url(),
            version=row.version,
            place=row.board.title if row.board else "",
            place_url=row.board.get_absolute_url() if row.board else "",
            created_at=row.published_at,
            icon="box",
            text=plain_text(row.html, SUMMARY),
        )
        for row in rows
    }


register(
    Source(
        name=RELEASE,
        read=_read,
        ids_after=lambda after, most: list(
            _published().filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[:most]
        ),
        count=lambda: _published().count(),
        ids_of_group=lambda group_id, after, most: [group_id] if group_id > after else [],
        visible=published_releases,
        show=_show,
        outdated=lambda ids: ids,  # few, so all are read
    ),
    Kind(name=RELEASE, word="release", label=_("Releases"), icon="box", position=25),
)
