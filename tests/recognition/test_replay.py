"""Whatever happened, and however it was handed over: the log, read again, gives the same."""

import json
from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta
from random import Random

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from community.accounts.models import BadgeAward, User
from community.accounts.standing.registration import Visited, reads
from community.events import event as events
from community.events.event import Event
from community.kernel import invariants
from community.kernel.days import number_of
from experience.recognition.events import (
    ContainerKindChanged,
    DayClosed,
    VoteRingCleared,
    VoteRingFound,
)
from experience.recognition.ledger.actions import NAME, count
from experience.recognition.ledger.actions_rebuild import rebuild
from experience.recognition.models import (
    Contribution,
    KindOfContainer,
    ReputationEntry,
    Score,
    Tally,
    Visits,
)
from tests.factories import UserFactory
from tests.recognition.told import BEGINNING, LIMITED, UNLIMITED, Told, teller  # noqa: F401

pytestmark = pytest.mark.django_db

MEMBERS, SUBJECTS, THREADS, CONTAINERS = range(4), range(1, 5), (91, 92), (71, 72)
HOW = {
    "deadline": None,
    "suppress_health_check": list(HealthCheck),
    "phases": [Phase.explicit, Phase.generate, Phase.target, Phase.shrink],
}


@dataclass(frozen=True, kw_only=True)
class Seen(Event):
    name = "tests.seen"

    member_id: int
    day: int
    posts: int


# -- random histories -----------------------------------------------------------------------------
WITHDRAWN = (
    ["subject"], ["subject", "member_id"], ["subject", "other_id"],
    ["subject", "member_id", "other_id"], ["thread_id"], ["thread_id", "member_id"], ["member_id"],
)  # fmt: skip
WEIGHTS = {
    "counted": 14, "withdrawn": 4, "removed": 2, "restored": 3, "kind": 1, "ring": 2, "seen": 1,
    "day": 2,
}  # fmt: skip


@dataclass
class History:
    """Steps by a seed; strategies of choices would mostly be of the sort that has most of them."""

    random: Random

    def steps(self, number):
        sorts = self.random.choices(list(WEIGHTS), WEIGHTS.values(), k=number)
        return [getattr(self, f"_{sort}")(sort) for sort in sorts]

    def _field(self, name):
        return self.random.choice(
            {
                "rule": [LIMITED, LIMITED, UNLIMITED],
                "member_id": MEMBERS,
                "other_id": [*MEMBERS, None],
                "subject": SUBJECTS,
                "thread_id": [*THREADS, None],
                "container_id": [*CONTAINERS, None],
            }[name]
        )

    def _told(self, what, names):
        return {"what": what, **{name: self._field(name) for name in names}}

    def _counted(self, what):
        named = ("rule", "member_id", "other_id", "subject", "thread_id", "container_id")
        return self._told(what, named)

    def _withdrawn(self, what):
        step = self._told(what, ["rule", *self.random.choice(WITHDRAWN)])
        return {**step, "thread_id": THREADS[0]} if step.get("thread_id", 0) is None else step

    def _removed(self, what):
        return self._told(what, [self.random.choice(["subject", "thread_id"])])

    _restored = _removed

    def _kind(self, what):
        return what, self.random.choice(CONTAINERS), self.random.choice(["", "code", "support"])

    def _ring(self, what):
        members = self.random.sample(MEMBERS, self.random.choice([2, 3, 4]))
        is_found, since, days = (
            self.random.choice(c) for c in ([True, False], [0, 0, 1], [0, 1, 9])
        )
        return what, is_found, members, since, days

    def _seen(self, what):
        return what, self.random.choice(MEMBERS), self.random.randint(0, 9)

    def _day(self, what):
        return (what,)


seeds = st.integers(0, 10**9)
divisions = st.lists(st.integers(1, 9), min_size=1, max_size=8)
rule = st.sampled_from([LIMITED, LIMITED, UNLIMITED])
container = st.sampled_from(CONTAINERS)


class Log:
    """Writes a history into the log of events, some seconds apart."""

    def __init__(self, members):
        self.members, self.days, self.events = members, 0, []

    def write(self, history):
        for step in history:
            self._append(self._event(step))
        return self.events

    def _event(self, step):
        if isinstance(step, dict):
            return Told(actor_id=None, **{**step, **self._named(step)})
        what, *more = step
        return getattr(self, f"_{what}")(*more)

    def _named(self, step):
        named = {key: step.get(key) for key in ("member_id", "other_id")}
        return {key: n if n is None else self.members[n].pk for key, n in named.items()}

    def _day_number(self, days):
        return number_of((BEGINNING + timedelta(days=days)).date())

    def _kind(self, container_id, slug):
        return ContainerKindChanged(actor_id=None, container_id=container_id, kind=slug)

    def _ring(self, is_found, members, since, days):
        event_type = VoteRingFound if is_found else VoteRingCleared
        return event_type(
            actor_id=None, ring_id=1, member_ids=sorted(self.members[n].pk for n in members),
            since=self._day_number(since), until=self._day_number(since + days),
        )  # fmt: skip

    def _seen(self, member_number, posts):
        pk, number = self.members[member_number].pk, self._day_number(self.days)
        return Seen(actor_id=None, member_id=pk, day=number, posts=posts)

    def _day(self):
        closed = self._day_number(self.days)
        self.days += 1
        return DayClosed(actor_id=None, day=closed)

    def _append(self, event):
        at = BEGINNING + timedelta(days=self.days, seconds=len(self.events))
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO events_eventrecord (name, payload, occurred_at, request_id)"
                " VALUES (%s, %s, %s, '') RETURNING id",
                [event.name, json.dumps(event.payload), at],
            )
            pk = cursor.fetchone()[0]
        self.events.append(type(event).read(event.payload, id=pk, occurred_at=at))


def divided(happened, sizes):
    """In lists of these sizes, again and again."""
    number, at = 0, 0
    while at < len(happened):
        size = sizes[number % len(sizes)]
        yield happened[at : at + size]
        number, at = number + 1, at + size


IDENTITY = ["rule", "member_id", "subject_kind", "subject_id", "other_id"]


def standing():
    """All that follows from events, without the keys of rows."""
    of_entry = [f"contribution__{name}" for name in IDENTITY]
    return {
        "contributions": rows(Contribution, "id"),
        "entries": list(
            ReputationEntry.objects.order_by("pk").values_list(
                *of_entry, "points", "cause", "day", "event_id", "occurred_at"
            )
        ),
        "scores": rows(Score, "id"),
        "tallies": rows(Tally, "id"),
        "visits": rows(Visits, None),
        "kinds": rows(KindOfContainer, None),
        # When an award was revoked is not part of it: only whether it is.
        "awards": sorted(
            (award.member_id, award.badge, award.scope, award.awarded_at, award.revoked_at is None)
            for award in BadgeAward.objects.all()
        ),
        "reputations": dict(User.objects.values_list("pk", "reputation")),
    }


def rows(model, key):
    names = [field.attname for field in model._meta.concrete_fields if field.attname != key]
    return sorted(model.objects.values_list(*names), key=str)


@pytest.fixture
def members(told, monkeypatch):
    @reads(Seen)
    def means(event):
        at = (BEGINNING + timedelta(days=event.day % 100 - BEGINNING.day)).date()
        yield Visited(member_id=event.member_id, day=at, posts=event.posts, seconds=60)

    for name in ("tests.told", "tests.seen"):
        monkeypatch.setitem(events._hear, name, [NAME])
    return UserFactory.create_batch(len(MEMBERS))


def check(members, history, sizes):
    with transaction.atomic():
        for some in divided(Log(members).write(history), sizes):
            count(some)
        live = standing()

        assert invariants.broken() == []
        rebuild()
        replayed = standing()
        transaction.set_rollback(True)

    for part, found in live.items():
        assert replayed[part] == found, part


@settings(max_examples=25, **HOW)
@given(seeds, divisions)
def test_a_replay_gives_what_the_live_run_gave(members, seed, sizes):
    check(members, History(Random(seed)).steps(40), sizes)


@pytest.mark.soak
@settings(max_examples=150, **HOW)
@given(seeds, st.integers(1, 200), divisions)
def test_a_replay_of_long_histories_gives_what_the_live_run_gave(members, seed, length, sizes):
    check(members, History(Random(seed)).steps(length), sizes)


# -- limits, counted in another way ---------------------------------------------------------------
votes = st.lists(
    st.fixed_dictionaries(
        {
            "what": st.just("counted"),
            "rule": rule,
            "member_id": st.just(0),
            "other_id": st.sampled_from([1, 1, 2, 3, None]),
            "subject": st.integers(1, 60),
            "container_id": st.none() | container,
        }
    ),
    max_size=80,
    unique_by=lambda vote: (vote["rule"], vote["other_id"], vote["subject"]),
)


def expected(given_votes):
    """The points of a day, one after another, the best ones first."""
    left, in_all, points = defaultdict(lambda: 30), 200, 0
    for vote in sorted(given_votes, key=lambda vote: vote["rule"] == LIMITED):
        of_one = left[vote["other_id"]] if vote["other_id"] is not None else 10
        worth = min(10 if vote["rule"] == UNLIMITED else 1, of_one)
        if vote["rule"] == LIMITED:
            worth = min(worth, in_all)
            in_all -= worth
        left[vote["other_id"]] -= worth
        points += worth
    return points


@settings(max_examples=40, **HOW)
@given(votes, st.randoms(use_true_random=False))
def test_scores_depend_on_what_counts_and_not_on_its_order(members, given_votes, random):
    scopes = {
        "": given_votes,
        "kind:testing": given_votes,
        **{
            f"container:{pk}": [vote for vote in given_votes if vote["container_id"] == pk]
            for pk in CONTAINERS
        },
    }
    wanted = {scope: expected(some) for scope, some in scopes.items()}
    random.shuffle(given_votes)

    with transaction.atomic():
        count(Log(members).write(given_votes))
        found = dict(Score.objects.values_list("scope", "points"))
        transaction.set_rollback(True)

    assert found == {scope: points for scope, points in wanted.items() if points}
