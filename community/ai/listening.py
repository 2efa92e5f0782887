"""The thread in the worker of models that answers what pages ask (`asking.py`)."""

import json
import logging
import resource
import sys
import threading
import time
from typing import Any

import redis
from django.db import close_old_connections

from community.ai import tiers
from community.ai.asking import (
    KEPT,
    QUESTIONS,
    WORKER,
    address_of_answer,
    answered,
    answers,
    connected,
    questions,
)

logger = logging.getLogger(__name__)

STEP = 1.0  # seconds: how long it waits for a question before it looks whether to stop
PAUSE = 2.0  # seconds, after Redis did not answer
RENEWED = 5.0  # seconds after which it says again that it listens
LISTENS = 60  # seconds for which that holds: a question may take long


@answers("ai.worker")
def _state() -> dict[str, Any]:
    """What this worker has loaded, the most memory that it has taken so far, in MB, and what it
    can be asked."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    per_mb = 1024**2 if sys.platform == "darwin" else 1024
    return {"loaded": tiers.made(), "peak_mb": peak // per_mb, "questions": questions()}


class Listener(threading.Thread):
    """Answers one question after another until it is stopped."""

    def __init__(self) -> None:
        super().__init__(name="questions", daemon=True)
        self._stopped = threading.Event()
        self._renew_at = 0.0

    def stop(self) -> None:
        """The question under way is still answered, if that takes no longer than 5 seconds."""
        self._stopped.set()
        self.join(timeout=5 * STEP)

    def run(self) -> None:
        client = connected(socket_timeout=5 * STEP)
        while not self._stopped.is_set():
            try:
                self._turn(client)
            except (redis.RedisError, OSError) as error:
                logger.warning("questions are not heard for %g s: %s", PAUSE, error)
                self._stopped.wait(PAUSE)
            except Exception:
                logger.exception("a question is left out")
        client.close()

    def _turn(self, client: redis.Redis) -> None:
        if time.monotonic() >= self._renew_at:
            client.set(WORKER, 1, ex=LISTENS)
            self._renew_at = time.monotonic() + RENEWED
        if not (next_one := client.blpop([QUESTIONS], timeout=STEP)):
            return
        number = str(next_one[1])
        if told := client.getdel(f"{QUESTIONS}:{number}"):
            self._answer(client, number, json.loads(str(told)))

    def _answer(self, client: redis.Redis, number: str, told: dict[str, Any]) -> None:
        close_old_connections()
        text = answered(told["question"], told["arguments"])
        close_old_connections()
        with client.pipeline() as pipe:
            pipe.lpush(address_of_answer(number), text)
            pipe.expire(address_of_answer(number), KEPT)
            pipe.execute()
