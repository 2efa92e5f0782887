"""What taking part in discussions counts for."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from community.accounts.standing.registration import (
    Counted,
    Removed,
    Restored,
    Rule,
    Told,
    Visited,
    Withdrawn,
    reads,
    register,
)
from community.discussions.events import (
    DayRead,
    MembersMentioned,
    PostDeleted,
    PostLiked,
    PostRestored,
    PostUnliked,
    PostWritten,
    ThreadDeleted,
    ThreadRestored,
)
from community.kernel.days import day_of
from community.kernel.subjects import Subject

THREAD, REPLY = "discussions.thread", "discussions.reply"
RECEIVED, GIVEN = "discussions.like_received", "discussions.like_given"
MENTIONED = "discussions.mention"

register(
    Rule(name=THREAD, label=_("Topic")),
    Rule(name=REPLY, label=_("Reply")),
    Rule(
        name=RECEIVED,
        label=_("Reaction received"),
        sentence=_("%(other)s reacted to %(subject)s"),
        points=1,
        icon="heart",
        position=30,
    ),
    Rule(name=GIVEN, label=_("Reaction given")),
    Rule(name=MENTIONED, label=_("Mention")),
)


def post(pk: int) -> Subject:
    return Subject("discussions.post", pk)


@reads(PostWritten)
def count_post(event: PostWritten) -> Iterable[Told]:
    if event.actor_id is not None:
        yield Counted(
            rule=THREAD if event.number == 1 else REPLY,
            member_id=event.actor_id,
            subject=post(event.post_id),
            thread_id=event.thread_id,
            container_id=event.container_id,
        )


@reads(PostLiked)
def count_like(event: PostLiked) -> Iterable[Told]:
    """For whom it is given it counts only if whoever gives it is trusted a little: new accounts
    are made too easily."""
    if event.actor_id is None:
        return
    where = {"thread_id": event.thread_id, "container_id": event.container_id}
    subject = post(event.post_id)
    yield Counted(
        rule=GIVEN, member_id=event.actor_id, subject=subject, other_id=event.author_id, **where
    )
    if event.actor_trust_level > 0:
        yield Counted(
            rule=RECEIVED, member_id=event.author_id, subject=subject, other_id=event.actor_id,
            **where,
        )  # fmt: skip


@reads(PostUnliked)
def withdraw_like(event: PostUnliked) -> Iterable[Told]:
    subject = post(event.post_id)
    yield Withdrawn(rule=GIVEN, subject=subject, member_id=event.actor_id)
    yield Withdrawn(
        rule=RECEIVED, subject=subject, member_id=event.author_id, other_id=event.actor_id
    )


@reads(MembersMentioned)
def count_mention(event: MembersMentioned) -> Iterable[Told]:
    if event.actor_id is not None:
        yield Counted(
            rule=MENTIONED, member_id=event.actor_id, subject=post(event.post_id),
            thread_id=event.thread_id,
        )  # fmt: skip


@reads(PostDeleted)
def remove_post(event: PostDeleted) -> Iterable[Told]:
    yield Removed(subject=post(event.post_id))


@reads(PostRestored)
def restore_post(event: PostRestored) -> Iterable[Told]:
    yield Restored(subject=post(event.post_id))


@reads(ThreadDeleted)
def remove_thread(event: ThreadDeleted) -> Iterable[Told]:
    yield Removed(thread_id=event.thread_id)


@reads(ThreadRestored)
def restore_thread(event: ThreadRestored) -> Iterable[Told]:
    yield Restored(thread_id=event.thread_id)


@reads(DayRead)
def count_reading(event: DayRead) -> Iterable[Told]:
    rows = zip(event.member_ids, event.posts, event.seconds, strict=True)
    for member_id, posts, seconds in rows:
        yield Visited(member_id=member_id, day=day_of(event.day), posts=posts, seconds=seconds)
