from collections.abc import Mapping, Sequence

from django.contrib.auth.models import AnonymousUser
from django.db.models import OuterRef

from community.accounts.models import User
from community.discussions.models import Like, Post, Thread
from community.discussions.models.reading import Reading
from community.kernel.connections import Connected, PageArgs
from community.kernel.paging import first_of_each


def threads_by_id(ids: Sequence[int], viewer: User | AnonymousUser) -> Mapping[int, Thread]:
    return Thread.objects.visible_to(viewer).in_bulk(ids)


def posts_by_id(ids: Sequence[int], viewer: User | AnonymousUser) -> Mapping[int, Post]:
    return Post.objects.visible_to(viewer).in_bulk(ids)


def posts_by_thread(
    thread_ids: Sequence[int], viewer: User | AnonymousUser, asked: PageArgs
) -> Mapping[int, Connected]:
    """The part that is asked for of each thread's visible posts, as they were written."""
    visible = Post.objects.visible_to(viewer).filter(thread=OuterRef("pk"))
    found = first_of_each(
        Thread.objects.filter(pk__in=thread_ids), asked.ordered(visible, ["number"])
    )
    order = "-number" if asked.is_last else "number"
    posts: dict[int, list[Post]] = {pk: [] for pk in thread_ids}
    for post in found.order_by("thread", order):
        posts[post.thread_id].append(post)
    return {pk: asked.cut(rows, ["number"]) for pk, rows in posts.items()}


def own_reactions(post_ids: Sequence[int], viewer: User | AnonymousUser) -> Mapping[int, str]:
    """How the viewer reacted to each, where there is a reaction."""
    if not viewer.is_authenticated:
        return {}
    mine = Like.objects.filter(member=viewer.pk, post__in=post_ids)
    return dict(mine.values_list("post_id", "reaction"))


def own_readings(thread_ids: Sequence[int], viewer: User | AnonymousUser) -> Mapping[int, Reading]:
    """How the viewer stands to each that they opened and still see (not to one that they have just
    deleted), with the thread as far as that asks for."""
    if not viewer.is_authenticated:
        return {}
    seen = Thread.objects.visible_to(viewer).filter(pk__in=thread_ids)
    mine = Reading.objects.filter(member=viewer.pk, thread__in=seen).select_related("thread")
    thread = ("thread__highest_number", "thread__posts_count")
    told = ("last_read_number", "level", "reason", *thread)
    return {row.thread_id: row for row in mine.counted().only(*told)}
