"""A relay serves its subscribers in turns, and no slow one keeps the others waiting for long."""

import pytest

from community.events import event
from community.events.turns import AIM, FIRST, REST, Turns


class Clock:
    def __init__(self):
        self.now = 1000.0

    def __call__(self):
        return self.now


class Work:
    """Subscribers with so many deliveries each, and the seconds that one takes."""

    def __init__(self, deliveries, seconds):
        self.left, self.seconds, self.order = dict(deliveries), seconds, []
        self.turns = Turns(200, Clock())
        self.turns.add(self.left)

    def serve(self):
        name = self.turns.next()
        count = min(self.turns.size(name), self.left[name])
        self.left[name] -= count
        took = count * self.seconds.get(name, 0.0001)
        self.turns.served(name, count=count, seconds=took)
        self.order.append((name, count, took))

    def serve_all(self):
        while self.turns:
            self.serve()


def test_each_has_a_turn_before_anybody_has_another():
    work = Work({"a": 25, "b": 25, "c": 25}, {})

    work.serve_all()

    assert [name for name, *_ in work.order] == ["a", "b", "c"] * 2


def test_a_slow_one_gets_small_turns_and_others_one_after_each():
    work = Work({"fan-out": 30, "count": 600}, {"fan-out": 0.1})

    work.serve_all()

    of_both = [name for name, *_ in work.order]
    assert of_both[:12] == ["fan-out", "count"] * 6
    slow = [(count, took) for name, count, took in work.order if name == "fan-out"]
    assert slow[0] == (FIRST, 1.0)
    assert all(took <= AIM for _, took in slow[1:])


def test_one_that_takes_long_for_each_has_turns_of_one():
    work = Work({"fan-out": 20}, {"fan-out": 3.0})

    work.serve_all()

    assert [count for _, count, _ in work.order] == [FIRST] + [1] * 10 + [0]


def test_turns_grow_while_they_are_full_and_fast():
    work = Work({"count": 1000}, {})

    work.serve_all()

    assert [count for _, count, _ in work.order] == [10, 20, 40, 80, 160, 200, 200, 200, 90]


def test_turns_that_are_not_full_say_nothing_of_how_fast_it_is():
    turns = Turns(200, Clock())
    for _ in range(20):
        turns.add(["count"])
        turns.served("count", count=1, seconds=0.0001)

    assert turns.size("count") == FIRST


def test_what_is_told_and_what_is_due_again_take_turns():
    work = Work({"told": 500, "again": 1}, {})
    work.serve()
    work.serve()
    for _ in range(3):  # one is told of all the time, and the other is due again
        work.left["again"] = 1
        work.turns.add(["told", "again"])
        work.serve()
        work.serve()

    assert [name for name, *_ in work.order] == ["told", "again"] * 4


def test_one_that_rests_waits_for_no_turn_until_it_is_over():
    turns = Turns(200, Clock())
    turns.add(["ring"])

    turns.rest("ring")
    turns.add(["ring"])
    assert not turns

    turns.clock.now += REST + 1
    turns.add(["ring"])
    assert turns.next() == "ring"


@pytest.mark.parametrize("name", ["discussions.show_members", "discussions.count", "forum.score"])
def test_those_that_write_are_not_live(name):
    assert name in event.subscribers
    assert name not in event.live_subscribers


def test_those_that_only_ring_are_live():
    rings = {name for name in event.subscribers if ".ring" in name and "toykind" not in name}

    assert "discussions.ring" in rings
    assert rings <= event.live_subscribers
