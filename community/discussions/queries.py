"""What any page with a discussion needs to know, read in a fixed number of queries."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, partial
from typing import Any, Literal

from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.db.models import QuerySet
from django.template.loader import render_to_string

from community.accounts.models import User
from community.accounts.policy import visibility_key
from community.discussions import policy
from community.discussions.channels import thread_channel
from community.discussions.kinds import kind_of
from community.discussions.models import Like, Post, Thread
from community.discussions.models.reading import Level, Reading
from community.discussions.posts.actions.repair import VIEWS
from community.discussions.posts.tree import nested
from community.discussions.reading.words import because, thread_choices
from community.kernel.paging import Page, page_by_key
from community.kernel.prepared import cached_query, placeholder_number, placeholder_viewer, prepare
from community.kernel.statements import Statement
from community.kernel.store import ask_or
from community.live.pages import shared

PAGE = 50  # posts
REACTIONS = 50

# A member's own in a thread: always one row.
READ = ("last_read_number", "level", "reason")
OWN = Statement("""
    SELECT reading.last_read_number, reading.level, reading.reason, (
        SELECT min(post.number) FROM discussions_post AS post
        WHERE post.thread_id = %(thread)s AND post.number > reading.last_read_number
            AND post.deleted_at IS NULL
    ), (
        SELECT jsonb_object_agg(given.post_id, given.reaction) FROM discussions_like AS given
        JOIN discussions_post AS post ON post.id = given.post_id
        WHERE given.member_id = %(member)s AND post.thread_id = %(thread)s
    )
    FROM (SELECT) AS always LEFT JOIN discussions_reading AS reading
        ON reading.member_id = %(member)s AND reading.thread_id = %(thread)s
""")

# The number of the post before the page that begins `skipped` posts before this one.
BEFORE = """
    SELECT number FROM discussions_post
    WHERE thread_id = %(thread)s::bigint AND path < %(path)s::int[]
    ORDER BY path DESC OFFSET {skipped} LIMIT 1
"""
BEFORE_LAST = Statement(BEFORE.format(skipped="%(skipped)s::int"))
BEFORE_ANY = Statement(
    BEFORE.format(
        skipped="""(
            SELECT count(*) %% %(page)s FROM discussions_post
            WHERE thread_id = %(thread)s::bigint AND path < %(path)s::int[]
        )"""
    ),
    {"page": PAGE},
)

SLOTS = {
    "member": placeholder_number(),
    "thread": placeholder_number(1),
    "post": placeholder_number(2),
}

View = Literal["nested", "flat"]


@dataclass(frozen=True)
class Place:
    """Which part of a thread is looked at: the posts after number `after`, in the view's order."""

    view: View = "nested"
    after: int = 0

    @property
    def query(self) -> str:
        return f"?view={self.view}" + (f"&after={self.after}" if self.after else "")


def posts_of(thread: Thread, place: Place) -> tuple[list[Post], int | None]:
    """Return the page's posts, and the number that the next page comes after if there is one."""
    rows = thread.posts.for_page()
    if place.view == "flat":
        rows = rows.filter(number__gt=place.after).order_by("number")
    else:
        rows = rows.order_by("path", "pk")
        if place.after:
            before = thread.posts.filter(number=place.after).values_list("path", flat=True)
            rows = rows.filter(path__gt=before.first() or [])
    found = list(rows[: PAGE + 1])
    shown = found[:PAGE]
    more = shown[-1].number if len(found) > PAGE else None
    return shown, more


PostsReader = Callable[[], tuple[list[Post], int | None]]


def reader(thread: Thread, place: Place) -> PostsReader:
    """What returns `posts_of` these: read once, by whoever asks first, and by nobody if all that
    shows them is kept."""
    return cache(partial(posts_of, thread, place))


def known_place(thread: Thread, place: Place) -> Place:
    """The place, or the first page if it names no post of the thread: such an address has no
    cached page of its own."""
    if place.after and not thread.posts.filter(number=place.after).exists():
        return Place(place.view)
    return place


def place_of(post: Post, view: str) -> Place:
    """The page that holds this post: the n-th fifty in the view's order."""
    if view == "flat":
        return Place("flat", (post.number - 1) // PAGE * PAGE)
    if post.thread.highest_number <= PAGE:
        return Place("nested")
    here = {"thread": post.thread_id, "path": post.path}
    # Before the newest post, if it answers none, stand all posts. Before others that answer none
    # stand also later posts that answer earlier ones.
    if len(post.path) == 1 and post.number == post.thread.highest_number:
        before = BEFORE_LAST.fetched({**here, "skipped": (post.number - 1) % PAGE})
    else:
        before = BEFORE_ANY.fetched(here)
    return Place("nested", before[0][0] if before else 0)


def readable_thread(viewer: User | AnonymousUser, pk: int, *related: str) -> Thread | None:
    """The thread, if the viewer may see it, with what it is related to; each reply asks, so the
    query is written once."""
    key = ("discussions.thread", related, visibility_key(viewer))
    read = cached_query(key, lambda: prepare(_readable(placeholder_viewer(viewer), related), SLOTS))
    rows: list[Thread] = read.rows({"member": viewer.pk, "thread": pk})
    return rows[0] if rows else None


def readable_post(viewer: User | AnonymousUser, pk: int) -> Post | None:
    """The post, if the viewer may see it, with its author and thread."""
    key = ("discussions.post", visibility_key(viewer))
    read = cached_query(key, lambda: prepare(_readable_post(placeholder_viewer(viewer)), SLOTS))
    rows: list[Post] = read.rows({"member": viewer.pk, "post": pk})
    return rows[0] if rows else None


def _readable_post(viewer: User | AnonymousUser) -> QuerySet[Post]:
    visible = Post.objects.visible_to(viewer).filter(pk=SLOTS["post"])
    return visible.select_related("author", "thread")


def _readable(viewer: User | AnonymousUser, related: Sequence[str]) -> QuerySet[Thread]:
    visible = Thread.objects.visible_to(viewer).filter(pk=SLOTS["thread"])
    return visible.select_related(*related) if related else visible


def posts_section(
    thread: Thread, place: Place, version: str, own: Own, read: PostsReader | None = None
) -> dict[str, Any]:
    """What open pages fetch again when the posts change. `html` is the same for all who may read
    the thread; `mine` is what is the viewer's own, as one small JSON.

    `version` was read before the thread: what comes in between rings again.
    """
    return {
        "channel": thread_channel(thread.pk),
        "version": version,
        "thread": thread,
        "place": place,
        "html": fragment(thread, place, version, read or reader(thread, place)),
        "mine": own.summary,
    }


def thread_page(
    thread: Thread,
    viewer: User | AnonymousUser,
    place: Place,
    version: str,
    read: PostsReader,
) -> dict[str, Any]:
    """Everything that a thread's page shows."""
    own = own_of(thread, viewer)
    reading = own.reading
    return {
        **posts_section(thread, place, version, own, read),
        "level": reading.level if reading else Level.NORMAL,
        "unread_from": own.unread_from,
        "levels": thread_choices(),
        "because": because(reading),
        "may_reply": policy.may_reply(viewer, thread),
        **thread_tools(thread, viewer),
        "may_restore_thread": policy.may_restore_thread(viewer, thread),
    }


def thread_tools(thread: Thread, viewer: User | AnonymousUser) -> dict[str, Any]:
    """What this viewer may make of the whole thread: questions to policy, none to the database."""
    kind = kind_of(thread)
    may = {
        "may_close": policy.may_close(viewer, thread),
        "may_archive": policy.may_archive(viewer, thread),
        "may_convert": policy.may_convert(viewer, thread),
        "may_pin": policy.may_pin(viewer, thread),
        "may_pin_everywhere": policy.may_pin_everywhere(viewer, thread),
        "may_unpin": thread.pinned_at is not None and policy.may_unpin(viewer, thread),
        "may_delete_thread": thread.is_live and policy.may_delete_thread(viewer, thread),
        "edit_url": policy.may_edit_thread(viewer, thread) and kind.edit_url(thread),
    }
    return {
        **may,
        "may_moderate": policy.may_moderate(viewer, thread),
        "has_thread_tools": any(may.values()),
        "kind": kind,
    }


def fragment(thread: Thread, place: Place, version: str, read: PostsReader) -> str:
    """The posts as HTML, rendered once per version for all readers of the thread.

    The version is raised a moment after a commit; `changes` is part of it, so that whoever
    has just written sees it at once.
    """

    def render() -> str:
        posts, more = read()
        kind = kind_of(thread)
        answer_id = kind.answer(thread)
        context = {
            "thread": thread,
            "kind": kind,
            "place": place,
            "posts": posts,
            "branches": nested(posts, answer_id) if place.view == "nested" else [],
            "answer_id": answer_id,
            "page_url": kind.url(thread),
            "more": more,
        }
        return render_to_string(f"discussions/_{place.view}.html", context)

    return shared(f"thread.{thread.pk}{place.query}", f"{version}.{thread.changes}", render)


@dataclass(frozen=True)
class Own:
    """How far the viewer came in a thread, if they were here before, the first post that is still
    there and that they have not seen, and what they gave to which post."""

    member_id: int | None = None
    reading: Reading | None = None
    unread_from: int | None = None
    reactions: Mapping[int, str] = field(default_factory=dict)

    @property
    def summary(self) -> dict[str, Any]:
        """What scripts need of it; empty for visitors."""
        if self.member_id is None:
            return {}
        read = self.reading.last_read_number if self.reading else 0
        return {"id": self.member_id, "reactions": self.reactions, "read": read}


def own_of(thread: Thread, viewer: User | AnonymousUser) -> Own:
    if not viewer.is_authenticated:
        return Own()
    [(*row, following, given)] = OWN.fetched({"member": viewer.pk, "thread": thread.pk})
    reactions = {int(pk): reaction for pk, reaction in json.loads(given or "{}").items()}
    if row[0] is None:
        return Own(viewer.pk, reactions=reactions)
    reading = Reading.from_db(connection.alias, READ, row)
    return Own(viewer.pk, reading, following if reading.last_read_number else None, reactions)


def post_tools(post: Post, thread: Thread, viewer: User | AnonymousUser) -> dict[str, Any]:
    """What this viewer may do with this post."""
    return {
        "post": post,
        "thread": thread,
        "page_url": kind_of(thread).url(thread),
        "may_edit": policy.may_edit(viewer, post, thread),
        "may_delete": post.is_live and policy.may_delete(viewer, post, thread),
        "may_restore": not post.is_live and policy.may_restore(viewer, post, thread),
        "tools": kind_of(thread).tools(post, viewer),
        "may_reply": policy.may_reply(viewer, thread),
        **reaction_bar(post, viewer),
    }


def reaction_bar(post: Post, viewer: User | AnonymousUser) -> dict[str, Any]:
    """A post's reactions with the viewer's own, for where they stand on a page of the viewer's."""
    given = Like.objects.filter(post=post.pk, member=viewer.pk)
    own = given.values_list("reaction", flat=True).first() if viewer.is_authenticated else None
    return {"post": post, "own_reaction": own, "knows_own": viewer.is_authenticated}


def reactions_page(post: Post, cursor: str | None, reaction: str = "") -> Page[Like]:
    """Who reacted to a post, the latest first; of one kind, if that is asked."""
    given = post.likes.select_related("member")
    if reaction in Like.Reaction.values:
        given = given.filter(reaction=reaction)
    return page_by_key(given, keys=["id"], cursor=cursor, size=REACTIONS)


def quotation(post: Post) -> str:
    """A post's words with their source, to begin an answer with."""
    source = f"{post.author.username}, post:{post.number}, topic:{post.thread_id}"
    return f'[quote="{source}"]\n{post.source.strip()}\n[/quote]\n\n'


def count_view(pk: int) -> None:
    """Remember that a thread's page was looked at: a read writes no row."""
    ask_or(0, lambda redis: redis.hincrby(VIEWS, str(pk), 1))
