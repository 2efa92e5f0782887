from datetime import date

import pytest
from django.db import connection, transaction

from community.events.models import EventRecord
from community.events.partitions import make_partitions
from community.events.tasks import make_partitions as task
from tests.factories import TopicFactory

pytestmark = pytest.mark.django_db


def partition_of(record):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tableoid::regclass::text FROM events_eventrecord WHERE id = %s", [record.pk]
        )
        return cursor.fetchone()[0]


def test_an_event_stands_in_its_month():
    TopicFactory()

    record = EventRecord.objects.order_by("-pk").first()

    assert partition_of(record) == f"events_eventrecord_{record.occurred_at:%Y_%m}"


def test_making_them_again_makes_none():
    assert make_partitions() == []
    task()


def test_what_strayed_moves_to_its_month_when_that_is_made():
    record = EventRecord.objects.create(
        name="tests.late", payload={}, occurred_at="2031-12-31T23:59:59Z"
    )
    assert partition_of(record) == "events_eventrecord_default"

    with transaction.atomic():
        made = make_partitions(date(2031, 12, 5))

    assert made == ["2031-12", "2032-01", "2032-02", "2032-03"]
    assert partition_of(record) == "events_eventrecord_2031_12"
    assert EventRecord.objects.get(pk=record.pk).name == "tests.late"
