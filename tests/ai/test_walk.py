"""Working through all objects: each is done once by the current version, the newest first."""

from random import Random
from threading import Barrier

import pytest

from community.ai import actions
from community.ai.actions import Work, look_again, work_through
from community.ai.models import Progress, Sentiment
from community.kernel.errors import Unavailable

pytestmark = pytest.mark.django_db


class Killed(BaseException):
    """The process ended here: nothing after it runs, and nothing of it is committed."""


class Wrong(BaseException):
    """What no walk may do; it passes whatever catches errors."""


class World:
    """Objects that come, and their rows, which `do` writes as `score_due` does."""

    def __init__(self, *ids):
        self.ids, self.version, self.done = set(ids), "v1", []
        self.before_writing = self.after_writing = lambda ids: None

    def ids_before(self, below, most):
        return sorted((pk for pk in self.ids if below is None or pk < below), reverse=True)[:most]

    def undone(self, ids=None):
        rows = Sentiment.objects.filter(subject_kind="toy", version=self.version)
        done = set(rows.values_list("subject_id", flat=True))
        return [pk for pk in (self.ids_before(None, 10**9) if ids is None else ids)
                if pk not in done]  # fmt: skip

    def do(self, ids):
        if ids != self.undone(ids) or [*ids] != sorted(ids, reverse=True):
            raise Wrong(ids)
        self.before_writing(ids)
        self.forget(*ids)
        Sentiment.objects.bulk_create(
            Sentiment(
                subject_kind="toy",
                subject_id=pk,
                label="neutral",
                confidence=1,
                version=self.version,
            )
            for pk in ids
        )
        self.after_writing(ids)
        self.done += ids

    def forget(self, *ids):
        Sentiment.objects.filter(subject_kind="toy", subject_id__in=ids).delete()

    def walk(self, seconds=60.0):
        work = Work(task="toy", version=self.version, ids_before=self.ids_before,
                    undone=self.undone, do=self.do, batch=3)  # fmt: skip
        return work_through(work, seconds=seconds)


@pytest.fixture(autouse=True)
def small_steps(monkeypatch):
    for name, value in {"LOOKED_AT": 7, "LOOKS": 2}.items():
        monkeypatch.setattr(actions, name, value)
    monkeypatch.setattr(actions, "_failed", {})


def fail(error, *on):
    def failing(ids):
        if not on or set(on) & set(ids):
            raise error

    return failing


def test_all_are_done_the_newest_first_and_new_ones_before_the_rest():
    world = World(*range(1, 31))

    assert world.walk(seconds=0.0) == 3
    world.ids |= {40, 41}
    assert world.walk() == 29

    assert world.done == [30, 29, 28, 41, 40, *range(27, 0, -1)]
    assert world.walk() == 0


def test_a_walk_over_nothing_and_over_what_is_done_ends():
    world = World()
    assert world.walk() == 0

    world.ids |= {*range(1, 100)}
    world.do(world.ids_before(None, 100))
    assert world.walk() == 0
    assert Progress.objects.get().floor_id == 99


class Changes:
    """What comes between two calls, at random."""

    def __init__(self, seed):
        self.random, self.world = Random(seed), World(*range(1, 40))
        self.top, self.late = 40, []
        self.all = [self.new, self.new, self.commit, self.edit, self.delete, self.other_version,
                    lambda: look_again(task="toy"), lambda: None, lambda: None]  # fmt: skip
        self.world.before_writing = self.is_newest_or_killed
        self.world.after_writing = self.is_killed

    def new(self):
        new = range(self.top, self.top + self.random.randrange(1, 25))
        self.late += [pk for pk in new if self.random.random() < 0.2]
        self.world.ids |= {*new} - {*self.late}
        self.top = new.stop

    def commit(self):
        self.world.ids |= {*self.late}
        self.late.clear()

    def edit(self):
        self.world.forget(*self.random.sample(sorted(self.world.ids), 3))

    def delete(self):
        self.world.ids -= {*self.random.sample(sorted(self.world.ids), 2)}

    def other_version(self):
        self.world.version += "'" if self.random.random() < 0.3 else ""

    def is_newest_or_killed(self, ids):
        newest = self.world.undone(self.world.ids_before(None, actions.LOOKED_AT))
        if newest and not set(ids) <= set(newest):
            raise Wrong(ids)
        self.is_killed(ids)

    def is_killed(self, ids):
        if self.random.random() < 0.1:
            raise Killed(ids)


@pytest.mark.parametrize(
    "seed", [*range(3), *(pytest.param(n, marks=pytest.mark.soak) for n in range(3, 40))]
)
def test_whatever_comes_between_calls_all_is_done_by_the_current_version(seed):
    changes, killed = Changes(seed), 0
    world = changes.world

    for _ in range(40):
        changes.random.choice(changes.all)()
        try:
            world.walk(seconds=changes.random.choice([0.0, 60.0]))
        except Killed:
            killed += 1
    changes.commit()
    world.before_writing = world.after_writing = lambda ids: None
    world.walk()
    look_again(task="toy")
    world.walk()

    assert killed
    assert world.undone() == []


def test_another_version_begins_again():
    world = World(*range(1, 20))
    world.walk()
    world.version, world.done = "v2", []

    world.walk()

    assert world.done == [*range(19, 0, -1)]


def test_what_was_committed_late_is_found_when_all_is_looked_at_again():
    world = World(*range(10, 20), *range(21, 60))
    world.walk()
    world.ids |= {5, 20}

    assert world.walk() == 0
    look_again(task="toy")

    assert world.walk() == 2
    assert world.done[-2:] == [20, 5]


def test_one_that_cannot_be_done_is_left_for_an_hour_and_stops_no_other(monkeypatch, caplog):
    now = [1000.0]
    monkeypatch.setattr(actions.time, "monotonic", lambda: now[0])
    world = World(*range(1, 20))
    world.before_writing = fail(ValueError("broken"), 18, 4)

    assert world.walk() == 17
    assert world.undone() == [18, 4]
    assert [record.getMessage() for record in caplog.records] == [
        "toy: 18 cannot be done", "toy: 4 cannot be done",
    ]  # fmt: skip

    assert world.walk() == 0
    assert len(caplog.records) == 2
    world.before_writing = lambda ids: None
    now[0] += 3601
    look_again(task="toy")  # as each night
    assert world.walk() == 2


def test_a_backend_that_is_away_lets_the_walk_wait():
    world = World(*range(1, 20))
    world.before_writing = fail(Unavailable("no server"), 16)

    assert world.walk() == 3  # 19 to 17: the batch with 16 comes later, whole
    world.before_writing = lambda ids: None

    assert world.walk() == 16
    assert world.done == [*range(19, 0, -1)]


def test_what_was_left_undone_is_done_in_a_later_call():
    """As a text that is edited while a model reads it."""
    world = World(*range(1, 40))
    world.after_writing = lambda ids: world.forget(*{12, 35} & set(ids))

    world.walk()
    world.after_writing = lambda ids: None
    world.ids |= {*range(40, 60)}
    world.walk()

    assert world.undone() == []
    assert world.done.count(12) == world.done.count(35) == 2


@pytest.mark.django_db(transaction=True)
def test_two_at_once_do_no_object_twice(in_threads):
    world, inside = World(*range(1, 60)), Barrier(2)
    others = []

    def first_batch_waits(_ids):
        if not others:
            others.append(None)
            inside.wait(20)  # the other finds the task taken, and returns
            inside.wait(20)

    world.before_writing = first_batch_waits

    def second():
        inside.wait(20)
        done = world.walk()
        inside.wait(20)
        return done

    assert in_threads([world.walk, second]) == [59, 0]
    assert world.done == [*range(59, 0, -1)]

    world.version, world.done = "v2", []
    assert sum(in_threads([world.walk] * 4)) >= 59  # whoever comes last may find nothing to do
    assert sorted(world.done) == [*range(1, 60)]
