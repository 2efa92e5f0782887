"""Finding accounts that vote for each other, among honest communities."""

import random
from collections import Counter

import pytest

from experience.recognition.rings.finding import Ring, Votes, find

RING = list(range(1, 11))
HONEST = range(1_000, 1_200)


def votes(counts: Counter, points: int = 1) -> list[Votes]:
    return [Votes(a, b, number, number * points) for (a, b), number in sorted(counts.items())]


def lively(seed: int, count: int = 3_000, *, is_even: bool = False, members=HONEST) -> Counter:
    """An honest forum: few vote a lot, few get a lot, and they are not the same ones."""
    chance = random.Random(seed)
    gives = [1.0 if is_even else 1 / rank for rank in range(1, len(members) + 1)]
    gets = gives.copy()
    chance.shuffle(gets)
    pairs = zip(
        chance.choices(members, gives, k=count), chance.choices(members, gets, k=count), strict=True
    )
    return Counter((giver, receiver) for giver, receiver in pairs if giver != receiver)


def everybody(members, each=2) -> Counter:
    return Counter({(a, b): each for a in members for b in members if a != b})


def cycle(members, each=12, *, steps=1) -> Counter:
    count = len(members)
    return Counter(
        {
            (one, members[(at + step) % count]): each // steps
            for at, one in enumerate(members)
            for step in range(1, steps + 1)
        }
    )


def sprinkled(ring: Counter, seed: int, share: float = 0.3) -> Counter:
    """The same with votes for honest members, and some of theirs."""
    chance = random.Random(seed)
    given = Counter()
    for (giver, _), number in ring.items():
        given[giver] += number
    more = Counter()
    for giver, number in given.items():
        for _ in range(int(number * share / (1 - share))):
            more[giver, chance.choice(HONEST)] += 1
        for _ in range(4):
            more[chance.choice(HONEST), giver] += 1
    return ring + more


def members_of(found: list[Ring]) -> list[tuple[int, ...]]:
    return [ring.member_ids for ring in found]


# -- honest ------------------------------------------------------------------------------------
@pytest.mark.parametrize("count", [500, 3_000, 12_000])
@pytest.mark.parametrize("is_even", [False, True])
def test_a_lively_forum_has_no_ring(count, is_even):
    assert not any(find(votes(lively(seed, count, is_even=is_even))) for seed in range(5))


@pytest.mark.parametrize("size", [25, 40, 60])
def test_the_core_of_a_small_community_is_no_ring(size):
    members = range(1_000, 1_000 + size)

    assert not any(
        find(votes(lively(seed, 20 * size, is_even=True, members=members))) for seed in range(5)
    )


def test_a_ring_that_is_most_of_a_small_community_is_found():
    few = range(1_000, 1_005)
    honest = lively(1, 30, members=few) + Counter({(1_000, 1): 3, (1, 1_000): 4})

    assert members_of(find(votes(honest + everybody(RING)))) == [tuple(RING)]


def test_two_friends_in_a_lively_forum_are_no_ring():
    friends = Counter({(1, 2): 15, (2, 1): 15})
    others = Counter({(giver, friend): 1 for giver in HONEST[:16] for friend in (1, 2)})

    assert not find(votes(lively(1) + friends + others))


def test_a_helper_of_one_member_who_helps_others_too_is_no_ring():
    helped = [Votes(2, 1, 20, 200), *(Votes(other, 1, 1, 10) for other in HONEST[:20])]

    assert not find(helped)


def test_points_that_nobody_gave_count_against_a_ring():
    assert find([Votes(2, 1, 10, 100)])
    assert not find([Votes(2, 1, 10, 100), Votes(None, 1, 1, 100)])


def test_more_than_twenty_are_a_community():
    assert members_of(find(votes(everybody(range(1, 21))))) == [tuple(range(1, 21))]
    assert not find(votes(everybody(range(1, 22))))


def test_fans_of_one_author_who_read_others_are_no_ring():
    fans = Counter({(giver, 1): 3 for giver in range(2, 8)})
    others = Counter({(giver, HONEST[giver]): 1 for giver in range(2, 8)})

    assert find(votes(fans))
    assert not find(votes(fans + others))


# -- rings -------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "ring",
    [
        everybody(RING),
        everybody(range(1, 13), each=1),
        cycle(RING),
        cycle(RING, steps=2),
    ],
    ids=["everybody", "everybody-once", "cycle", "next-two"],
)
@pytest.mark.parametrize("count", [0, 3_000, 12_000])
def test_a_ring_is_found_whatever_it_lives_in(ring, count):
    members = tuple(sorted({giver for giver, _ in ring}))

    for seed in range(3):
        assert members_of(find(votes(lively(seed, count) + sprinkled(ring, seed)))) == [members]


def test_two_rings_are_two():
    first, second = RING, list(range(21, 27))
    found = find(votes(lively(1) + cycle(first) + everybody(second) + Counter({(1, 21): 2})))

    assert members_of(found) == [tuple(first), tuple(second)]


def test_accounts_that_vote_for_one_member_alone_are_a_ring_with_them():
    puppets = Counter({(giver, 1): 3 for giver in range(2, 11)})
    liked = Counter({(giver, 1): 1 for giver in HONEST[:20]})
    found = find(votes(lively(1) + puppets + liked))

    assert members_of(found) == [tuple(RING)]
    assert found[0].share == pytest.approx(27 / 47)


def test_one_account_that_gives_most_points_is_a_ring_of_two():
    given = [Votes(2, 1, 10, 10), Votes(2, 30, 50, 50), Votes(3, 1, 9, 9)]

    [ring] = find([*votes(lively(1)), *given, *votes(Counter({(a, 30): 9 for a in HONEST}))])

    assert ring == Ring((1, 2), 10, 10 / 19)
    assert not find([Votes(2, 1, 9, 9)])
    elsewhere = [Votes(2, 9, 9, 9), Votes(3, 9, 9, 9)]
    assert not find([Votes(2, 1, 10, 10), Votes(3, 1, 10, 10), *elsewhere])


def test_a_popular_member_is_not_drawn_into_a_ring():
    popular = Counter({(giver, 50): 1 for giver in HONEST})
    exchanged = Counter({(50, 1): 1, (1, 50): 1, (2, 50): 1, (50, 2): 1, (50, HONEST[0]): 9})

    assert members_of(find(votes(popular + exchanged + everybody(RING)))) == [tuple(RING)]


def test_the_order_of_votes_changes_nothing():
    given = votes(lively(3) + sprinkled(everybody(RING), 3) + cycle([11, 12, 13]))
    found = find(given)

    for seed in range(3):
        random.Random(seed).shuffle(given)
        assert find(given) == found
