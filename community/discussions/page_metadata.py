"""What a page tells other programs: its one address, a summary, who wrote what, its feed.

Search engines and previews come as visitors, so only visitors' pages carry it; they are shared.
"""

from typing import Any

from django.http import HttpRequest

from community.accounts.models import Audience
from community.discussions import structured_data
from community.discussions.kinds import kind_of
from community.discussions.models import Post, Thread
from community.discussions.queries import PAGE, Place, posts_of
from community.kernel.export import plain_text
from community.kernel.text import slug

SUMMARY = 160  # characters


def of_thread(request: HttpRequest, thread: Thread, place: Place) -> dict[str, Any]:
    """For a thread's page. At most five queries, for visitors only; members pay nothing."""
    if thread.audience_id != Audience.PUBLIC_ID:
        return {}
    kind = kind_of(thread)
    feed = ""
    if kind.lists.namespace:
        feed = kind.lists.url("thread_feed", slug(thread.title), thread.pk)
    if request.user.is_authenticated:
        return {"feed": feed}
    if place.after and not thread.posts.filter(number=place.after).exists():
        place = Place(place.view)  # as its page does
    posts, more = posts_of(thread, place)
    opening, solution = _wherever(thread, posts, kind.answer(thread))
    url = kind.url(thread)
    seen = structured_data.Seen(thread, opening, posts, solution, is_first=not place.after)
    return {
        "feed": feed,
        "canonical": _page(url, place.after),
        "page_before": _page(url, _before(thread, place)) if place.after else None,
        "page_after": _page(url, more) if more else None,
        "description": plain_text(opening.html, SUMMARY) or thread.title,
        "og_type": "article",
        "og_title": thread.title,
        "structured": structured_data.of_thread(request, seen),
    }


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
