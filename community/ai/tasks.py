"""What the worker of models does while it runs."""

from typing import Any

from celery import signals

from community.ai.listening import Listener
from community.ai.registration import QUEUE
from community.ai.sentiment import tasks as of_sentiment  # noqa: F401 - found here

_listeners: list[Listener] = []


@signals.worker_ready.connect
def _listen(sender: Any, **_: object) -> None:
    if QUEUE in sender.app.amqp.queues.consume_from:
        _listeners.append(Listener())
        _listeners[-1].start()


@signals.worker_shutting_down.connect
def _stop_listening(**_: object) -> None:
    while _listeners:
        _listeners.pop().stop()
