"""Which members vote for each other so much that their votes say nothing.

Three sorts of rings are found, each by what a healthy community does not look like:

- **Groups**: 2 to 20 accounts, each of which is reached by the votes of the others, that get more
  than half of their points from each other, give more than half of their votes to each other, and
  get at least 10 of these votes each on average. All three are asked of the group as a whole: one
  account that votes for others as well does not save it. Members of a community vote for each
  other, too; but such a group is large. Above 20 accounts it is no ring, and the search goes on
  inside it: among pairs that vote for each other more often (2, 3, 5, 8 times), and among the
  accounts that each member exchanges votes with. So a ring is cut out of the community that it
  lives in. Whoever neither gets most of their points in the group nor gives it most of their votes,
  at least 5, is left out: a popular member who likes something of theirs now and then.
- **Stars**: one member more than half of whose points come from at most 19 accounts that vote for
  nobody else (90 % of at least 3 votes each), with at least 10 votes. An account of one's own that
  only votes needs no votes itself, so it is in no group.
- **Pairs**: one account gives a member more than half of their points, with at least 10 votes. It
  may be honest: an asker whom one member helps again and again. By numbers alone it cannot be told
  from a second account, so a moderator decides. Two friends who like all of each other's posts are
  no pair as long as the others' votes are worth more.

In a small community most votes stay among its most active members by chance. So a group that is
more than a quarter of all accounts is a ring only if it gets more than 90 % of its points inside:
votes of others are what a ring cannot make. A few members who are the whole community, and a small
team that reads nobody else, look like a ring nevertheless; a moderator who says that their votes
are honest is not asked again for half a year (actions.py).

What a ring can keep is what stays below all of it: fewer than 10 votes for each in 30 days, or
fewer points than its members get from the rest of the community.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

MOST_MEMBERS = 20
FEWEST_VOTES = 10  # for a member, in the days that are looked at
FEWEST_OF_ONE = 5  # that one member of a group got or gave
SHARE = 0.5  # of points and votes: a ring has more
MANY = 1 / 4  # of all accounts that gave or got points
SHARE_OF_MANY = 0.9
RISING = (1, 2, 3, 5, 8)  # votes from one account to another
LOYAL_SHARE = 0.9  # of its votes a star's account gives to one member
LOYAL_VOTES = 3


class Votes(NamedTuple):
    """From one account to another, in the days that are looked at. Without a giver: other points
    of the receiver, which make the share of votes smaller."""

    giver: int | None
    receiver: int
    number: int
    points: int


@dataclass(frozen=True)
class Ring:
    member_ids: tuple[int, ...]  # ascending
    votes: int  # between them
    share: float  # of the points of those who gain by it


@dataclass
class _Sums:
    """The votes, as they are asked for."""

    given: dict[int, dict[int, Votes]] = field(default_factory=lambda: defaultdict(dict))
    got: dict[int, dict[int, Votes]] = field(default_factory=lambda: defaultdict(dict))
    points: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    number_given: dict[int, int] = field(default_factory=lambda: defaultdict(int))

    @classmethod
    def of(cls, votes: Iterable[Votes]) -> _Sums:
        sums = cls()
        for one in votes:
            if one.giver == one.receiver:
                continue
            sums.points[one.receiver] += one.points
            if one.giver is not None:
                sums.given[one.giver][one.receiver] = one
                sums.got[one.receiver][one.giver] = one
                sums.number_given[one.giver] += one.number
        return sums

    def share_needed(self, members: Collection[int]) -> float:
        """How much of their points makes a group of so many a ring, if they get more."""
        active = len(self.points.keys() | self.number_given.keys())
        return SHARE_OF_MANY if len(members) > active * MANY else SHARE

    def between(self, members: Collection[int]) -> Iterator[tuple[int, int, int, int]]:
        """Giver, receiver, number and points."""
        for giver in members:
            for receiver, votes in self.given.get(giver, {}).items():
                if receiver in members:
                    yield giver, receiver, votes.number, votes.points

    def points_of(self, members: Iterable[int]) -> int:
        return sum(self.points.get(one, 0) for one in members)

    def given_by(self, members: Iterable[int]) -> int:
        return sum(self.number_given.get(one, 0) for one in members)


def find(votes: Iterable[Votes]) -> list[Ring]:
    """The rings among these votes, of which there is at most one line for a giver and a receiver:
    see above. A ring is not part of another one that is found. The order of votes changes
    nothing."""
    sums = _Sums.of(votes)
    found: list[Ring] = []
    for search in (_groups, _circles, _stars, _pairs):
        for ring in search(sums, found):
            if not any(set(ring.member_ids) <= set(other.member_ids) for other in found):
                found.append(ring)
    return sorted(found, key=lambda one: one.member_ids)


# -- groups ------------------------------------------------------------------------------------
def _groups(sums: _Sums, found: Sequence[Ring]) -> Iterator[Ring]:
    import networkx  # noqa: PLC0415 - it is large, and only this needs it

    graph = networkx.DiGraph()
    for giver, received in sums.given.items():
        for receiver, votes in received.items():
            graph.add_edge(giver, receiver, number=votes.number)
    yield from _groups_in(graph, sums, RISING)


def _groups_in(graph: Any, sums: _Sums, rising: tuple[int, ...]) -> Iterator[Ring]:
    """The groups among these accounts, by links of that many votes, then of more."""
    from networkx import strongly_connected_components  # noqa: PLC0415

    if not rising:
        return
    few = [(a, b) for a, b, number in graph.edges(data="number") if number < rising[0]]
    graph.remove_edges_from(few)
    for members in [found for found in strongly_connected_components(graph) if len(found) > 1]:
        if len(members) <= MOST_MEMBERS and (ring := _group(members, sums)):
            yield ring
        else:
            yield from _groups_in(graph.subgraph(members).copy(), sums, rising[1:])


def _circles(sums: _Sums, found: Sequence[Ring]) -> Iterator[Ring]:
    """The groups among a member and those with whom they exchange votes: where every account votes
    for every other, but seldom, links of more votes tear the group apart."""
    for member, got in sorted(sums.got.items()):
        if any(member in ring.member_ids for ring in found):
            continue
        partners = got.keys() & sums.given.get(member, {}).keys()
        points = sum(got[one].points for one in partners)
        number = sum(got[one].number for one in partners)
        if number < FEWEST_VOTES or points <= SHARE * sums.points[member]:
            continue
        if ring := _group({member, *partners}, sums):
            yield ring


def _group(members: set[int], sums: _Sums) -> Ring | None:
    """The ring among the members of a group, if there is one."""
    while outsiders := _outsiders(members, sums):
        members = members - outsiders
    number, points = _between(members, sums)
    is_ring = (
        1 < len(members) <= MOST_MEMBERS
        and number >= FEWEST_VOTES * len(members)
        and number > SHARE * sums.given_by(members)
        and points > sums.share_needed(members) * sums.points_of(members)
    )
    if not is_ring:
        return None
    return Ring(tuple(sorted(members)), number, points / sums.points_of(members))


def _outsiders(members: set[int], sums: _Sums) -> set[int]:
    """Who neither gets most of their points from the others nor gives them most of their votes."""
    points: dict[int, int] = defaultdict(int)
    got: dict[int, int] = defaultdict(int)
    given: dict[int, int] = defaultdict(int)
    for giver, receiver, number, worth in sums.between(members):
        points[receiver] += worth
        got[receiver] += number
        given[giver] += number
    gains = {
        one
        for one, number in got.items()
        if number >= FEWEST_OF_ONE and points[one] > SHARE * sums.points[one]
    }
    gives = {
        one
        for one, number in given.items()
        if number >= FEWEST_OF_ONE and number > SHARE * sums.number_given[one]
    }
    return members - gains - gives


# -- one member who gains ----------------------------------------------------------------------
def _stars(sums: _Sums, found: Sequence[Ring]) -> Iterator[Ring]:
    for receiver, got in sums.got.items():
        loyal = {giver for giver, votes in got.items() if _is_loyal(giver, votes.number, sums)}
        if len(loyal) < MOST_MEMBERS and (ring := _gain(receiver, loyal, sums)):
            yield ring


def _is_loyal(giver: int, number: int, sums: _Sums) -> bool:
    return number >= LOYAL_VOTES and number >= LOYAL_SHARE * sums.number_given[giver]


def _pairs(sums: _Sums, found: Sequence[Ring]) -> Iterator[Ring]:
    for receiver, got in sums.got.items():
        for giver in got:
            if ring := _gain(receiver, {giver}, sums):
                yield ring


def _gain(receiver: int, givers: set[int], sums: _Sums) -> Ring | None:
    """A ring, if these accounts give the member most of their points."""
    votes = [sums.got[receiver][giver] for giver in givers]
    number, points = sum(one.number for one in votes), sum(one.points for one in votes)
    if number < FEWEST_VOTES or points <= SHARE * sums.points[receiver]:
        return None
    members = givers | {receiver}
    between, _points = _between(members, sums)
    return Ring(tuple(sorted(members)), between, points / sums.points[receiver])


def _between(members: Collection[int], sums: _Sums) -> tuple[int, int]:
    """The number of votes between them, and their points."""
    inside = [*sums.between(members)]
    return sum(number for *_, number, _points in inside), sum(points for *_, points in inside)
