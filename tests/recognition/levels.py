"""Members who meet what trust levels require, for tests: rows as reading and the ledger write."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import count

from community.accounts.models import Standing, TrustChange
from community.accounts.people.actions import set_trust_level
from community.discussions.models.reading import ReadingDay
from community.discussions.standing import GIVEN, RECEIVED, REPLY
from experience.recognition.models import Contribution, TrustRequirement
from experience.recognition.trust.actions_levels import review_levels
from tests.factories import ModeratorFactory, UserFactory

TODAY = date(2026, 12, 1)
_numbers = count(1_000_000)


def read(member, *, threads=0, posts=0, minutes=0, on=TODAY):
    return ReadingDay.objects.create(
        member=member, day=on, threads=threads, posts=posts, read_ms=minutes * 60_000
    )


def contributed(member, rule, *, times=1, other=None, thread=None, on=TODAY, **how):
    for _ in range(times):
        number = next(_numbers)
        Contribution.objects.create(
            member=member, rule=rule, subject_kind="discussions.post", subject_id=number,
            other=other, thread_id=thread or number, day=on, event_id=number,
            points=int(rule == RECEIVED),
            occurred_at=datetime.combine(on, time(12), UTC), **how,
        )  # fmt: skip


def reaches_basic(member, **but):
    return read(member, **{"threads": 5, "posts": 30, "minutes": 10, **but})


def reaches_member(member, other):
    for days in range(14):
        read(member, on=TODAY - timedelta(days + 1))
    read(member, threads=20, posts=100, minutes=60)
    contributed(member, GIVEN, other=other)
    contributed(member, RECEIVED, other=other)
    contributed(member, REPLY, times=3)


def only(level, **thresholds):
    """Let a level require these alone: `posts_read=10`, ever."""
    TrustRequirement.objects.filter(level=level).update(is_active=False)
    for name, threshold in thresholds.items():
        found = TrustRequirement.objects.get_or_create(
            level=level, measure=f"discussions.{name}", defaults={"threshold": threshold}
        )[0]
        found.threshold, found.window_days, found.is_active = threshold, None, True
        found.save()


def regular_of_here(**how):
    """A member of level 3 who got it here."""
    member = UserFactory(trust_level=2, **how)
    set_trust_level(member=member, level=3, by=ModeratorFactory(), is_locked=False)
    member.refresh_from_db()
    TrustChange.objects.filter(member=member).update(reason="reached")
    return member


def review(*members, today=TODAY):
    review_levels(member_ids=[one.pk for one in members], today=today)
    for one in members:
        one.refresh_from_db()


def standing(member):
    return Standing.objects.filter(member=member).first() or Standing(member=member)
