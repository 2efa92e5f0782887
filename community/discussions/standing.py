"""What taking part in discussions counts for."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from community.accounts.standing.registration import (
    Counted,
    Removed,
    Restored,
    Rule,
    Threshold,
    Tier,
    Told,
    Visited,
    Withdrawn,
    reads,
    register,
)
from community.discussions import measures as registered_measures  # noqa: F401
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
        icon="thanks",
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


register(
    Threshold(
        name="discussions.first_topic", label=_("First Topic"), description=_("Start a topic."),
        tier=Tier.BRONZE, icon="talk", position=10, rule=THREAD, is_permanent=True,
    ),
    Threshold(
        name="discussions.first_reply", label=_("First Reply"), description=_("Reply to a topic."),
        tier=Tier.BRONZE, icon="reply", position=11, rule=REPLY, is_permanent=True,
    ),
    Threshold(
        name="discussions.first_reaction", label=_("First Reaction"),
        description=_("React to a post."), tier=Tier.BRONZE, icon="react", position=12, rule=GIVEN,
        is_permanent=True,
    ),
    Threshold(
        name="discussions.welcome", label=_("Welcome"), description=_("Receive a reaction."),
        tier=Tier.BRONZE, icon="thanks", position=13, rule=RECEIVED, is_permanent=True,
    ),
    Threshold(
        name="discussions.first_mention", label=_("First Mention"),
        description=_("Mention a member in a post."), tier=Tier.BRONZE, icon="user", position=14,
        rule=MENTIONED, is_permanent=True,
    ),
)  # fmt: skip

# Name, label, description, tier, number.
OF_A_POST = [
    ("nice_post", _("Nice Post"), _("Receive 10 reactions to a post."), Tier.BRONZE, 10),
    ("good_post", _("Good Post"), _("Receive 25 reactions to a post."), Tier.SILVER, 25),
    ("great_post", _("Great Post"), _("Receive 50 reactions to a post."), Tier.GOLD, 50),
]
IN_TOTAL = [
    (
        RECEIVED,
        "received",
        "thanks",
        [
            (_("100 Reactions Received"), _("Receive 100 reactions to your posts."), 100),
            (_("500 Reactions Received"), _("Receive 500 reactions to your posts."), 500),
            (_("2,500 Reactions Received"), _("Receive 2,500 reactions to your posts."), 2500),
        ],
    ),
    (
        GIVEN,
        "given",
        "react",
        [
            (_("100 Reactions Given"), _("React to 100 posts."), 100),
            (_("500 Reactions Given"), _("React to 500 posts."), 500),
            (_("2,500 Reactions Given"), _("React to 2,500 posts."), 2500),
        ],
    ),
]
TIERS = (Tier.BRONZE, Tier.SILVER, Tier.GOLD)

register(
    *(
        Threshold(
            name=f"discussions.{name}", label=label, description=description, tier=tier,
            icon="thanks", position=position, rule=RECEIVED, threshold=number, by="subject",
            scope_kind="discussions.post",
        )
        for position, (name, label, description, tier, number) in enumerate(OF_A_POST, 30)
    ),
    *(
        Threshold(
            name=f"discussions.reactions_{word}_{number}", label=label, description=description,
            tier=tier, icon=icon, position=43 - tier, rule=rule, threshold=number,
        )
        for rule, word, icon, steps in IN_TOTAL
        for tier, (label, description, number) in zip(TIERS, steps, strict=True)
    ),
)  # fmt: skip
