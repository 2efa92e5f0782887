"""What many ideas need in one query."""

from collections.abc import Mapping, Sequence

from django.contrib.auth.models import AnonymousUser

from community.accounts.models import User
from community.discussions.models import Post, Tag, ThreadTag
from feedback.models import Board, Idea, Status
from feedback.votes.queries import own_values

Viewer = User | AnonymousUser


def ideas_by_id(ids: Sequence[int], viewer: Viewer) -> Mapping[int, Idea]:
    """Those that the viewer may see: an idea that another was merged into may be private."""
    return Idea.objects.visible_to(viewer).in_bulk(ids)


def boards_by_id(ids: Sequence[int], viewer: Viewer) -> Mapping[int, Board]:
    """Those that the viewer may see; authors read their private ideas on other boards, too."""
    return Board.objects.visible_to(viewer).in_bulk(ids)


def statuses_by_id(ids: Sequence[int], viewer: Viewer) -> Mapping[int, Status]:
    """The statuses of ideas that the viewer has found."""
    return Status.objects.in_bulk(ids)


def openings(ids: Sequence[int], viewer: Viewer) -> Mapping[int, Post]:
    """The descriptions of ideas that the viewer has found."""
    return {post.thread_id: post for post in Post.objects.filter(thread__in=ids, number=1)}


def opening_ids(ids: Sequence[int], viewer: Viewer) -> Mapping[int, int]:
    return dict(Post.objects.filter(thread__in=ids, number=1).values_list("thread_id", "pk"))


def tags_by_idea(ids: Sequence[int], viewer: Viewer) -> Mapping[int, list[Tag]]:
    """The tags of ideas that the viewer has found."""
    tags: dict[int, list[Tag]] = {pk: [] for pk in ids}
    rows = ThreadTag.objects.filter(thread__in=ids).select_related("tag").order_by("tag__name")
    for row in rows:
        tags[row.thread_id].append(row.tag)
    return tags


def own_votes(ids: Sequence[int], viewer: Viewer) -> Mapping[int, int]:
    """The viewer's vote on each idea, 0 without one; nothing for visitors."""
    if not viewer.is_authenticated:
        return {}
    return dict.fromkeys(ids, 0) | own_values(viewer, ids)
