"""What pages need to know, read in a fixed number of queries."""

import hashlib
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.utils.timezone import localdate

from community.accounts.models import User, readable_by
from community.discussions.channels import lists_channel
from community.discussions.models import Thread
from community.kernel.paging import Page, page_by_key
from community.live import bell
from community.live.pages import shared
from forum import policy
from forum.models import KIND, Category, Topic

ROWS = 30
PRINTED = 1000  # posts of a topic on paper


WITHOUT_TEXT = ("topic__solution__source", "topic__solution__html")


def live_topics(viewer: User | AnonymousUser) -> QuerySet[Thread]:
    """The threads of the topics that a list shows to the viewer."""
    return Thread.objects.visible_to(viewer).filter(kind=KIND, deleted_at=None)


def topic_threads(viewer: User | AnonymousUser) -> QuerySet[Thread]:
    """The topics that the viewer may see, as their threads, with all that a page's head shows."""
    visible = Thread.objects.visible_to(viewer).filter(kind=KIND)
    heads = visible.select_related("author", "topic__category", "topic__solution__author")
    return heads.defer(*WITHOUT_TEXT)


def latest_page(
    viewer: User | AnonymousUser, cursor: str | None, category: Category | None = None
) -> dict[str, Any]:
    """The list of topics, newest activity first. The versions are read before the rows.

    What is read of each row is only what tells whether its HTML is still true.
    """
    channels = [lists_channel(pk) for pk in readable_by(viewer)]
    versions = bell.versions(channels)
    rows = live_topics(viewer).only("changes", "bumped_at", "container_id")
    if category:
        rows = rows.filter(container_id=category.pk)
    page = page_by_key(rows, keys=["bumped_at", "id"], cursor=cursor, size=ROWS)
    categories = list(Category.objects.visible_to(viewer).in_order())
    return {
        "page": page,
        "rows_html": _rows_html(page, {place.pk: place for place in categories}, category),
        "categories": categories,
        "category": category,
        "versions": versions,
        "is_first": cursor is None,
    }


def _rows_html(
    page: Page[Thread], categories: dict[int, Category], category: Category | None
) -> str:
    """The rows as HTML, rendered once for all who see the same rows in the same state."""
    if not page.rows:
        return ""

    def render() -> str:
        rows = _whole([row.pk for row in page.rows], categories)
        return render_to_string("forum/_rows.html", {"rows": rows, "category": category})

    shown: list[object] = [(row.pk, row.changes, row.bumped_at) for row in page.rows]
    places = {row.container_id for row in page.rows}
    marks = [place for pk, place in sorted(categories.items()) if pk in places]
    shown += [(mark.pk, mark.title, mark.slug, mark.hue, mark.blaze) for mark in marks]
    shown += [localdate(), category is None]
    return shared("topics", hashlib.sha256(repr(shown).encode()).hexdigest(), render)


def _whole(pks: list[int], categories: dict[int, Category]) -> list[Thread]:
    """Those threads in that order, with all that a row shows."""
    found = Thread.objects.filter(pk__in=pks).defer(*WITHOUT_TEXT)
    rows = found.select_related("author", "last_author", "topic__solution__author").in_bulk(pks)
    for row in rows.values():
        row.category = categories.get(row.container_id or 0)  # type: ignore[attr-defined]
    return [rows[pk] for pk in pks]


def topic_head(topic: Topic, viewer: User | AnonymousUser) -> dict[str, Any]:
    return {
        "topic": topic,
        "category": topic.category,
        "solution": topic.solution,
        "may_accept": policy.may_accept_answer(viewer, topic.thread),
    }


def whole_topic(topic: Topic) -> dict[str, Any]:
    """A topic with all its posts in the order in which they were written, up to PRINTED."""
    live = topic.thread.posts.live().for_page().order_by("number")
    posts = list(live[: PRINTED + 1])
    return {
        "topic": topic,
        "thread": topic.thread,
        "category": topic.category,
        "posts": posts[:PRINTED],
        "is_cut": len(posts) > PRINTED,
        "page_url": topic.get_absolute_url(),
    }


def startable(viewer: User | AnonymousUser) -> QuerySet[Category]:
    """The categories in which the viewer may begin a topic: for the form's choice only."""
    rows = Category.objects.visible_to(viewer).in_order()
    moderates = getattr(viewer, "is_moderator", False)
    return rows if moderates else rows.filter(staff_starts=False)
