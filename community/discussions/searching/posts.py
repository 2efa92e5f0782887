"""Posts of threads of all kinds: each is a document, and those of a thread are one result."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet

from community.discussions import kinds
from community.discussions.models import Container, Post, Thread, ThreadTag
from community.kernel.export import plain_text
from community.kernel.statements import Row, Statement
from community.search import registration
from community.search.registration import Entry, Found, Source, key

SOURCE = "discussions.post"
UNANSWERED, ANSWER = "unanswered", "answer"

# The title of a container above is for its own readers: what it is found by, it tells.
READ = Statement("""
    SELECT post.id, post.number, post.html, post.author_id, post.language, post.version,
        post.created_at, coalesce(post.edited_at, post.created_at),
        thread.id, thread.kind, thread.title, thread.audience_id, thread.others_count,
        thread.solved_at IS NOT NULL, thread.closed_at IS NOT NULL,
        thread.archived_at IS NOT NULL, thread.pinned_at IS NOT NULL,
        place.has_solutions, ARRAY[place.id, above.id, top.id],
        ARRAY[
            place.title,
            CASE WHEN above.audience_id IN (0, thread.audience_id) THEN above.title END,
            CASE WHEN top.audience_id IN (0, thread.audience_id) THEN top.title END
        ], tags.ids, tags.names
    FROM discussions_post AS post
    JOIN discussions_thread AS thread ON thread.id = post.thread_id
    LEFT JOIN discussions_container AS place ON place.id = thread.container_id
    LEFT JOIN discussions_container AS above ON above.id = place.parent_id
    LEFT JOIN discussions_container AS top ON top.id = above.parent_id
    LEFT JOIN LATERAL (
        SELECT array_agg(tag.id ORDER BY tag.id) AS ids,
            array_agg(tag.name::text ORDER BY tag.id) AS names
        FROM discussions_threadtag AS tagged JOIN discussions_tag AS tag ON tag.id = tagged.tag_id
        WHERE tagged.thread_id = thread.id
    ) AS tags ON true
    WHERE post.id = ANY(%(ids)s::bigint[]) AND thread.kind = ANY(%(kinds)s::text[])
        AND post.deleted_at IS NULL AND thread.deleted_at IS NULL
""")
# The order and the bound are those of the posts' key, whatever the planner thinks of the kinds.
IDS = Statement("""
    SELECT post.id FROM discussions_post AS post
    JOIN discussions_thread AS thread ON thread.id = post.thread_id
    WHERE post.id > %(after)s::bigint AND thread.kind = ANY(%(kinds)s::text[])
        AND post.deleted_at IS NULL AND thread.deleted_at IS NULL
    ORDER BY post.id LIMIT %(most)s::bigint
""")
COUNT = Statement("""
    SELECT count(*) FROM discussions_post AS post
    JOIN discussions_thread AS thread ON thread.id = post.thread_id
    WHERE thread.kind = ANY(%(kinds)s::text[])
        AND post.deleted_at IS NULL AND thread.deleted_at IS NULL
""")

OUTDATED = Statement("""
    SELECT post.id FROM search_document AS document
    JOIN discussions_post AS post ON post.id = document.object_id
    JOIN discussions_thread AS thread ON thread.id = post.thread_id
    WHERE document.source = 'discussions.post' AND document.object_id = ANY(%(ids)s::bigint[])
        AND (document.version, document.audience_id, document.container_id) IS DISTINCT FROM
            (post.version, thread.audience_id, thread.container_id)
""")
TAGS = ArraySubquery(
    ThreadTag.objects.filter(thread=OuterRef("thread")).order_by("tag__name").values("tag__name")
)


def indexed_kinds() -> list[str]:
    """The kinds of threads that can be found: those that an app's search.py names."""
    return [name for name in kinds.names() if registration.kind_named(name)]


def read(ids: Sequence[int]) -> list[Entry]:
    rows = READ.fetched({"ids": list(ids), "kinds": indexed_kinds()})
    answers = _answers((row[9], row[8]) for row in rows if row[13])
    own = _own_states((row[9], row[8]) for row in rows)
    return [_entry(row, own.get(row[8], ()), is_answer=row[0] in answers) for row in rows]


def _own_states(found: Iterable[tuple[str, int]]) -> Mapping[int, Sequence[str]]:
    """What the kinds of these threads add to their states, in a query for each that does."""
    threads: dict[str, set[int]] = defaultdict(set)
    for name, thread in found:
        threads[name].add(thread)
    states: dict[int, Sequence[str]] = {}
    for name, ids in sorted(threads.items()):
        states |= kinds.kind_named(name).states(ids)
    return states


def _answers(solved: Iterable[tuple[str, int]]) -> set[int]:
    """The accepted posts of solved threads, which are given with their kinds."""
    threads: dict[str, set[int]] = defaultdict(set)
    for name, thread in solved:
        threads[name].add(thread)
    return {pk for name, ids in threads.items() for pk in kinds.kind_named(name).answers(ids)}


def _entry(row: Row, own_states: Sequence[str], *, is_answer: bool) -> Entry:
    """A reply has the words of its thread's title among those of its place: it is found by words
    of both, and `in:title` finds the opening post only."""
    pk, number, html, author, language, version, created_at, updated_at, *rest = row
    thread, kind, title, audience, others, *flags = rest[:9]
    has_solutions, containers, titles, tags, names = rest[9:]
    places = [one for one in titles if one]
    opens = number == 1
    return Entry(
        object_id=pk,
        kind=kind,
        group_id=thread,
        audience_id=audience,
        created_at=created_at,
        updated_at=updated_at,
        title=title if opens else "",
        body=plain_text(without_quotes(html)),
        number=number,
        container_ids=[one for one in containers if one],
        place=" ".join(places if opens else [title, *places]),
        author_id=author,
        tags=list(zip(tags or (), names or (), strict=True)),
        states=[
            *_states(kind, flags, has_solutions=bool(has_solutions)),
            *own_states,
            *([ANSWER] if is_answer else ()),
            *([UNANSWERED] if opens and not others else ()),
        ],
        language=language,
        version=version,
        keys=[key("topic", thread)],
    )


def _states(kind: str, flags: Sequence[bool], *, has_solutions: bool) -> Iterator[str]:
    """Those of a thread, which each of its posts has. `flags`: whether it is solved, closed,
    archived and pinned."""
    is_solved, is_closed, is_archived, is_pinned = flags
    if is_solved:
        yield "solved"
    elif has_solutions and kinds.kind_named(kind).lists.has_solutions:
        yield "unsolved"
    yield "closed" if is_closed or is_archived else "open"
    if is_archived:
        yield "archived"
    if is_pinned:
        yield "pinned"


_QUOTE = re.compile(r'<blockquote( class="quote")?[^>]*>|(</blockquote>)')


def without_quotes(markup: str) -> str:
    """Our own HTML without what other posts say, which is found there. A quote that names no post
    stays: it may be of what is nowhere else, such as an error message."""
    if 'class="quote"' not in markup:
        return markup
    parts, depth, quoted_at, begin = [], 0, 0, 0
    for found in _QUOTE.finditer(markup):
        if found[2]:
            if depth == quoted_at:
                quoted_at, begin = 0, found.end()
            depth -= 1
            continue
        depth += 1
        if found[1] and not quoted_at:
            quoted_at = depth
            parts.append(markup[begin : found.start()])
    return "".join([*parts, markup[begin:] if not quoted_at else ""])


def ids_after(after: int, most: int) -> list[int]:
    told = {"after": after, "most": most, "kinds": indexed_kinds()}
    return [pk for (pk,) in IDS.fetched(told)]


def count() -> int:
    return int(COUNT.fetched({"kinds": indexed_kinds()})[0][0])


def ids_of_group(group_id: int, after: int, most: int) -> list[int]:
    """The thread's posts, removed ones too: their documents go."""
    posts = Post.objects.filter(thread=group_id, pk__gt=after).order_by("pk")
    return list(posts.values_list("pk", flat=True)[:most])


def visible(viewer: Any) -> QuerySet[Post]:
    """What anybody may find of what they may read: nothing removed, not even their own."""
    threads = Thread.objects.read_by(viewer).filter(deleted_at=None)
    return Post.objects.live().filter(thread__in=threads)


def show(ids: Sequence[int], viewer: Any) -> Mapping[int, Found]:
    posts = visible(viewer).filter(pk__in=ids).select_related("author", "thread")
    rows = list(posts.annotate(tags_beside=TAGS).defer("source", "html"))
    places = Container.objects.visible_to(viewer).in_bulk(
        {row.thread.container_id for row in rows if row.thread.container_id}
    )
    answers = _answers((row.thread.kind, row.thread_id) for row in rows if row.thread.solved_at)
    return {
        row.pk: _shown(row, places.get(row.thread.container_id or 0), is_answer=row.pk in answers)
        for row in rows
    }


def _shown(post: Post, place: Container | None, *, is_answer: bool) -> Found:
    thread = post.thread
    kind = kinds.kind_of(thread)
    moments = (thread.solved_at, thread.closed_at, thread.archived_at, thread.pinned_at)
    has_solutions = bool(place and place.has_solutions)
    states = _states(thread.kind, [bool(one) for one in moments], has_solutions=has_solutions)
    found = registration.kind_named(thread.kind)
    return Found(
        title=thread.title,
        url=kind.url(thread) if post.opens_thread else kind.lists.post_url(thread, post.number),
        version=post.version,
        author=post.author,
        place=place.title if place else "",
        place_url=place.get_absolute_url() if place else "",
        tags=list(post.tags_beside),  # type: ignore[attr-defined]
        states=[*states, *([ANSWER] if is_answer else ())],
        replies_count=thread.replies_count,
        created_at=post.created_at,
        icon=found.icon if found else "",
    )


posts = Source(
    name=SOURCE,
    read=read,
    ids_after=ids_after,
    count=count,
    ids_of_group=ids_of_group,
    visible=visible,
    show=show,
    outdated=lambda ids: [pk for (pk,) in OUTDATED.fetched({"ids": list(ids)})],
)
