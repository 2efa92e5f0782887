"""What the app that has the page of a tag calls in `threads.py`."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from community.discussions import tag_pages
from community.discussions.models import Tag, Thread
from community.discussions.models.reading import Reason
from community.discussions.reading import watching
from community.kernel import subjects
from community.kernel.statements import Statement

SUBJECT = "forum.tag"  # the name that watches and API clients know


def _find(ids: list[int], viewer: Any) -> Mapping[int, subjects.Shown]:
    found = Tag.objects.known_to(viewer).filter(pk__in=ids)
    return {row.pk: subjects.Shown(row.name, row.get_absolute_url()) for row in found}


TAGS = Statement("""
    SELECT thread_id, tag_id FROM discussions_threadtag
    WHERE thread_id = ANY(%(threads)s::bigint[])
""")


def _tags_of(threads: Sequence[Thread]) -> list[tuple[int, int]]:
    return [(pk, tag) for pk, tag in TAGS.fetched({"threads": [thread.pk for thread in threads]})]


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
