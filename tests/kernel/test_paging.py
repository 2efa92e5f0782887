from datetime import UTC, datetime, timedelta

import pytest

from community.discussions.models import Thread
from community.kernel.paging import page_by_key
from tests.factories import CategoryFactory, TopicFactory, UserFactory

pytestmark = pytest.mark.django_db

KEYS = ["bumped_at", "id"]
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.fixture
def threads():
    """Nine, of which three at a time share a moment, so that only the id tells them apart."""
    category, by = CategoryFactory(), UserFactory()
    made = [TopicFactory(category=category, by=by).thread for _ in range(9)]
    for n, thread in enumerate(made):
        Thread.objects.filter(pk=thread.pk).update(bumped_at=NOON + timedelta(minutes=n // 3))
    return [thread.pk for thread in reversed(made)]


def page(cursor=None, size=4):
    return page_by_key(Thread.objects.all(), keys=KEYS, cursor=cursor, size=size)


def ids(page):
    return [thread.pk for thread in page.rows]


def test_every_row_comes_once_there_and_back(threads):
    first = page()
    second = page(first.older)
    last = page(second.older)

    assert ids(first) + ids(second) + ids(last) == threads
    assert (first.newer, last.older) == (None, None)
    assert ids(page(last.newer)) == ids(second)
    assert ids(page(second.newer)) == ids(first)
    assert page(second.newer).newer is None


def test_what_comes_in_between_neither_repeats_nor_hides_a_row(threads):
    first = page()
    TopicFactory()

    assert ids(first) + ids(page(first.older, size=9)) == threads


def test_a_page_beyond_the_end_is_empty(threads):
    first = page(size=9)
    Thread.objects.update(bumped_at=NOON + timedelta(days=1))

    beyond = page(page(size=8).older)
    assert len(beyond.rows) == 1
    assert first.older is None
