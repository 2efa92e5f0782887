"""Slow work. A task belongs to the request that caused it, also in the logs."""

import os
from typing import Any

from celery import Celery, signals

from community.kernel.requests import current_request_id, take_over

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "community.settings")
app = Celery("community")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@signals.before_task_publish.connect
def _send_the_request_id(headers: dict[str, Any], **_: object) -> None:
    headers["request_id"] = current_request_id()


@signals.task_prerun.connect
def _take_the_request_id(task: Any, **_: object) -> None:
    take_over(task.request.get("request_id") or task.request.id[:16])
