"""A channel's version, and the note that is kept with it."""

import pytest

from community.kernel import store
from community.live import bell

CHANNEL = "own.7"


@pytest.fixture
def round_trips(monkeypatch):
    """The channels that each round trip asks for."""
    asked, count = [], bell._count
    monkeypatch.setattr(
        bell,
        "_count",
        lambda redis, channels, by: asked.append(channels) or count(redis, channels, by),
    )
    return asked


class Clock:
    now = 1_800_000_000.0

    def time(self):
        return self.now


@pytest.fixture
def clock(monkeypatch):
    clock = Clock()
    monkeypatch.setattr(bell, "time", clock)
    return clock


def test_a_note_is_told_with_the_version_until_the_channel_rings(clock):
    version, nothing = bell.note_on_this_page(CHANNEL)
    bell.keep_note(CHANNEL, version, "3 new")

    assert nothing is None
    assert bell.note_on_this_page(CHANNEL) == (version, "3 new")

    bell.ring([CHANNEL])
    rung, note = bell.note_on_this_page(CHANNEL)
    assert rung != version
    assert note is None


def test_a_note_of_an_earlier_version_is_not_kept():
    version = bell.version(CHANNEL)
    bell.ring([CHANNEL])

    bell.keep_note(CHANNEL, version, "3")

    assert bell.note_on_this_page(CHANNEL).note is None


def test_a_note_that_is_a_minute_old_is_missing(clock):
    bell.keep_note(CHANNEL, bell.version(CHANNEL), "3")

    clock.now += bell.NOTED - 1
    assert bell.note_on_this_page(CHANNEL).note == "3"
    clock.now += 1
    assert bell.note_on_this_page(CHANNEL).note is None


def test_a_members_channel_comes_along_with_the_first_versions(round_trips):
    bell.keep_note(CHANNEL, bell.version(CHANNEL), "3")
    round_trips.clear()

    with bell.answering():
        bell.ask_along(CHANNEL)
        bell.version("thread.1")
        bell.version("lists.0")
        version, note = bell.note_on_this_page(CHANNEL)

    assert note == "3"
    [first, second] = round_trips
    assert {"thread.1", CHANNEL} <= set(first)
    assert second == ["lists.0"]
    assert version == bell.version(CHANNEL)


def test_a_page_that_asks_for_nothing_else_asks_for_the_note_itself(round_trips):
    with bell.answering():
        bell.ask_along(CHANNEL)
        bell.note_on_this_page(CHANNEL)
        bell.note_on_this_page(CHANNEL)

    assert len(round_trips) == 1


def test_who_rings_while_answering_does_not_show_what_was_before():
    with bell.answering():
        bell.ask_along(CHANNEL)
        version, _ = bell.note_on_this_page(CHANNEL)
        bell.keep_note(CHANNEL, version, "3")
        bell.ring([CHANNEL])
        rung, note = bell.note_on_this_page(CHANNEL)

    assert (rung != version, note) == (True, None)


def test_nothing_comes_along_outside_a_request_or_with_the_next_one(round_trips):
    bell.ask_along(CHANNEL)
    with bell.answering():
        bell.ask_along(CHANNEL)
    with bell.answering():
        bell.version("thread.1")

    [asked] = round_trips
    assert CHANNEL not in asked


def test_without_a_store_there_is_no_note(monkeypatch):
    monkeypatch.setattr(store, "client", lambda: (_ for _ in ()).throw(OSError("gone")))

    bell.keep_note(CHANNEL, bell.UNKNOWN, "3")

    assert bell.note_on_this_page(CHANNEL) == (bell.UNKNOWN, None)


def test_many_bells_are_rung_in_several_round_trips(monkeypatch, round_trips):
    monkeypatch.setattr(bell, "AT_ONCE", 2)
    channels = [f"thread.{n}" for n in range(5)]
    before = bell.versions(channels)
    round_trips.clear()

    bell.ring(channels)

    assert [len(asked) for asked in round_trips] == [2, 2, 1]
    after = bell.versions(channels)
    assert all(before[channel] != after[channel] for channel in channels)
