from collections.abc import Mapping, Sequence

from django.contrib.auth.models import AnonymousUser

from community.accounts.models import User
from community.discussions.models import Like, Post, Thread


def threads_by_id(ids: Sequence[int], viewer: User | AnonymousUser) -> Mapping[int, Thread]:
    return Thread.objects.visible_to(viewer).in_bulk(ids)


def posts_by_id(ids: Sequence[int], viewer: User | AnonymousUser) -> Mapping[int, Post]:
    return Post.objects.visible_to(viewer).in_bulk(ids)


def posts_by_thread(
    thread_ids: Sequence[int], viewer: User | AnonymousUser, after: int, first: int
) -> Mapping[int, list[Post]]:
    """The first visible posts numbered above `after`; a thread without any has the empty list.

    Bounded by number, not by a window function: numbers have few gaps, so at most `first`
    posts of a thread are read.
    """
    posts: dict[int, list[Post]] = {pk: [] for pk in thread_ids}
    wanted = Post.objects.visible_to(viewer).filter(
        thread__in=thread_ids, number__gt=after, number__lte=after + first
    )
    for post in wanted.order_by("thread", "number"):
        posts[post.thread_id].append(post)
    return posts


def own_reactions(post_ids: Sequence[int], viewer: User | AnonymousUser) -> Mapping[int, str]:
    """How the viewer reacted to each, where there is a reaction."""
    if not viewer.is_authenticated:
        return {}
    mine = Like.objects.filter(member=viewer.pk, post__in=post_ids)
    return dict(mine.values_list("post_id", "reaction"))
