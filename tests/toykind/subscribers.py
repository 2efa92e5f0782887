"""Whoever gets a letter is notified. And eight who hear the bell and write down what they heard,
for the tests that kill relays."""

import time
from functools import partial

from community.discussions.events import PostWritten
from community.discussions.models import Thread
from community.events.event import on
from community.kernel.subjects import Subject
from community.notifications.actions import notify
from community.notifications.registration import Notice
from tests.toykind.actions import remember_rings
from tests.toykind.events import BellRung

NAMES = [f"toykind.listener-{n}" for n in range(8)]
LINGER = 0.005  # seconds between writing and committing, so that many are killed there


def listen(events: list[BellRung], *, name: str) -> None:
    remember_rings(subscriber=name, events=events)
    time.sleep(LINGER)


for _name in NAMES:
    on(BellRung, name=_name)(partial(listen, name=_name))


@on(PostWritten, name="toykind.notify")
def notify_of_letters(events: list[PostWritten]) -> None:
    for event in events:
        if (event.kind, event.number) == ("toykind.letter", 1):
            members = Thread.objects.get(pk=event.thread_id).readers().values_list("pk", flat=True)
            subject = Subject(event.kind, event.thread_id)
            told = {"actor_id": event.actor_id, "event_id": event.id, "reason": ""}
            notify(notices=[Notice(type=event.kind, members=members, subject=subject, **told)])
