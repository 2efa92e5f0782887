"""Questions of pages to models, which only the worker of the queue `models` has loaded.

An app registers in its `ai.py` what the worker answers:

    @answers("search.nearest")
    def nearest(text: str, most: int) -> list[...]: ...

Question, arguments and answer travel as JSON by lists in Redis: the questions in one that a thread
of the worker reads (`listening.py`), each answer in one that only this question knows. Whoever asks
must do without an answer, too: the worker may be busy, or not there at all.
"""

import json
import logging
import time
from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import uuid4

import redis
from django.conf import settings

from community.kernel.errors import Unavailable
from community.kernel.store import Breaker

logger = logging.getLogger(__name__)

QUESTIONS = "ai:questions"
MOST_WAITING = 100  # questions; without a worker, nobody reads them
PATIENCE = 1.5  # seconds that a page waits
KEPT = 30  # seconds that an answer waits for whoever asked
REST = 30.0  # seconds in which nobody else asks a worker that did not answer


class NoAnswer(Exception):
    """No worker answered in time."""


Answer = Callable[..., Any]

_answers: dict[str, Answer] = {}
breaker = Breaker("The worker of models", rest=REST, failures=(NoAnswer, redis.RedisError, OSError))


def answers(question: str) -> Callable[[Answer], Answer]:
    """Let the worker answer `question` by this function of keyword arguments."""

    def register(function: Answer) -> Answer:
        _answers[question] = function
        return function

    return register


def ask(question: str, *, patience: float = PATIENCE, **arguments: Any) -> Any:
    """Return what the worker answers. Raises Unavailable: none did within `patience` seconds, or
    it could not."""
    return breaker.run(partial(_asked, question, arguments, patience))


def _asked(question: str, arguments: dict[str, Any], patience: float) -> Any:
    to = f"ai:answer:{uuid4().hex}"
    told = {"question": question, "arguments": arguments, "to": to, "until": time.time() + patience}
    with redis.Redis.from_url(settings.REDIS_URL, socket_timeout=patience + 1) as client:
        with client.pipeline() as pipe:
            pipe.rpush(QUESTIONS, json.dumps(told))
            pipe.ltrim(QUESTIONS, -MOST_WAITING, -1)
            pipe.execute()
        answer = client.blpop([to], timeout=patience)
    if answer is None:
        raise NoAnswer(question)
    return _read(question, answer[1])


def _read(question: str, told: str | bytes) -> Any:
    if (found := json.loads(told)) is None:
        raise Unavailable(f"no answer to {question}")
    return found


def answered(question: str, arguments: dict[str, Any]) -> str:
    """The worker's part: the answer as JSON; null if there is none, as the log then tells."""
    try:
        return json.dumps(_answers[question](**arguments))
    except Exception:
        logger.exception("no answer to %s", question)
        return "null"
