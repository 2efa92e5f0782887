"""What was written before the columns of this release gets what they would say of it."""

from importlib import import_module

import pytest
from django.db import connection

from community.discussions.actions import like_post, repair_threads
from community.discussions.actions.scores import repair_scores
from community.discussions.models import Thread
from community.kernel.invariants import broken
from forum.actions import accept_answer
from tests.factories import ModeratorFactory, PostFactory, TopicFactory, UserFactory

counting = import_module("community.discussions.migrations.0008_count_what_was_there")
ranking = import_module("forum.migrations.0004_rank_what_was_there")

AS_IT_WAS = """
    UPDATE discussions_thread SET others_count = 0, solved_at = NULL, hot = 0;
    UPDATE discussions_post SET reactions = '{}'
"""
ALL = {"first": 1, "last": 10**9}


@pytest.mark.django_db
def test_old_threads_are_counted_and_ranked():
    post = PostFactory()
    for reaction in "thanks", "thanks", "smile":
        like_post(post=post, by=UserFactory(), reaction=reaction)
    accept_answer(post=post, by=ModeratorFactory())
    TopicFactory()

    with connection.cursor() as cursor:
        cursor.execute(AS_IT_WAS)
        assert broken()
        for step in counting.OTHERS, counting.REACTIONS, ranking.SOLVED, ranking.HOT:
            cursor.execute(step, ALL)

    assert broken() == repair_threads() == []
    ranked = dict(Thread.objects.values_list("pk", "hot"))
    repair_scores()
    assert ranked == pytest.approx(dict(Thread.objects.values_list("pk", "hot")))
