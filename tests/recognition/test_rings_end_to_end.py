"""A ring of ten accounts gains nothing that lasts."""

from collections import Counter
from datetime import date, timedelta

import pytest
from django.utils import timezone

from community.accounts.models import BadgeAward, User
from community.discussions.actions import like_post
from community.events.models import EventRecord
from community.moderation.models import ReviewItem
from community.moderation.queue.actions import reject_item
from experience.recognition.ledger.actions_days import close_days
from experience.recognition.ledger.actions_rebuild import rebuild
from experience.recognition.models import Contribution, ReputationEntry, Score, Tally, VoteRing
from experience.recognition.rings.actions import find_due_rings, find_rings
from tests.factories import ModeratorFactory, PostFactory, TopicFactory, UserFactory
from tests.handled import handled

pytestmark = pytest.mark.django_db


def night(days=1) -> list[VoteRing]:
    """What is done after a day, so many days from now."""
    close_days(now=timezone.now() + timedelta(days=days, hours=1))
    handled()
    found = find_due_rings()
    handled()
    return found


def standing(members):
    """Their reputation, badges, and what leaderboards are made of."""
    own = {"member__in": members}
    return (
        list(User.objects.filter(pk__in=[one.pk for one in members]).order_by("pk")
             .values_list("username", "reputation")),
        sorted(
            BadgeAward.objects.filter(**own, revoked_at=None)
            .values_list("member", "badge", "scope")
        ),
        sorted(Score.objects.filter(**own).values_list("member", "scope", "day", "points")),
        sorted(Contribution.objects.filter(**own, holds=True)
               .values_list("member", "rule", "subject_id", "other")),
    )  # fmt: skip


def test_a_ring_of_ten_ends_where_it_began():
    ring, honest = UserFactory.create_batch(10), UserFactory.create_batch(3)
    thread = TopicFactory().thread
    posts = [PostFactory(thread=thread, by=author) for author in ring for _ in range(2)]
    liked = PostFactory(thread=thread, by=honest[0])
    for reader in honest[1:]:
        like_post(post=liked, by=reader)
    handled()
    before, of_honest = standing(ring), standing(honest)

    for post in posts:
        for reader in ring:
            if reader != post.author:
                like_post(post=post, by=reader)
    handled()
    meanwhile = standing(ring)
    assert sum(points for _, points in meanwhile[0]) == 180

    [found] = night()

    assert found.member_ids == sorted(one.pk for one in ring)
    assert standing(ring) == before
    assert standing(honest) == of_honest
    of_likes = Tally.objects.filter(member__in=ring, rule__startswith="discussions.like_")
    assert not any(tally.number or tally.peak for tally in of_likes)  # permanent badges go by it
    assert night(2) == []
    causes = ReputationEntry.objects.filter(member=ring[0]).values_list("cause", "points")
    assert Counter(causes) == {("counted", 1): 18, ("vote_ring", -1): 18}

    rebuild()
    assert standing(ring) == before

    reject_item(item=ReviewItem.objects.get(), by=ModeratorFactory())
    handled()
    assert standing(ring) == meanwhile
    rebuild()
    assert standing(ring) == meanwhile
    assert standing(honest) == of_honest


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_find_a_ring_once(in_threads):
    giver, receiver = UserFactory.create_batch(2)
    Contribution.objects.bulk_create(
        Contribution(
            member=receiver, other=giver, rule="discussions.like_received", points=1,
            subject_kind="discussions.post", subject_id=number, day=date(2026, 11, 30),
            occurred_at=timezone.now(), event_id=number,
        )
        for number in range(10)
    )  # fmt: skip

    found = in_threads([lambda: find_rings(day=date(2026, 11, 30))] * 4)

    assert sorted(map(len, found)) == [0, 0, 0, 1]
    assert VoteRing.objects.count() == ReviewItem.objects.count() == 1
    assert EventRecord.objects.filter(name="recognition.vote_ring.found").count() == 1
