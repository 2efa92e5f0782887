"""What pages need to know, read in a fixed number of queries."""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import OuterRef, Q, QuerySet, Subquery

from community.accounts.models import User, readable_by
from community.accounts.policy import is_administrator, visibility_key
from community.discussions.containers.permissions import Action, rules
from community.discussions.containers.tree import arranged
from community.discussions.kinds import kind_named
from community.discussions.lists.queries import TAGS
from community.discussions.models import Container, Thread
from community.discussions.policy import may_moderate
from community.kernel.prepared import cached_query, placeholder_number, placeholder_viewer, prepare
from forum import policy
from forum.models import KIND, Category, Topic, topic_url

PRINTED = 1000  # posts of a topic on paper

WITHOUT_TEXT = ("topic__solution__source", "topic__solution__html")


def live_topics(viewer: User | AnonymousUser) -> QuerySet[Thread]:
    """The threads of the topics that a list shows to the viewer."""
    return Thread.objects.visible_to(viewer).listed(KIND)


def topic_thread(viewer: User | AnonymousUser, pk: int) -> Thread | None:
    """A topic that the viewer may see, as its thread, with all that a page's head shows.

    The query is of six tables, and each page asks it: it is written once.
    """
    key = ("topic", visibility_key(viewer))
    read = cached_query(key, lambda: prepare(_topic_threads(placeholder_viewer(viewer)), SLOTS))
    rows: list[Thread] = read.rows({"member": viewer.pk, "topic": pk})
    return rows[0] if rows else None


SLOTS = {"member": placeholder_number(), "topic": placeholder_number(1)}


def _topic_threads(viewer: User | AnonymousUser) -> QuerySet[Thread]:
    visible = Thread.objects.visible_to(viewer).filter(kind=KIND, pk=SLOTS["topic"])
    heads = visible.select_related(
        "author", "closed_by", "topic__category__parent__parent", "topic__solution__author"
    )
    return heads.annotate(tags_beside=TAGS).defer(*WITHOUT_TEXT)


def categories_page(viewer: User | AnonymousUser) -> dict[str, Any]:
    """All categories that the viewer may read, as a tree, each with its newest topic."""
    newest = live_topics(viewer).filter(container_id=OuterRef("pk")).order_by("-bumped_at", "-id")
    rows = Category.objects.visible_to(viewer).annotate(newest_id=Subquery(newest.values("pk")[:1]))
    places = arranged(rows.in_order())
    ids = [place.newest_id for place in places if place.newest_id]
    topics = live_topics(viewer).select_related("last_author").in_bulk(ids)
    for topic in topics.values():
        topic.topic_url = topic_url(topic)  # type: ignore[attr-defined]
    for place in places:
        place.newest = topics.get(place.newest_id)  # type: ignore[attr-defined]
    return {
        "kind": kind_named(KIND),
        "categories": places,
        "may_manage": is_administrator(viewer),
    }


def above(category: Container, viewer: User | AnonymousUser) -> list[Container]:
    """The categories that this one stands in, the outermost first, as far as they are readable.

    They come with the category: select its `parent__parent`.
    """
    found, at = [], category.parent
    while at:
        found.append(at)
        at = at.parent
    readable = readable_by(viewer)
    return [place for place in reversed(found) if place.audience_id in readable]


def topic_header(topic: Topic, viewer: User | AnonymousUser) -> dict[str, Any]:
    return {
        "topic": topic,
        "tags": topic.tag_names,
        "category": topic.category,
        "crumbs": above(topic.category, viewer),
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


def startable(viewer: User) -> QuerySet[Category]:
    """The categories in which the viewer may begin a topic: for the form's choice only."""
    said = rules(viewer)
    may = [pk for pk in said.parents if said.allows(Action.START, pk)]
    return Category.objects.visible_to(viewer).filter(pk__in=may).in_order()


def places_for(viewer: User, topic: Topic) -> QuerySet[Category]:
    """Where its editor may move a topic: for the form's choice only, and where it stands now."""
    places = startable(viewer)
    if not may_moderate(viewer, topic.thread):  # nobody else takes its replies to other readers
        places = places.filter(audience=topic.thread.audience_id)
    here = Q(pk=topic.category_id)
    return Category.objects.filter(here | Q(pk__in=places.values("pk"))).in_order()


def topic_form_initial(topic: Topic) -> dict[str, Any]:
    """What the form of a topic's head begins with."""
    return {
        "title": topic.thread.title,
        "language": topic.thread.language,
        "category": topic.category_id,
        "tags": ", ".join(topic.tag_names),
        "version": topic.thread.posts.only("version").get(number=1).version,
    }
