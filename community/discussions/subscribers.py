from django.db.models import Q

from community.accounts.events import (
    MemberRenamed,
    ProfileEdited,
    RolesChanged,
    TrustLevelChanged,
)
from community.ai.sentiment.actions import score_again
from community.discussions.acts import subscribers as of_acts  # noqa: F401 - found here
from community.discussions.channels import lists_channel, thread_channel
from community.discussions.containers import subscribers as of_containers  # noqa: F401 - found here
from community.discussions.containers.events import ContainerAudienceChanged, ThreadMoved
from community.discussions.events import (
    PostDeleted,
    PostEdited,
    PostLiked,
    PostReactionChanged,
    PostRemovalConfirmed,
    PostRerendered,
    PostRestored,
    PostsImported,
    PostUnliked,
    PostWritten,
    ThreadArchived,
    ThreadClosed,
    ThreadDeleted,
    ThreadEvent,
    ThreadPinned,
    ThreadReopened,
    ThreadRestored,
    ThreadsImported,
    ThreadUnarchived,
    ThreadUnpinned,
)
from community.discussions.kinds import kind_of
from community.discussions.models import Container, Post, Thread
from community.discussions.models.containers import container_kind
from community.discussions.notifying import subscribers as of_notifications  # noqa: F401
from community.discussions.posts.actions.changed import show_members_anew
from community.discussions.ranking.actions import rescore_threads
from community.discussions.scored import posts as scored_posts
from community.discussions.searching import subscribers as of_search  # noqa: F401 - found here
from community.discussions.tags import subscribers as of_tags  # noqa: F401 - found here
from community.events.event import on
from community.live.bell import ring
from community.moderation.models import ReviewItem
from community.moderation.queue.actions import move_held, move_items
from community.moderation.screening.queries import held_in_container, held_in_thread


@on(ThreadsImported, name="discussions.ring_imported", live=True)
def ring_lists(events: list[ThreadsImported]) -> None:
    """One ring for all that an import brought in; the public lists stand for all."""
    ring([lists_channel()])


@on(PostsImported, name="discussions.ring_imported_posts", live=True)
def ring_grown(events: list[PostsImported]) -> None:
    """The pages that they were added to, and the lists that these stand in."""
    threads = {pk for event in events for pk in event.thread_ids}
    audiences = Thread.objects.filter(pk__in=threads).values_list("audience_id", flat=True)
    ring({thread_channel(pk) for pk in threads} | {lists_channel(pk) for pk in audiences})


@on(PostLiked, PostUnliked, name="discussions.score")
def score(events: list[PostLiked | PostUnliked]) -> None:
    """How hot each thread is follows from its likes, and from who replied: see `count`."""
    rescore_threads(ids={event.thread_id for event in events})


@on(
    PostWritten,
    PostEdited,
    PostDeleted,
    PostRestored,
    PostRemovalConfirmed,
    PostLiked,
    PostReactionChanged,
    PostRerendered,
    PostUnliked,
    ThreadDeleted,
    ThreadRestored,
    ThreadClosed,
    ThreadReopened,
    ThreadArchived,
    ThreadUnarchived,
    ThreadPinned,
    ThreadUnpinned,
    name="discussions.ring",
    at_commit=(
        PostDeleted,
        PostRemovalConfirmed,
        ThreadDeleted,
    ),  # visitors' kept pages lose it at once
    live=True,
)
def ring_open_pages(events: list[ThreadEvent]) -> None:
    """The thread's page for everything; the lists for what they show of a thread."""
    threads = {thread_channel(event.thread_id) for event in events}
    unlisted = (PostLiked, PostReactionChanged, PostRerendered, PostUnliked)
    lists = {
        lists_channel(event.audience_id)
        for event in events
        if not isinstance(event, unlisted)
        and not (isinstance(event, PostEdited) and not event.is_language_changed)
    }
    ring(threads | lists)


@on(
    MemberRenamed,
    ProfileEdited,
    RolesChanged,
    TrustLevelChanged,
    name="discussions.show_members",
)
def show_members(
    events: list[MemberRenamed | ProfileEdited | RolesChanged | TrustLevelChanged],
) -> None:
    """Beside a post stand its author's name, picture and role."""
    if threads := show_members_anew(ids={event.member_id for event in events}):
        ring({lists_channel(), *map(thread_channel, threads)})


@on(PostEdited, name="discussions.score_sentiment_again")
def score_sentiment_again(events: list[PostEdited]) -> None:
    """The worker of models reads the new text."""
    score_again(kind=scored_posts.name, ids=[event.post_id for event in events])


@on(ThreadMoved, ContainerAudienceChanged, name="discussions.move_review_items")
def move_review_items(events: list[ThreadMoved | ContainerAudienceChanged]) -> None:
    """Who may review what was flagged or waits follows its thread."""
    for event in events:
        if isinstance(event, ThreadMoved):
            threads = Thread.objects.filter(pk=event.thread_id)
        else:
            kind = container_kind(event.kind).threads
            threads = Thread.objects.filter(kind=kind, container_id=event.container_id)
        for audience, container in set(threads.values_list("audience_id", "container_id")):
            there = threads.filter(audience=audience, container_id=container)
            of_posts = Q(
                subject_kind="discussions.post",
                subject_id__in=Post.objects.filter(thread__in=there).values("pk"),
            )
            of_threads = Q(subject_kind="discussions.thread", subject_id__in=there.values("pk"))
            move_items(
                items=ReviewItem.objects.filter(of_posts | of_threads),
                audience_id=audience,
                container_id=container,
            )
        _move_held(event)


def _move_held(event: ThreadMoved | ContainerAudienceChanged) -> None:
    """The same of posts that are not there yet."""
    if isinstance(event, ThreadMoved):
        thread = Thread.objects.get(pk=event.thread_id)
        move_held(
            items=held_in_thread(thread.pk),
            audience_id=thread.audience_id,
            container_id=thread.container_id,
            place=_title_of(thread.container_id),
            title=thread.title,
            url=kind_of(thread).url(thread),
        )
    elif container := Container.objects.filter(pk=event.container_id).first():
        held = held_in_container(container.pk)
        move_items(items=held, audience_id=container.audience_id, container_id=container.pk)


def _title_of(container_id: int | None) -> str:
    """Empty where a thread stands in no container."""
    found = Container.objects.filter(pk=container_id).first() if container_id else None
    return found.title if found else ""
