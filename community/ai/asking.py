"""Questions of pages to models, which only the worker of the queue `models` has loaded.

An app registers in its `ai.py` what the worker answers:

    @answers("search.nearest")
    def nearest(text: str, most: int) -> list[...]: ...

Arguments and answer are JSON. A question is a key in Redis that expires when nobody waits for its
answer any more, so no clocks are compared; its number is in a list that a thread of the worker
reads (`listening.py`), and the answer in one that only this question knows. Whoever asks must do
without an answer, too: the worker may be busy, or not there at all, which is known at once.
"""

import json
import logging
from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import uuid4

import redis
from django.conf import settings

from community.kernel.errors import Unavailable
from community.kernel.store import PATIENCE as CONNECT
from community.kernel.store import RETRY, Breaker

logger = logging.getLogger(__name__)

QUESTIONS = "ai:questions"  # numbers of questions, the oldest first
WORKER = "ai:worker"  # there while a worker listens
MOST_WAITING = 100  # questions
PATIENCE = 1.5  # seconds that a page waits
REDIS = 0.5  # seconds that Redis itself may take: one that hangs must not hold a page
KEPT = 30  # seconds that an answer waits for whoever asked, and numbers for a worker
REST = 30.0  # seconds in which nobody else asks a worker that did not answer


class NoAnswer(Exception):
    """No worker answered in time."""


Answer = Callable[..., Any]

_answers: dict[str, Answer] = {}
breaker = Breaker(
    "The worker of models", rest=REST, failures=(NoAnswer, redis.RedisError, OSError)
)  # no translation: for the log


def answers(question: str) -> Callable[[Answer], Answer]:
    """Let the worker answer `question` by this function of keyword arguments."""

    def register(function: Answer) -> Answer:
        _answers[question] = function
        return function

    return register


def ask(question: str, *, patience: float = PATIENCE, **arguments: Any) -> Any:
    """Return what the worker answers. Raises Unavailable: none did within `patience` seconds, or
    it could not."""
    told = breaker.run(partial(_asked, question, arguments, patience))
    if (found := json.loads(told)) is None:
        raise Unavailable(f"no answer to {question}")  # no translation: for the log
    return found


def _asked(question: str, arguments: dict[str, Any], patience: float) -> str:
    number = uuid4().hex
    told = json.dumps({"question": question, "arguments": arguments})
    with connected(socket_timeout=REDIS) as client:
        if not client.exists(WORKER):
            raise Unavailable("no worker of models")  # no translation: for the log
        with client.pipeline() as pipe:
            pipe.set(f"{QUESTIONS}:{number}", told, px=int(patience * 1000))
            pipe.rpush(QUESTIONS, number)
            pipe.ltrim(QUESTIONS, -MOST_WAITING, -1)
            pipe.expire(QUESTIONS, KEPT)
            pipe.execute()
    with connected(socket_timeout=patience + REDIS) as client:
        answer = client.blpop([address_of_answer(number)], timeout=patience)
    if answer is None:
        raise NoAnswer(f"no answer to {question} within {patience:g} s")
    return str(answer[1])


def connected(*, socket_timeout: float) -> redis.Redis:
    """A connection that may wait for an answer, but not for Redis itself."""
    return redis.Redis.from_url(
        settings.REDIS_URL,
        socket_timeout=socket_timeout,
        socket_connect_timeout=CONNECT,
        retry=RETRY,
        decode_responses=True,
    )


def address_of_answer(number: str) -> str:
    return f"ai:answer:{number}"


def questions() -> list[str]:
    """What this process can answer."""
    return sorted(_answers)


def answered(question: str, arguments: dict[str, Any]) -> str:
    """The worker's part: the answer as JSON; null if there is none, as the log then tells."""
    try:
        return json.dumps(_answers[question](**arguments))
    except Unavailable as error:  # such as a server of models, which is away for a while
        logger.warning("no answer to %s: %s", question, error)
    except Exception:
        logger.exception("no answer to %s", question)
    return "null"
