from datetime import UTC, date, datetime

import pytest

from community.discussions.models.reading import ReadingDay
from community.events.models import EventRecord
from community.setup.backup.actions import make_room
from experience.recognition.ledger.actions_days import close_days
from experience.recognition.models import CountedBadge, RecognitionState
from tests.factories import UserFactory
from tests.handled import handled

NIGHT = datetime(2026, 3, 10, 0, 20, tzinfo=UTC)


def told():
    events = EventRecord.objects.filter(name__in=["recognition.day.closed", "discussions.day.read"])
    return [
        (event.name.split(".")[1], event.payload["day"], event.payload.get("member_ids"))
        for event in events.order_by("pk")
    ]


@pytest.mark.django_db
def test_a_new_site_begins_with_yesterday():
    assert close_days(now=NIGHT) == [date(2026, 3, 9)]
    assert close_days(now=NIGHT) == []

    assert [(kind, day) for kind, day, _ in told()] == [("day", 20260309)]
    assert RecognitionState.objects.get().closed_day == date(2026, 3, 9)


@pytest.mark.django_db
def test_a_day_is_open_until_a_quarter_past_midnight():
    close_days(now=NIGHT)

    assert close_days(now=datetime(2026, 3, 11, 0, 14, tzinfo=UTC)) == []
    assert close_days(now=datetime(2026, 3, 11, 0, 15, tzinfo=UTC)) == [date(2026, 3, 10)]


@pytest.mark.django_db
def test_days_that_were_missed_are_closed_in_order():
    close_days(now=NIGHT)

    closed = close_days(now=datetime(2026, 3, 13, 9, tzinfo=UTC))

    assert closed == [date(2026, 3, day) for day in (10, 11, 12)]


@pytest.mark.django_db
def test_what_was_read_is_told_before_the_day_is_closed():
    member = UserFactory()
    for day in (8, 9, 10):
        ReadingDay.objects.create(
            member=member, day=date(2026, 3, day), threads=1, posts=2, read_ms=3000
        )

    close_days(now=NIGHT)

    assert told() == [
        ("day", 20260308, [member.pk]),
        ("day", 20260309, [member.pk]),
        ("day", 20260309, None),
    ]
    assert ReadingDay.objects.get(is_told=False).day == date(2026, 3, 10)


@pytest.mark.django_db(transaction=True)
def test_workers_at_once_close_each_day_once(in_threads):
    RecognitionState.objects.create(pk=1, closed_day=date(2026, 3, 4))

    closed = in_threads([lambda: close_days(now=NIGHT)] * 4)

    days = [day for some in closed for day in some]
    assert sorted(days) == [date(2026, 3, day) for day in range(5, 10)]
    assert [day for _kind, day, _members in told()] == list(range(20260305, 20260310))


@pytest.mark.django_db(transaction=True)
def test_the_first_day_is_closed_once_as_well(in_threads):
    closed = in_threads([lambda: close_days(now=NIGHT)] * 4)

    assert sorted(map(len, closed)) == [0, 0, 0, 1]


@pytest.mark.django_db
def test_a_community_can_be_imported_where_days_were_closed_already():
    close_days()
    handled()
    assert RecognitionState.objects.exists()
    assert CountedBadge.objects.exists()

    make_room()

    assert not RecognitionState.objects.exists()
    assert not EventRecord.objects.exists()
