"""What a page tells other programs: its one address, a summary, who wrote what, its feed.

Search engines and previews come as visitors, so only visitors' pages carry it; they are shared.
"""

import hashlib
import json
from typing import Any

from django.http import HttpRequest

from community.accounts.models import Audience
from community.discussions import structured_data
from community.discussions.kinds import kind_of
from community.discussions.models import Post, Thread
from community.discussions.queries import PAGE, Place, PostsReader
from community.kernel.export import plain_text
from community.kernel.text import slug
from community.live.pages import shared

SUMMARY = 160  # characters


def of_thread(
    request: HttpRequest, thread: Thread, place: Place, version: str, read: PostsReader
) -> dict[str, Any]:
    """For a thread's page at its version; `read` is asked for the posts if they must be read.

    For visitors at most four queries beside that, and none once it is kept; members pay nothing.
    """
    if thread.audience_id != Audience.PUBLIC_ID:
        return {}
    kind = kind_of(thread)
    feed = ""
    if kind.lists.namespace:
        feed = kind.lists.url("thread_feed", slug(thread.title), thread.pk)
    if request.user.is_authenticated:
        return {"feed": feed}
    head, url = structured_data.head_of(request, thread), kind.url(thread)
    told = _of_posts(thread, place, version, read, head)
    return {
        "feed": feed,
        "canonical": _page(url, place.after),
        "page_before": _page(url, told["before"]) if place.after else None,
        "page_after": _page(url, told["after"]) if told["after"] else None,
        "description": told["summary"] or thread.title,
        "og_type": "article",
        "og_title": thread.title,
        "structured": str(max(thread.views_count, 0)).join(told["structured"]),
    }


def _of_posts(
    thread: Thread, place: Place, version: str, read: PostsReader, head: structured_data.Head
) -> dict[str, Any]:
    """What follows from the posts: kept beside their HTML, for as long as that, for this head."""

    def render() -> str:
        posts, more = read()
        opening, solution = _wherever(thread, posts, kind_of(thread).answer(thread))
        seen = structured_data.Seen(opening, posts, solution, is_first=not place.after)
        told = {
            "before": _before(thread, place) if place.after else None,
            "after": more,
            "summary": plain_text(opening.html, SUMMARY),
            "structured": structured_data.parts_of(head, seen),
        }
        return json.dumps(told)

    of_head = hashlib.sha256(repr(head).encode()).hexdigest()
    name = f"metadata.{thread.pk}{place.query}"
    told: dict[str, Any] = json.loads(shared(name, f"{version}.{thread.changes}.{of_head}", render))
    return told


def _page(url: str, after: int | None) -> str:
    """One address for a page, however it is looked at."""
    return f"{url}?after={after}" if after else url


def _wherever(thread: Thread, posts: list[Post], answer_id: int | None) -> tuple[Post, Post | None]:
    """The opening post and the answer: from the page if they stand on it."""
    here = {post.pk: post for post in posts}
    opening = next((post for post in posts if post.opens_thread), None)
    solution = here.get(answer_id or 0)
    missing = answer_id and not solution
    if opening is None or missing:
        rows = thread.posts.for_page()
        wanted = rows.filter(number=1) | rows.filter(pk=answer_id or 0)
        for post in wanted:
            opening = post if post.opens_thread else opening
            solution = post if post.pk == answer_id else solution
    assert opening is not None
    return opening, solution if solution and solution.is_live else None


def _before(thread: Thread, place: Place) -> int | None:
    """What the page before this one comes after; none is the beginning."""
    if place.view == "flat":
        return max(place.after - PAGE, 0)
    path = thread.posts.filter(number=place.after).values("path")
    before = thread.posts.filter(path__lte=path).order_by("-path", "-pk")
    return before.values_list("number", flat=True)[PAGE : PAGE + 1].first()
