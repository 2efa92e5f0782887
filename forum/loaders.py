from collections.abc import Mapping, Sequence

from django.contrib.auth.models import AnonymousUser

from community.accounts.models import User
from community.discussions.models import Post, Tag, ThreadTag
from forum.models import Category


def categories_by_id(ids: Sequence[int], viewer: User | AnonymousUser) -> Mapping[int, Category]:
    return Category.objects.visible_to(viewer).in_bulk(ids)


def tags_by_topic(ids: Sequence[int], viewer: User | AnonymousUser) -> Mapping[int, list[Tag]]:
    """The tags of topics that the viewer has found."""
    tags: dict[int, list[Tag]] = {pk: [] for pk in ids}
    rows = ThreadTag.objects.filter(thread__in=ids).select_related("tag").order_by("tag__name")
    for row in rows:
        tags[row.thread_id].append(row.tag)
    return tags


def opening_posts(ids: Sequence[int], viewer: User | AnonymousUser) -> Mapping[int, int]:
    """The ids of the posts that open topics which the viewer has found."""
    return dict(Post.objects.filter(thread__in=ids, number=1).values_list("thread_id", "pk"))
