"""What trackers are to be told, written down: jobs send it later."""

from collections.abc import Collection
from uuid import UUID, uuid5

from django.db.models import F

from community.discussions.models import Post
from feedback.models import TrackerConnection, TrackerLink, TrackerPush

ALIVE = (TrackerLink.State.CREATING, TrackerLink.State.LINKED)
# A link rests while its idea is on another board, which can have other readers and another team.
OF_ITS_BOARD = {"idea__board": F("connection__board")}


def wanted_status(connection: TrackerConnection, link: TrackerLink, category: str) -> str:
    """Which status the issue should have for an idea of this category; empty if the one that it
    has says the same, as after a change that came from there."""
    target = str(connection.statuses_out.get(category) or "")
    is_same = connection.statuses_in.get(link.external_status) == category
    return "" if is_same or link.external_status == target else target


def plan_status(*, idea_ids: Collection[int]) -> None:
    """Tell the issues of these ideas of their status. Several changes are told as one: what is
    sent is the status that the idea has then."""
    links = TrackerLink.objects.filter(idea__in=idea_ids, state__in=ALIVE, **OF_ITS_BOARD)
    for link in links.select_related("idea", "connection").order_by("pk"):
        plan_status_of(link)


def plan_status_of(link: TrackerLink) -> None:
    target = wanted_status(link.connection, link, link.idea.category)
    unsent = link.pushes.filter(
        kind=TrackerPush.Kind.STATUS, state=TrackerPush.State.WAITING, attempts=0
    )
    if target and link.connection.is_active and not unsent.exists():
        TrackerPush.objects.create(link=link, kind=TrackerPush.Kind.STATUS, value=target)


def plan_comments(*, post_ids: Collection[int]) -> None:
    """Copy these posts to the issues of their ideas, where the connection does that. Not what came
    from a tracker, and nothing of private ideas."""
    posts = Post.objects.live().filter(
        pk__in=post_ids, number__gt=1, author__is_machine=False, thread__idea__is_private=False
    )
    ideas: dict[int, list[int]] = {}
    for pk, thread_id in posts.order_by("pk").values_list("pk", "thread_id"):
        ideas.setdefault(thread_id, []).append(pk)
    links = TrackerLink.objects.filter(
        idea__in=ideas,
        state__in=ALIVE,
        connection__syncs_comments=True,
        connection__is_active=True,
        **OF_ITS_BOARD,
    )
    TrackerPush.objects.bulk_create(
        [
            TrackerPush(link=link, kind=TrackerPush.Kind.COMMENT, post_id=pk)
            for link in links.order_by("pk")
            for pk in ideas[link.idea_id]
        ],
        ignore_conflicts=True,  # an event that is handled again
    )


def may_be_told(link: TrackerLink) -> bool:
    """Whether the idea's texts may leave: a tracker can have other readers than a board's team."""
    idea = link.idea
    is_there = idea.converted_at is None and idea.thread.is_live
    return is_there and not idea.is_private and idea.board_id == link.connection.board_id


def marker_of_post(link: TrackerLink, post_id: int) -> UUID:
    return uuid5(link.marker, f"post:{post_id}")
