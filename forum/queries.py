"""What pages need to know, read in a fixed number of queries."""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from community.accounts.models import User
from community.discussions.models import Thread
from forum import policy
from forum.models import KIND, Category, Topic

WITHOUT_TEXT = ("topic__solution__source", "topic__solution__html")


def live_topics(viewer: User | AnonymousUser) -> QuerySet[Thread]:
    """The threads of the topics that a list shows to the viewer."""
    return Thread.objects.visible_to(viewer).filter(kind=KIND, deleted_at=None)


def topic_threads(viewer: User | AnonymousUser) -> QuerySet[Thread]:
    """The topics that the viewer may see, as their threads, with all that a page's head shows."""
    visible = Thread.objects.visible_to(viewer).filter(kind=KIND)
    heads = visible.select_related("author", "topic__category", "topic__solution__author")
    return heads.defer(*WITHOUT_TEXT)


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
