"""How hot and how good threads are, counted here a second time in Python."""

from datetime import timedelta
from math import exp, log10

import pytest
from django.utils import timezone

from community.discussions.actions import delete_post, like_post, restore_post, unlike_post
from community.discussions.models import PERIODS, Thread
from community.discussions.ranking.actions import refresh_top, repair_scores, rescore_threads
from community.discussions.ranking.scores import LENGTHS
from community.discussions.tasks import refresh_top as refresh_top_task
from community.discussions.tasks import repair_counters
from forum.actions import accept_answer, withdraw_answer
from tests.factories import PostFactory, TopicFactory, UserFactory
from tests.handled import handled

pytestmark = pytest.mark.django_db


def hot(thread, *, likes=0, repliers=0, solved=0):
    net = likes + 0.5 * min(likes + 3, repliers) + 2 * solved
    sign = (net > 0) - (net < 0)
    return sign * log10(max(abs(net), 1)) + thread.created_at.timestamp() / 79200


def worth(thread, likes_of_opening):
    return (
        2 * log10(1 + thread.views_count)
        + 0.5 * likes_of_opening
        + min(thread.likes_count / thread.posts_count, 3.0)
        + 10 * (1 - exp(-thread.posts_count / 10))
        + log10(1 + thread.posts_count)
    )


@pytest.fixture
def thread():
    return TopicFactory().thread


def now(thread):
    handled()
    return Thread.objects.get(pk=thread.pk)


def test_a_new_thread_is_as_hot_as_it_is_young(thread):
    assert now(thread).hot == pytest.approx(hot(thread), abs=1e-9)


def test_likes_of_the_opening_post_warm_it(thread):
    opening = thread.posts.get(number=1)
    fans = UserFactory.create_batch(4)
    for fan in fans:
        like_post(post=opening, by=fan)
    assert now(thread).hot == pytest.approx(hot(thread, likes=4), abs=1e-9)

    unlike_post(post=opening, by=fans[0])
    assert now(thread).hot == pytest.approx(hot(thread, likes=3), abs=1e-9)


def test_each_replier_counts_once_and_the_author_never(thread):
    talker = UserFactory()
    for _ in range(3):
        PostFactory(thread=thread, by=talker)
    PostFactory(thread=thread, by=thread.author)
    other = PostFactory(thread=thread)
    PostFactory(thread=thread)
    assert now(thread).hot == pytest.approx(hot(thread, repliers=3), abs=1e-9)

    delete_post(post=other, by=other.author)
    assert now(thread).hot == pytest.approx(hot(thread, repliers=2), abs=1e-9)
    restore_post(post=other, by=other.author)
    assert now(thread).hot == pytest.approx(hot(thread, repliers=3), abs=1e-9)


def test_more_than_three_repliers_need_likes_to_count(thread):
    for _ in range(6):
        PostFactory(thread=thread)
    assert now(thread).hot == pytest.approx(hot(thread, repliers=3), abs=1e-9)

    like_post(post=thread.posts.get(number=1), by=UserFactory())
    assert now(thread).hot == pytest.approx(hot(thread, likes=1, repliers=4), abs=1e-9)


def test_a_solved_topic_is_worth_two_likes_more(thread):
    answer = PostFactory(thread=thread)
    accept_answer(post=answer, by=thread.author)
    assert now(thread).hot == pytest.approx(hot(thread, repliers=1, solved=1), abs=1e-9)

    withdraw_answer(post=answer, by=thread.author)
    assert now(thread).hot == pytest.approx(hot(thread, repliers=1), abs=1e-9)


def test_scores_cost_one_statement_for_any_number(django_assert_num_queries):
    threads = [TopicFactory().thread.pk for _ in range(5)]

    with django_assert_num_queries(1):
        rescore_threads(ids=threads)
    with django_assert_num_queries(0):
        rescore_threads(ids=[])


def test_repair_counts_what_an_event_that_got_lost_left_behind(thread):
    handled()
    Thread.objects.filter(pk=thread.pk).update(hot=0)

    repair_scores()

    assert Thread.objects.get(pk=thread.pk).hot == pytest.approx(hot(thread), abs=1e-9)
    Thread.objects.filter(pk=thread.pk).update(hot=0)
    repair_counters()
    assert Thread.objects.get(pk=thread.pk).hot == pytest.approx(hot(thread), abs=1e-9)


@pytest.mark.parametrize("period", PERIODS)
def test_the_best_of_a_period_are_those_begun_in_it(period, thread):
    for _ in range(3):
        like_post(post=PostFactory(thread=thread), by=UserFactory())
    like_post(post=thread.posts.get(number=1), by=UserFactory())
    Thread.objects.filter(pk=thread.pk).update(views_count=120)
    older = TopicFactory().thread
    ago = LENGTHS.get(period, timedelta(days=3000)) + timedelta(minutes=1)
    Thread.objects.filter(pk=older.pk).update(
        created_at=timezone.now() - ago, **{f"top_{period}": 5.0}
    )

    changed = refresh_top(period=period)

    thread.refresh_from_db()
    older.refresh_from_db()
    assert changed == 2
    assert getattr(thread, f"top_{period}") == pytest.approx(worth(thread, 1), abs=1e-9)
    expected = 0 if period in LENGTHS else worth(older, 0)
    assert getattr(older, f"top_{period}") == pytest.approx(expected, abs=1e-9)
    assert refresh_top(period=period) == 0


def test_the_best_are_renewed_in_batches(monkeypatch):
    monkeypatch.setattr("community.discussions.ranking.actions.BATCH", 2)
    threads = [TopicFactory().thread.pk for _ in range(5)]

    refresh_top_task(period="day")

    assert Thread.objects.filter(pk__in=threads, top_day__gt=0).count() == 5
