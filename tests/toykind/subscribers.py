"""Eight who hear the bell and write down what they heard, for the tests that kill relays."""

import time
from functools import partial

from community.events.event import on
from tests.toykind.actions import remember_rings
from tests.toykind.events import BellRung

NAMES = [f"toykind.listener-{n}" for n in range(8)]
LINGER = 0.005  # seconds between writing and committing, so that many are killed there


def listen(events: list[BellRung], *, name: str) -> None:
    remember_rings(subscriber=name, events=events)
    time.sleep(LINGER)


for _name in NAMES:
    on(BellRung, name=_name)(partial(listen, name=_name))
