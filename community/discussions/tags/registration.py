"""What the app that has the page of a tag calls in `threads.py`."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.db.models import QuerySet

from community.discussions import tag_pages
from community.discussions.models import Tag, Thread, ThreadTag
from community.discussions.models.reading import Reason
from community.discussions.reading import watching
from community.kernel import subjects

SUBJECT = "forum.tag"  # the name that watches and API clients know


def _find(ids: list[int], viewer: Any) -> Mapping[int, subjects.Shown]:
    found = Tag.objects.known_to(viewer).filter(pk__in=ids)
    return {row.pk: subjects.Shown(row.name, row.get_absolute_url()) for row in found}


def _tags_of(threads: Sequence[Thread]) -> QuerySet[ThreadTag, tuple[int, int]]:
    ids = [thread.pk for thread in threads]
    return ThreadTag.objects.filter(thread__in=ids).values_list("thread", "tag")


def register(url: Callable[[str], str]) -> None:
    """Tags are subjects everywhere, and something to watch; `url` is of a tag's page, by name."""
    tag_pages.register(url)
    subjects.register(SUBJECT, _find)
    subjects.register("discussions.tag", _find)  # as events name it
    watching.register(
        watching.Watchable(
            kind=SUBJECT,
            label="tag",  # no translation: an identifier
            reason=Reason.TAG,
            threads=lambda ids: Thread.objects.filter(tags__in=ids),
            ids_of=_tags_of,
        )
    )
