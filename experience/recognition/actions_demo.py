"""Standing in the demonstration: what its imported history is worth, as the log would have it."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from community.accounts.events import BadgeAwarded
from community.accounts.models import User
from community.accounts.standing.actions_badges import Award, award_badges
from community.accounts.standing.registration import Daily, badges
from community.discussions.events import DayRead, PostLiked, PostWritten
from community.discussions.imports.actions.reading_days import import_reading_days
from community.discussions.imports.actions.records import ImportedReadingDay
from community.discussions.models import Like, Post
from community.events.event import Event
from community.events.outbox import record_past
from community.kernel.days import number_of
from experience.recognition.events import ContainerKindChanged, DayClosed
from experience.recognition.ledger.actions_days import AFTER, locked_state
from experience.recognition.ledger.actions_rebuild import rebuild
from forum.events import AnswerAccepted
from forum.models import Topic

A_DAY = timedelta(days=1)
SOON = timedelta(hours=2)  # after an answer was written, it is marked


def tell_history(
    *, reading: Sequence[ImportedReadingDay], kinds: dict[int, str], by: User, now: datetime
) -> None:
    """Record what imports do not tell one by one (posts, reactions, solutions, reading), and count
    it. `kinds` are the contribution kinds of categories. Nobody is notified."""
    last_day = (now.astimezone(UTC) - A_DAY - AFTER).date()
    with transaction.atomic():
        import_reading_days(days=reading)
        told = [
            *_kinds(kinds, by, now),
            *_posts(now),
            *_likes(now),
            *_solutions(now),
            *_days_read(reading),
            *_days_closed(last_day),
        ]
        record_past(sorted(told, key=lambda event: event.occurred_at))
        rebuild()
        state = locked_state()  # after what a rebuild locks
        state.closed_day = last_day
        state.save(update_fields=["closed_day"])
        _award_months(last_day)


def _award_months(last_day: date) -> None:
    """Members of the month: what a rebuild takes from the log is not in it yet."""
    awards = [
        Award(member_id=member_id, badge=badge.name, scope=scope, at=_midnight_after(day) + AFTER)
        for badge in badges()
        if isinstance(badge, Daily) and badge.is_recorded
        for day in _firsts_of_months(last_day)
        for member_id, scope in badge.qualifying(day)
    ]
    award_badges(awards, is_silent=True)
    record_past(
        BadgeAwarded(
            actor_id=None, member_id=one.member_id, badge=one.badge, scope=one.scope,
            occurred_at=one.at,
        )
        for one in awards
        if one.at
    )  # fmt: skip


def _kinds(kinds: dict[int, str], by: User, now: datetime) -> Iterator[Event]:
    opened = now - timedelta(days=3650)  # before anything that lies in them
    for container_id, kind in kinds.items():
        yield ContainerKindChanged(
            actor_id=by.pk, container_id=container_id, kind=kind, occurred_at=opened
        )


def _posts(now: datetime) -> Iterator[Event]:
    """What was written since the demonstration began has its own events."""
    for post in _live(Post.objects.filter(created_at__lt=now)):
        yield PostWritten(
            actor_id=post.author_id, **_where(post), post_id=post.pk, number=post.number,
            occurred_at=post.created_at,
        )  # fmt: skip


def _likes(now: datetime) -> Iterator[Event]:
    posts = _live(Post.objects.all())
    rows = Like.objects.filter(created_at__lt=now, post__in=posts)
    for like in rows.select_related("post__thread", "member").order_by("pk"):
        yield PostLiked(
            actor_id=like.member_id, **_where(like.post), post_id=like.post_id,
            author_id=like.post.author_id, reaction=like.reaction, number=like.post.number,
            actor_trust_level=like.member.trust_level, occurred_at=like.created_at,
        )  # fmt: skip


def _solutions(now: datetime) -> Iterator[Event]:
    solved = Topic.objects.filter(solution__in=_live(Post.objects.filter(created_at__lt=now)))
    is_first = True
    for topic in solved.select_related("thread__author", "solution").order_by("pk"):
        answer = topic.solution
        assert answer is not None
        if is_first and (other := _other_answer(topic, answer)):
            is_first = False
            meanwhile = other.created_at + (answer.created_at - other.created_at) / 2
            yield _accepted(topic, other, at=meanwhile)
        yield _accepted(topic, answer, at=min(answer.created_at + SOON, now - SOON))


def _other_answer(topic: Topic, answer: Post) -> Post | None:
    """An earlier one by somebody else: as if it had been marked until the better one came."""
    earlier = _live(Post.objects.filter(thread=topic.thread, number__range=(2, answer.number - 1)))
    return earlier.exclude(author__in=[topic.thread.author_id, answer.author_id]).first()


def _accepted(topic: Topic, answer: Post, *, at: datetime) -> AnswerAccepted:
    asker = topic.thread.author
    return AnswerAccepted(
        actor_id=asker.pk, topic_id=topic.pk, post_id=answer.pk, author_id=answer.author_id,
        container_id=topic.thread.container_id, topic_author_id=asker.pk,
        topic_author_trust_level=asker.trust_level, occurred_at=at,
    )  # fmt: skip


def _days_read(reading: Sequence[ImportedReadingDay]) -> Iterator[Event]:
    by_day: dict[date, list[ImportedReadingDay]] = defaultdict(list)
    for one in reading:
        by_day[one.day].append(one)
    for day, read in by_day.items():
        yield DayRead(
            actor_id=None, day=number_of(day), member_ids=[one.member_id for one in read],
            posts=[one.posts for one in read], seconds=[one.minutes * 60 for one in read],
            occurred_at=_midnight_after(day),
        )  # fmt: skip


def _days_closed(last_day: date) -> Iterator[Event]:
    """The first days of some months, and the last day."""
    for day in sorted({*_firsts_of_months(last_day), last_day}):
        yield DayClosed(actor_id=None, day=number_of(day), occurred_at=_midnight_after(day) + AFTER)


def _firsts_of_months(last_day: date) -> list[date]:
    """Of the last half year; members are awarded for the month before."""
    firsts = [last_day.replace(day=1)]
    for _month in range(5):
        firsts.append((firsts[-1] - A_DAY).replace(day=1))
    return firsts


def _midnight_after(day: date) -> datetime:
    return datetime.combine(day + A_DAY, time(), UTC)


def _live(posts: QuerySet[Post]) -> QuerySet[Post]:
    found = posts.filter(deleted_at=None, thread__deleted_at=None)
    return found.select_related("thread").order_by("pk")


def _where(post: Post) -> dict[str, Any]:
    thread = post.thread
    return {
        "thread_id": thread.pk, "kind": thread.kind, "container_id": thread.container_id,
        "audience_id": thread.audience_id,
    }  # fmt: skip
