"""The thread of the worker of models that answers what pages ask (`asking.py`)."""

import json
import logging
import resource
import sys
import threading
import time
from typing import Any

import redis
from django.conf import settings
from django.db import close_old_connections

from community.ai import tiers
from community.ai.asking import KEPT, QUESTIONS, answered, answers

logger = logging.getLogger(__name__)

STEP = 1.0  # seconds: how long it waits for a question before it looks whether to stop
PAUSE = 2.0  # seconds, after Redis did not answer


@answers("ai.worker")
def _state() -> dict[str, Any]:
    """What this worker has loaded, and the most memory that it has taken so far, in MB."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    per_mb = 1024**2 if sys.platform == "darwin" else 1024
    return {"loaded": tiers.made(), "peak_mb": peak // per_mb}


class Listener(threading.Thread):
    """Answers one question after another until it is stopped."""

    def __init__(self) -> None:
        super().__init__(name="questions", daemon=True)
        self._stopped = threading.Event()

    def stop(self) -> None:
        self._stopped.set()
        self.join(timeout=5 * STEP)

    def run(self) -> None:
        client = redis.Redis.from_url(settings.REDIS_URL, socket_timeout=5 * STEP)
        while not self._stopped.is_set():
            try:
                if told := client.blpop([QUESTIONS], timeout=STEP):
                    self._answer(client, json.loads(told[1]))
            except (redis.RedisError, OSError) as error:
                logger.warning("questions are not heard for %g s: %s", PAUSE, error)
                self._stopped.wait(PAUSE)
        client.close()

    def _answer(self, client: "redis.Redis", told: dict[str, Any]) -> None:
        if told["until"] < time.time():
            return  # whoever asked has gone on without it
        close_old_connections()
        text = answered(told["question"], told["arguments"])
        close_old_connections()
        with client.pipeline() as pipe:
            pipe.lpush(told["to"], text)
            pipe.expire(told["to"], KEPT)
            pipe.execute()
