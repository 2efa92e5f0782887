"""A row that some release wrote is read by every later one."""

import json
from pathlib import Path

import pytest

from community.events.facts import Event

SAMPLES = json.loads((Path(__file__).parent / "samples.json").read_text())
OURS = {n: t for n, t in Event.types.items() if not t.__module__.startswith("tests.")}
PLAIN = {"int", "str", "int | None", "bool", "list"}


@pytest.mark.parametrize("name", sorted(OURS))
def test_every_event_has_a_stored_sample_that_is_still_read(name):
    assert name in SAMPLES, "add a sample of the new event to samples.json"

    read = OURS[name].read(SAMPLES[name])

    assert {key: read.payload[key] for key in SAMPLES[name]} == SAMPLES[name]


@pytest.mark.parametrize("name", sorted(OURS))
def test_events_tell_ids_and_numbers_and_no_text(name):
    told = OURS[name].shape()

    assert set(told.values()) <= PLAIN, told
    assert {field for field, kind in told.items() if kind == "str"} <= {"kind", "reaction"}


def test_no_event_that_was_ever_stored_is_forgotten():
    assert set(SAMPLES) <= set(OURS)
