"""What the promised list of discussions reads, in a fixed number of queries."""

from collections.abc import Mapping, Sequence

from django.contrib.auth.models import AnonymousUser
from django.db.models import OuterRef, QuerySet

from community.accounts.models import User
from community.discussions.containers.tree import arranged
from community.discussions.kinds import kind_named
from community.discussions.lists.queries import TAGS
from community.discussions.lists.scope import Scope
from community.discussions.models import Post, Thread
from community.kernel.graphql import number
from community.kernel.paging import first_of_each, first_rows
from community.kernel.text import storable
from forum.models import KIND, Category
from forum.queries import startable

KEYS = ["bumped_at", "id"]
LATEST = 3  # replies of each


def discussions(
    viewer: User | AnonymousUser, *, category: str | None, limit: int
) -> QuerySet[Thread]:
    """So many topics that the viewer may see, newest activity first.

    A category holds those in it, as the lists have it; what the viewer muted is here all the same.
    """
    place = category_named(viewer, category) if category is not None else None
    scope = Scope(kind=kind_named(KIND), viewer=viewer, container=place)
    rows = scope.threads().annotate(tags_beside=TAGS)
    return first_rows(rows, keys=KEYS, size=limit, of=scope.apart)[:limit]


def category_named(viewer: User | AnonymousUser, slug: str) -> Category:
    """Raises Category.DoesNotExist, too, where it is not for the viewer."""
    return Category.objects.visible_to(viewer).get(slug=storable(slug))


def usual_category(member: User) -> Category | None:
    """Where a topic begins that names no category: the first one where its author may begin any."""
    return next(iter(arranged(startable(member))), None)


def openings(thread_ids: Sequence[int], viewer: User | AnonymousUser) -> Mapping[int, Post]:
    """The posts that open threads which the viewer has found."""
    rows = Post.objects.filter(thread__in=thread_ids, number=1)
    return {post.thread_id: post for post in rows}


def latest_replies(
    thread_ids: Sequence[int], viewer: User | AnonymousUser
) -> Mapping[int, list[Post]]:
    """The newest replies of threads which the viewer has found, newest first, each by its index."""
    replies = Post.objects.live().filter(thread=OuterRef("pk"), number__gt=1).order_by("-number")
    found = first_of_each(Thread.objects.filter(pk__in=thread_ids), replies[:LATEST])
    latest: dict[int, list[Post]] = {pk: [] for pk in thread_ids}
    for post in found.for_page().order_by("thread", "-number"):
        latest[post.thread_id].append(post)
    return latest


def post_to_moderate(member: User, post_id: str) -> Post:
    """A topic's post that the member reads, removed or not: whether they moderate is asked next.

    Raises Post.DoesNotExist.
    """
    read = Thread.objects.read_by(member).filter(kind=KIND)
    return Post.objects.select_related("thread").get(pk=number(post_id), thread__in=read)
