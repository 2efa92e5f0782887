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


def topics(viewer: User | AnonymousUser) -> QuerySet[Thread]:
    """The threads that are topics the viewer may see, with all that a row shows."""
    visible = Thread.objects.visible_to(viewer).filter(kind=KIND)
    return visible.select_related("author", "last_author", "topic__solution__author")


def latest_page(
    viewer: User | AnonymousUser, cursor: str | None, category: Category | None = None
) -> dict[str, Any]:
    """The list of topics, newest activity first. The versions are read before the rows."""
    channels = [lists_channel(pk) for pk in readable_by(viewer)]
    versions = bell.versions(channels)
    rows = topics(viewer).filter(deleted_at=None)
    if category:
        rows = rows.filter(container_id=category.pk)
    page = page_by_key(rows, keys=["bumped_at", "id"], cursor=cursor, size=ROWS)
    categories = list(Category.objects.visible_to(viewer).in_order())
    by_id = {place.pk: place for place in categories}
    for row in page.rows:
        row.category = by_id.get(row.container_id)  # type: ignore[attr-defined, arg-type]
    return {
        "page": page,
        "rows_html": _rows_html(page, category),
        "categories": categories,
        "category": category,
        "versions": versions,
        "is_first": cursor is None,
    }


def _rows_html(page: Page[Thread], category: Category | None) -> str:
    """The rows as HTML, rendered once for all who see the same rows in the same state."""
    if not page.rows:
        return ""

    def render() -> str:
        return render_to_string("forum/_rows.html", {"page": page, "category": category})

    shown: list[object] = [(row.pk, row.changes, row.bumped_at) for row in page.rows]
    places = {row.category for row in page.rows}  # type: ignore[attr-defined]
    shown += sorted((p.pk, p.title, p.slug, p.hue, p.blaze) for p in places if p)
    shown += [localdate(), category is None]
    state = hashlib.sha256(repr(shown).encode()).hexdigest()
    return shared("topics", state, render)


def topic_head(topic: Topic, viewer: User | AnonymousUser) -> dict[str, Any]:
    return {
        "topic": topic,
        "category": topic.category,
        "solution": topic.solution,
        "may_accept": policy.may_accept_answer(viewer, topic.thread),
    }


def startable(viewer: User | AnonymousUser) -> QuerySet[Category]:
    """The categories in which the viewer may begin a topic: for the form's choice only."""
    rows = Category.objects.visible_to(viewer).in_order()
    moderates = getattr(viewer, "is_moderator", False)
    return rows if moderates else rows.filter(staff_starts=False)
