"""A thread's row in any list: rendered once for all readers, then marked for the one who reads."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from django.db import connection
from django.template.loader import get_template
from django.utils import timezone
from django.utils.html import escape
from django.utils.translation import get_language, ngettext, pgettext

from community.accounts.models import User
from community.discussions.kinds import Kind
from community.discussions.lists.scope import Scope
from community.discussions.models import Container, Thread, ThreadTag
from community.discussions.models.reading import Level
from community.kernel import formats
from community.kernel.statements import Statement
from community.live.pages import shared_rows

STEPS = 12  # of the pulse
DAY, WEEK = 86_400, 604_800
HEIGHT = 20
TAGS = 3

# What one row needs to know of the thread before its HTML is asked for.
LIGHT = (
    "changes", "bumped_at", "created_at", "container_id", "highest_number", "posts_count",
    "pinned_at", "pinned_until",
)  # fmt: skip

# The two who answered last, beside the author: of the newest posts, so that a thread of ten
# thousand costs what one of twenty does.
FACES = """
    SELECT thread.id, face.author_id
    FROM discussions_thread AS thread CROSS JOIN LATERAL (
        SELECT author_id, max(number) AS newest FROM (
            SELECT author_id, number FROM discussions_post AS post
            WHERE post.thread_id = thread.id AND post.deleted_at IS NULL
            ORDER BY number DESC LIMIT 20
        ) AS recent
        WHERE author_id <> thread.author_id GROUP BY author_id ORDER BY newest DESC LIMIT 2
    ) AS face
    WHERE thread.id = ANY(%s) ORDER BY thread.id, face.newest DESC
"""
# How many of the newest posts fell into each step before now.
PULSE = """
    SELECT asked.id, floor(extract(epoch FROM now() - post.created_at) / asked.step)::int, count(*)
    FROM unnest(%s::bigint[], %s::float8[]) AS asked (id, step) CROSS JOIN LATERAL (
        SELECT created_at FROM discussions_post AS post
        WHERE post.thread_id = asked.id AND post.deleted_at IS NULL
        ORDER BY number DESC LIMIT 240
    ) AS post
    WHERE post.created_at > now() - make_interval(secs => asked.step * 12)
    GROUP BY 1, 2
"""

# With how many of the posts since were deleted, asked of those threads that have such posts.
READINGS = Statement(
    """
    SELECT thread_id, last_read_number, level, CASE WHEN thread_id = ANY(%(thinned)s::bigint[])
        THEN (
        SELECT count(*) FROM discussions_post AS post
        WHERE post.thread_id = reading.thread_id AND post.number > reading.last_read_number
            AND post.deleted_at IS NOT NULL
    ) ELSE 0 END
    FROM discussions_reading AS reading
    WHERE member_id = %(member)s AND thread_id = ANY(%(threads)s::bigint[])
"""
)


def html_of(rows: Sequence[Thread], scope: Scope) -> dict[int, str]:
    """The rows' HTML, each with the viewer's own marks."""
    containers = {row.pk: row for row in scope.containers}
    today = timezone.now().date().isoformat()  # the row is everybody's, whatever their zone
    versions = {row.pk: _version(row, containers, today) for row in rows}
    found = shared_rows("threads", versions, lambda pks: _render(scope.kind, pks, containers))
    marks = marks_for(rows, scope)
    return {pk: _marked(html, marks.get(pk)) for pk, html in found.items()}


def is_pinned(row: Thread) -> bool:
    until = row.pinned_until
    return row.pinned_at is not None and (until is None or until > timezone.now())


def _version(row: Thread, containers: Mapping[int, Container], today: str) -> str:
    """What tells whether a row's HTML is still true."""
    of = containers.get(row.container_id or 0)
    mark = (of.pk, of.title, of.slug, of.hue, of.icon) if of else ()
    return repr((row.changes, row.bumped_at.isoformat(), is_pinned(row), today, mark))


def _render(kind: Kind, pks: Sequence[int], containers: Mapping[int, Container]) -> dict[int, str]:
    template = get_template("discussions/lists/_row.html")
    rows = whole(kind, pks, containers)
    return {row.pk: template.render({"row": row, "kind": kind}) for row in rows}


def whole(kind: Kind, pks: Sequence[int], containers: Mapping[int, Container]) -> list[Any]:
    """Those threads in that order with all that a row shows, in a fixed number of queries."""
    rows: dict[int, Any] = kind.lists.rows(Thread.objects.filter(pk__in=pks)).in_bulk(pks)
    tags, faces = _tags(pks), _faces(pks)
    solvers = {pk: solver for pk, row in rows.items() if (solver := kind.lists.solver(row))}
    wanted = {pk for row in rows.values() for pk in (row.author_id, row.last_author_id)}
    wanted.update(solvers.values(), *faces.values())
    people = User.objects.in_bulk(wanted)
    pulses = _pulses(list(rows.values()))
    for pk, row in rows.items():
        row.author, row.last_author = people[row.author_id], people[row.last_author_id]
        row.solver = people[solvers[pk]] if pk in solvers else None
        row.faces = [row.author, *(people[face] for face in faces[pk])]
        row.tag_names, row.pulse, row.is_pinned = tags[pk][:TAGS], pulses[pk], is_pinned(row)
        row.container, row.url = containers.get(row.container_id or 0), kind.url(row)
    return [rows[pk] for pk in pks if pk in rows]


def _tags(pks: Sequence[int]) -> Mapping[int, list[str]]:
    tags: dict[int, list[str]] = defaultdict(list)
    rows = ThreadTag.objects.filter(thread__in=pks).order_by("pk")
    for pk, name in rows.values_list("thread", "tag__name"):
        tags[pk].append(name)
    return tags


def _faces(pks: Sequence[int]) -> Mapping[int, list[int]]:
    faces: dict[int, list[int]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(FACES, [list(pks)])
        for pk, face in cursor.fetchall():
            faces[pk].append(face)
    return faces


def _pulses(rows: Sequence[Thread]) -> dict[int, list[dict[str, int]]]:
    """Bars for the thread's life, or for the last twelve weeks of a long one."""
    now = timezone.now()
    steps = [min(max((now - row.created_at).total_seconds() / STEPS, DAY), WEEK) for row in rows]
    counts: dict[int, dict[int, int]] = {row.pk: {} for row in rows}
    with connection.cursor() as cursor:
        cursor.execute(PULSE, [[row.pk for row in rows], steps])
        for pk, ago, count in cursor.fetchall():
            at = STEPS - 1 - min(max(ago, 0), STEPS - 1)
            counts[pk][at] = counts[pk].get(at, 0) + count
    return {pk: _bars(counted) for pk, counted in counts.items()}


def _bars(counted: Mapping[int, int]) -> list[dict[str, int]]:
    most = max(counted.values(), default=1)
    heights = {at: max(2, round(HEIGHT * count / most)) for at, count in sorted(counted.items())}
    return [{"x": at * 6, "y": HEIGHT - height, "height": height} for at, height in heights.items()]


# -- what is the viewer's own --------------------------------------------------------------------
class Mark:
    """How one row stands to one member."""

    def __init__(self, *, classes: str = "", news: str = "") -> None:
        self.classes, self.news = classes, news


def marks_for(rows: Sequence[Thread], scope: Scope) -> dict[int, Mark]:
    """In one query for the page; a visitor has none."""
    if not scope.viewer.is_authenticated or not rows:
        return {}
    asked: dict[str, Any] = {
        "member": scope.viewer.pk,
        "threads": [row.pk for row in rows],
        "thinned": [row.pk for row in rows if row.posts_count < row.highest_number],
    }
    readings = {pk: reading for pk, *reading in READINGS.fetched(asked)}
    return {row.pk: _mark(row, readings.get(row.pk), scope) for row in rows}


def _mark(row: Thread, reading: Sequence[int] | None, scope: Scope) -> Mark:
    if reading is None:
        if scope.is_new(row):
            words = _news(0, get_language())
            return Mark(classes=" is-unread", news=f'<span class="fresh">{words}</span>')
        return Mark(classes=" is-quiet") if scope.is_dismissed(row) else Mark()
    last_read, level, deleted = reading
    behind = row.highest_number - last_read - deleted
    if behind <= 0:
        return Mark(classes=" is-quiet")
    if level < Level.TRACKING:
        return Mark()
    first, words = scope.kind.lists.post_url(row, last_read + 1), _news(behind, get_language())
    return Mark(classes=" is-unread", news=f'<a class="fresh" href="{first}">{words}</a>')


@lru_cache(1000)  # a page has up to thirty of the same few
def _news(count: int, _language: str | None) -> str:
    """How many new posts a thread has; none is said of a thread that is new itself."""
    if not count:
        return escape(pgettext("a topic", "new"))
    # Translators: in a list of topics: how many new posts this one has.
    words = ngettext("%(count)s new", "%(count)s new", count)
    return escape(words % {"count": formats.number(count)})


PLACES = re.compile(r"<!--(mark|news)-->")  # no text of anybody's holds a bare "<"
NOTHING = Mark()


def _marked(html: str, mark: Mark | None) -> str:
    mark = mark or NOTHING
    return PLACES.sub(lambda place: mark.classes if place[1] == "mark" else mark.news, html)
