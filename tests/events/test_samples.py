"""A row that some release wrote is read by every later one."""

import json
import re
from pathlib import Path
from typing import get_type_hints

import pytest
from django.utils.module_loading import autodiscover_modules

from community.discussions.models import Like
from community.events.event import Event

autodiscover_modules("events")  # those that only a page would import, too
SAMPLES = json.loads((Path(__file__).parent / "samples.json").read_text())
OURS = {n: t for n, t in Event.types.items() if not t.__module__.startswith("tests.")}
PLAIN = [int, int | None, bool, list[int]]
NAME = r"[a-z_]+(\.[a-z_]+)*"
WORDS = {
    "kind": NAME, "type": NAME, "subject_kind": NAME, "status": NAME, "outcome": NAME,
    "badge": r"[a-z_0-9.]+", "reason": NAME,
    "before": NAME, "after": NAME,
    "reaction": "|".join(Like.Reaction.values),
}  # fmt: skip


def suggested(name):
    """A line of the file for an event."""
    values = {int: 1, int | None: 1, bool: True, list[int]: [1], str: "kind"}
    hints = get_type_hints(OURS[name])
    return json.dumps({name: {field: values[hints[field]] for field in OURS[name].told()}})[1:-1]


@pytest.mark.parametrize("name", sorted(OURS))
def test_every_event_has_a_stored_sample_that_is_still_read(name):
    assert name in SAMPLES, f"Add to tests/events/samples.json: {suggested(name)}"

    read = OURS[name].read(SAMPLES[name])

    assert {key: read.payload[key] for key in SAMPLES[name]} == SAMPLES[name]


@pytest.mark.parametrize("name", sorted(OURS))
def test_events_tell_ids_numbers_and_names_of_ours_and_no_text(name):
    hints = get_type_hints(OURS[name])
    told = {field: hints[field] for field in OURS[name].told()}
    words = {field for field, kind in told.items() if kind is str}

    assert all(kind in PLAIN for field, kind in told.items() if field not in words), told
    assert words <= set(WORDS)
    told_then = words & SAMPLES[name].keys()  # a field that came later has a default
    assert all(re.fullmatch(WORDS[field], SAMPLES[name][field]) for field in told_then)


def test_no_event_that_was_ever_stored_is_forgotten():
    assert set(SAMPLES) <= set(OURS)
