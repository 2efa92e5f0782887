"""Slow work. A task belongs to the request that caused it, also in the logs."""

import os
from typing import Any

from celery import Celery, bootsteps, signals
from django.conf import settings

from community.kernel import heartbeat
from community.kernel.requests import current_request_id, take_over

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "community.settings")
# Celery would import every page to check it, and tell nobody what it finds.
os.environ.setdefault("CELERY_SKIP_CHECKS", "1")
app = Celery("community")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


class Heartbeat(bootsteps.StartStopStep):
    """Renew a worker's heartbeat while it takes tasks.

    A step of the consumer, not of the worker: it stops with a connection to the broker and starts
    again with the next.
    """

    requires = ("celery.worker.consumer:Tasks",)
    timer: Any = None

    def include_if(self, parent: Any) -> bool:
        return bool(settings.HEARTBEAT_FILE)

    def start(self, parent: Any) -> None:
        heartbeat.renew()
        self.timer = parent.timer.call_repeatedly(5.0, heartbeat.renew)

    def stop(self, parent: Any) -> None:
        if self.timer:
            self.timer.cancel()


app.steps["consumer"].add(Heartbeat)


@signals.beat_init.connect
def _show_that_beat_sends(**_: object) -> None:
    signals.after_task_publish.connect(_renew)  # something is due every ten seconds


def _renew(**_: object) -> None:
    heartbeat.renew()


@signals.before_task_publish.connect
def _send_the_request_id(headers: dict[str, Any], **_: object) -> None:
    headers["request_id"] = current_request_id()


@signals.task_prerun.connect
def _take_the_request_id(task: Any, **_: object) -> None:
    take_over(task.request.get("request_id") or task.request.id[:16])
