"""Redis is killed and comes back empty: open pages hear again, and no version repeats."""

import pytest

from community.live.bell import UNKNOWN
from tests.processes import eventually

pytestmark = [
    pytest.mark.enable_socket,
    pytest.mark.servers,
    pytest.mark.xdist_group("stack"),
]


@pytest.fixture
def without_valkey(stack):
    """What was there before, and a page that stays open during all of it."""
    page = stack.socket()
    page.listen(**{stack.channel: "another"})
    before = page.hears()["version"]  # now it listens
    stack.kill_valkey()
    yield stack, page, before
    page.close()
    if stack.valkey.process.poll() is not None:
        stack.start_valkey()


def test_pages_hear_again_and_no_version_repeats(without_valkey):
    """Those that were open, and those that were rendered during the outage."""
    stack, page, before = without_valkey

    rendered = stack.visitor.get(stack.place["url"])
    assert stack.reply("while Redis was away")
    eventually(lambda: "discussions.ring rests" in stack.said("relay-live"))
    assert rendered.status == 200
    assert UNKNOWN in rendered.text
    assert stack.version() == UNKNOWN
    assert set(stack.waiting()) == {(0, "")}

    stack.start_valkey()
    eventually(lambda: not stack.waiting())
    eventually(lambda: stack.version() != UNKNOWN)
    late = stack.socket()
    late.listen(**{stack.channel: UNKNOWN})
    assert late.hears().items() >= {"rang": stack.channel, "version": stack.version()}.items()
    late.close()
    assert stack.reply("and again")
    heard = page.hears()
    assert heard["rang"] == stack.channel
    assert heard["version"].partition("-")[0] != before.partition("-")[0]
