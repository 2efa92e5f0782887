"""Vote rings from the nightly search to the moderator's decision."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from itertools import count

import pytest

from community.events.event import Event
from community.events.models import EventRecord
from community.kernel.errors import Denied
from community.kernel.subjects import Subject, resolve
from community.moderation.models import ReviewItem
from community.moderation.queue.actions import approve_item, reject_item
from community.moderation.queue.queries import items_visible_to, shown_items, with_people
from experience.recognition.events import VoteRingCleared, VoteRingConfirmed, VoteRingFound
from experience.recognition.models import Contribution, RecognitionState, VoteRing
from experience.recognition.rings.actions import (
    KIND,
    clear_ring,
    confirm_ring,
    find_due_rings,
    find_rings,
)
from experience.recognition.rings.votes import votes_between, votes_in_rings
from tests.factories import AdminFactory, ModeratorFactory, UserFactory

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 30)
SINCE = date(2026, 11, 1)
numbers = count(1)


def vote(giver, receiver, number=1, *, day=TODAY, points=1, event_id=None, **more) -> None:
    Contribution.objects.bulk_create(
        Contribution(
            member=receiver, other=giver, rule="discussions.like_received",
            subject_kind="discussions.post", subject_id=next(numbers), points=points, day=day,
            occurred_at=datetime.combine(day, time(12), UTC),
            event_id=event_id or next(numbers), **more,
        )
        for _ in range(number)
    )  # fmt: skip


def exchange(*members, each=12, **more) -> None:
    """All vote for the next, the last one for the first."""
    for giver, receiver in zip(members, [*members[1:], members[0]], strict=True):
        vote(giver, receiver, each, **more)


def discount(*members) -> None:
    """What counting VoteRingFound does."""
    Contribution.objects.filter(member__in=members, other__in=members).update(is_discounted=True)


def told(*types: type[Event]) -> list[dict]:
    rows = EventRecord.objects.filter(name__in=[one.name for one in types]).order_by("pk")
    return list(rows.values_list("payload", flat=True))


def ids(members: Iterable) -> list[int]:
    return sorted(member.pk for member in members)


@pytest.fixture
def three():
    return UserFactory.create_batch(3)


# -- the votes ---------------------------------------------------------------------------------
def test_votes_are_those_that_stand_of_these_days(three):
    ada, bob, cid = three
    vote(ada, bob, 2, points=5)
    vote(ada, bob, is_discounted=True)
    vote(ada, bob, is_withdrawn=True)
    vote(ada, bob, is_removed=True)
    vote(ada, bob, is_thread_removed=True)
    vote(ada, bob, points=0)
    vote(ada, bob, day=SINCE - timedelta(days=1))
    vote(None, bob, points=7)
    vote(cid, cid, points=9)

    found = {one[:2]: one[2:] for one in votes_between(SINCE, TODAY)}

    assert found == {
        (ada.pk, bob.pk): (3, 11, 2),
        (None, bob.pk): (1, 7, 1),
        (None, cid.pk): (1, 9, 1),
    }


def test_a_solution_is_one_vote_for_its_author(three):
    """Whoever marks it gets points, too, that the author gave by no act."""
    asker, helper, _ = three
    vote(asker, helper, points=10, event_id=-1)
    vote(asker, helper, points=15, event_id=-1)
    vote(helper, asker, points=2, event_id=-1)

    found = {one[:2]: one[2:4] for one in votes_between(SINCE, TODAY)}

    assert found == {(asker.pk, helper.pk): (1, 25), (None, asker.pk): (1, 2)}


# -- the search --------------------------------------------------------------------------------
def test_a_ring_is_told_and_waits_for_a_decision(three):
    exchange(*three)

    [ring] = find_rings(day=TODAY)

    members = ids(three)
    assert (ring.member_ids, ring.since, ring.until) == (members, SINCE, TODAY)
    assert (ring.votes, ring.share, ring.state) == (36, 1.0, VoteRing.State.FOUND)
    assert told(VoteRingFound) == [
        {"actor_id": None, "ring_id": ring.pk, "member_ids": members, "since": 20261101,
         "until": 20261130},
    ]  # fmt: skip
    item = ReviewItem.objects.get()
    assert (item.type, item.subject, item.member_id) == (KIND, Subject(KIND, ring.pk), None)


def test_it_is_found_once(three):
    exchange(*three)
    find_rings(day=TODAY)

    assert find_rings(day=TODAY) == []
    discount(*three)
    assert find_rings(day=TODAY + timedelta(days=1)) == []

    assert VoteRing.objects.count() == ReviewItem.objects.count() == len(told(VoteRingFound)) == 1


@pytest.mark.parametrize("is_confirmed", [False, True])
def test_new_votes_in_a_known_ring_stop_counting_without_another_item(is_confirmed, three):
    exchange(*three)
    [ring] = find_rings(day=TODAY)
    if is_confirmed:
        approve_item(item=ReviewItem.objects.get(), by=ModeratorFactory())
    discount(*three)
    tomorrow = TODAY + timedelta(days=1)
    vote(three[0], three[1], day=tomorrow)

    [extended] = find_rings(day=tomorrow)

    assert (extended.pk, extended.since, extended.until) == (ring.pk, SINCE, tomorrow)
    assert [one["until"] for one in told(VoteRingFound)] == [20261130, 20261201]
    assert ReviewItem.objects.count() == 1


def test_an_undecided_ring_grows_and_stands_for_its_parts(three):
    first, second = UserFactory.create_batch(2), UserFactory.create_batch(2)
    exchange(*first)
    exchange(*second)
    kept, part = find_rings(day=TODAY)
    item, other = ReviewItem.objects.order_by("pk")
    exchange(*first, *second)

    [ring] = find_rings(day=TODAY)

    assert (ring.pk, ring.member_ids) == (kept.pk, ids([*first, *second]))
    assert not VoteRing.objects.filter(pk=part.pk).exists()
    assert ReviewItem.objects.get(pk=item.pk).version > item.version
    assert ReviewItem.objects.get(pk=other.pk).status == "ignored"


def test_staff_are_in_no_ring(three):
    exchange(three[0], ModeratorFactory())
    exchange(three[1], AdminFactory())

    assert find_rings(day=TODAY) == []


def test_votes_from_before_the_thirty_days_do_not_count(three):
    exchange(*three, each=9)
    exchange(*three, each=9, day=SINCE - timedelta(days=1))

    assert find_rings(day=TODAY) == []


def test_what_a_moderator_cleared_is_not_asked_again_for_half_a_year(three):
    exchange(*three)
    find_rings(day=TODAY)
    reject_item(item=ReviewItem.objects.get(), by=ModeratorFactory())
    VoteRing.objects.update(decided_at=datetime(2026, 12, 1, 12, tzinfo=UTC))
    soon, later = date(2027, 5, 29), date(2027, 5, 30)
    exchange(*three, day=soon)

    assert find_rings(day=soon) == []
    [ring] = find_rings(day=later)

    assert ring.state == VoteRing.State.FOUND
    assert ReviewItem.objects.count() == 2


def test_a_decision_stands_inside_a_larger_ring(three):
    ada, bob, _ = three
    exchange(ada, bob)
    find_rings(day=TODAY)
    reject_item(item=ReviewItem.objects.get(), by=ModeratorFactory())
    VoteRing.objects.update(decided_at=datetime(2026, 11, 30, tzinfo=UTC))
    tomorrow = TODAY + timedelta(days=1)
    others = UserFactory.create_batch(4)
    exchange(ada, *others, bob, *others[::-1], each=40, day=tomorrow)

    [ring] = find_rings(day=tomorrow)

    assert ring.member_ids == ids([ada, bob, *others])
    assert told(VoteRingFound, VoteRingCleared)[-1] == {
        "actor_id": None, "ring_id": VoteRing.objects.order_by("pk")[0].pk,
        "member_ids": ids([ada, bob]), "since": 20261102, "until": 20261201,
    }  # fmt: skip


def test_the_search_is_due_once_for_each_closed_day(three):
    exchange(*three)
    assert find_due_rings() == []  # no day was closed

    RecognitionState.objects.update_or_create(pk=1, defaults={"closed_day": TODAY})
    assert len(find_due_rings()) == 1
    discount(*three)
    exchange(*UserFactory.create_batch(2))
    assert find_due_rings() == []

    RecognitionState.objects.update(closed_day=TODAY + timedelta(days=1))
    assert len(find_due_rings()) == 1


# -- the decision ------------------------------------------------------------------------------
@pytest.fixture
def ring(three):
    exchange(*three)
    [found] = find_rings(day=TODAY)
    return found


def test_confirming_it_leaves_the_votes_without_effect(ring):
    moderator = ModeratorFactory()

    approve_item(item=ReviewItem.objects.get(), by=moderator)

    ring.refresh_from_db()
    assert (ring.state, ring.decided_by) == (VoteRing.State.CONFIRMED, moderator)
    assert told(VoteRingConfirmed) == [{"actor_id": moderator.pk, "ring_id": ring.pk}]
    assert not told(VoteRingCleared)
    assert confirm_ring(ring=ring, by=moderator).decided_at == ring.decided_at


def test_clearing_it_lets_the_votes_count_again(ring):
    moderator = ModeratorFactory()

    reject_item(item=ReviewItem.objects.get(), by=moderator)

    ring.refresh_from_db()
    assert ring.state == VoteRing.State.CLEARED
    assert told(VoteRingCleared) == [
        {"actor_id": moderator.pk, "ring_id": ring.pk, "member_ids": ring.member_ids,
         "since": 20261101, "until": 20261130},
    ]  # fmt: skip
    clear_ring(ring=ring, by=moderator)
    assert len(told(VoteRingCleared)) == 1


def test_only_moderators_outside_it_see_and_decide_a_ring(ring, three):
    three[0].is_moderator = True
    three[0].save()
    item = ReviewItem.objects.get()
    subject = Subject(KIND, ring.pk)

    for stranger in (three[0], three[1], UserFactory()):
        assert resolve(subject, stranger) is None
        with pytest.raises(Denied):
            approve_item(item=item, by=stranger)
        with pytest.raises(Denied):
            clear_ring(ring=ring, by=stranger)

    shown = resolve(subject, ModeratorFactory())
    assert shown.title == "Votes between 3 members"
    assert shown.url == f"/moderation/items/{item.pk}/"
    ring.refresh_from_db()
    assert ring.state == VoteRing.State.FOUND
    assert not told(VoteRingCleared, VoteRingConfirmed)


def test_the_queue_shows_who_voted_for_whom(ring, three, as_):
    client, url = as_(ModeratorFactory()), f"/moderation/items/{ReviewItem.objects.get().pk}/"

    page = client.get(url).content.decode()

    assert (
        "36 votes from 1 Nov 2026 to 30 Nov 2026. Share of points that came from them: 100%" in page
    )
    assert "Confirm vote ring" in page
    assert "Not a vote ring" in page
    assert "<b>Confirmed</b>" not in page
    assert "Most of their points come from votes of the same accounts" in page
    assert "Message to the member" not in page
    for member in three:
        assert f"<bdi>{member.username}</bdi>" in page
    confirm_ring(ring=ring, by=AdminFactory())
    assert "<b>Confirmed</b>" in client.get(url).content.decode()


def test_the_queue_asks_the_same_for_many_rings(ring, django_assert_max_num_queries, rows_once):
    for _ in range(3):
        exchange(*UserFactory.create_batch(2))
    find_rings(day=TODAY)
    viewer = ModeratorFactory()
    items = list(with_people(items_visible_to(viewer)))

    with django_assert_max_num_queries(7):
        shown = shown_items(items, viewer)

    assert len(shown) == 4
    assert all("<table>" in one.described.html for one in shown)
    assert all(one.may_decide for one in shown)


@pytest.mark.parametrize("decision", ["approve", "reject"])
def test_programs_decide_it_too(decision, ring, as_):
    client = as_(ModeratorFactory())
    item = ReviewItem.objects.get()
    body = {"decision": decision}

    listed = client.get(f"/api/v1/moderation/items/?type={KIND}").json()
    answer = client.put(
        f"/api/v1/moderation/items/{item.pk}/decision/", body, content_type="application/json"
    )

    assert listed["results"][0]["content"]["title"] == "Votes between 3 members"
    assert answer.status_code == 200
    ring.refresh_from_db()
    assert ring.state == {"approve": "confirmed", "reject": "cleared"}[decision]


def test_the_table_says_what_was_found(ring, three):
    found = votes_in_rings([ring.pk])

    assert [one[2:4] for one in found[ring.pk]] == [(12, 12)] * 3


def test_staff_read_rings_in_the_admin(ring, three, as_):
    page = as_(AdminFactory()).get(f"/admin/recognition/votering/{ring.pk}/change/")

    assert page.status_code == 200
    assert three[0].username in page.content.decode()
