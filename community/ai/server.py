"""A server that speaks OpenAI's API, which an operator may name for any task: Ollama, vLLM,
llama.cpp or OpenAI itself (https://platform.openai.com/docs/api-reference).

Only a setting lets a task use it, since what members wrote is sent to it. The address is the
operator's own, so it may be inside the own network; a redirect is never followed. After 5 failures
in a row nobody waits for it for 60 seconds. No text of a member and no key gets into a message or
the log.
"""

import json
import math
import re
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from django.conf import settings

from community.kernel.errors import Unavailable
from community.kernel.outgoing import OutgoingFailed, OutgoingRefused, anywhere, exchange
from community.kernel.store import Breaker

SECONDS = 20.0  # for each try, with everything
TRIES = 2
LONGEST = 16 * 1024 * 1024  # bytes of an answer: 64 vectors of 4,096 numbers are 6 MB
AT_ONCE = 64  # texts in one request; the API takes 2,048, small servers fewer
MOST_FAILURES, REST = 5, 60.0  # seconds
MOST_NUMBER = 3e38  # of a vector: what 32-bit floats hold
WORD = re.compile(r"[\w. -]{1,60}")


class _Failed(Exception):
    """The server did not answer, or not as its API says."""


class _MayPass(_Failed):
    """It may answer when it is asked again."""


breaker = Breaker(
    "The server of AI_SERVER_URL", rest=REST, failures=(_Failed,), most=MOST_FAILURES
)  # no translation: for the log


def chat(*, system: str, user: str, schema: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the chat model answers to `user`, under the instructions `system`: an object of
    the JSON schema. That it has the required properties is checked, their values are not: not all
    servers hold to a schema. Raises Unavailable."""
    asked = {
        "model": settings.AI_SERVER_CHAT_MODEL,
        "messages": [
            {"role": "system", "content": system},
            {"role": "user", "content": user},
        ],
        "temperature": 0,
        "response_format": {
            "type": "json_schema",
            "json_schema": {"name": "answer", "strict": True, "schema": schema},
        },
    }
    return breaker.run(lambda: _chosen(_post("chat/completions", asked), schema))


def embeddings(texts: Sequence[str]) -> list[list[float]]:
    """Return the vector of each text, as the embedding model gives it: of the same number of
    finite numbers each, not necessarily of length 1. No text may be empty: the API refuses such.
    Raises Unavailable."""
    found: list[list[float]] = []
    for start in range(0, len(texts), AT_ONCE):
        found += breaker.run(partial(_embedded, list(texts[start : start + AT_ONCE])))
    if len({len(vector) for vector in found}) > 1:
        raise Unavailable("vectors of different lengths")  # no translation: for the log
    return found


def _chosen(answer: Any, schema: Mapping[str, Any]) -> dict[str, Any]:
    try:
        choice = answer["choices"][0]
        found = _parsed(choice["message"]["content"])
    except (LookupError, TypeError, ValueError) as error:
        raise _Failed("the answer has no content that is JSON") from error
    if not isinstance(found, dict) or not set(schema.get("required", ())) <= found.keys():
        raise _Failed("the content is no object of the schema")  # no translation: for the log
    return found


def _embedded(texts: list[str]) -> list[list[float]]:
    model = settings.AI_SERVER_EMBEDDING_MODEL
    answer = _post("embeddings", {"model": model, "input": texts, "encoding_format": "float"})
    try:
        found = {row["index"]: [float(n) for n in row["embedding"]] for row in answer["data"]}
        vectors = [found[n] for n in range(len(texts))]
    except (LookupError, TypeError, ValueError, OverflowError) as error:
        raise _Failed(
            f"the answer has no vector for each of {len(texts)} texts"
        ) from error  # no translation: for the log
    if not all(vector and all(map(_is_number, vector)) for vector in vectors):
        raise _Failed("a vector is empty or has numbers that are not finite")
    return vectors


def _is_number(number: float) -> bool:
    return math.isfinite(number) and abs(number) <= MOST_NUMBER


def _post(path: str, asked: Mapping[str, Any]) -> Any:
    for left in reversed(range(TRIES)):
        try:
            return _once(path, asked)
        except _MayPass:
            if not left:
                raise
    raise AssertionError  # not reached: the last try returns or raises


def _once(path: str, asked: Mapping[str, Any]) -> Any:
    headers = {"Content-Type": "application/json", "Accept": "application/json"}
    if settings.AI_SERVER_KEY:
        if not (settings.AI_SERVER_KEY.isascii() and settings.AI_SERVER_KEY.isprintable()):
            # Refused further on, it would be in the message.
            raise _Failed("AI_SERVER_KEY: unusual characters")  # no translation: for the log
        headers["Authorization"] = f"Bearer {settings.AI_SERVER_KEY}"  # no translation: for the log
    try:
        answer = exchange(
            f"{settings.AI_SERVER_URL}/{path}",
            method="POST",
            body=json.dumps(asked).encode(),
            headers=headers,
            limit=LONGEST,
            seconds=SECONDS,
            resolve=anywhere,
            ports=None,
        )
    except OutgoingFailed as error:
        raise _MayPass(str(error)) from error
    except OutgoingRefused as error:
        raise _Failed(str(error)) from error
    if answer.status != 200:
        kind = _MayPass if answer.status in {408, 429} or answer.status >= 500 else _Failed
        raise kind(f"{path}: status {answer.status}{_reason(answer.body)}")
    try:
        return _parsed(answer.body)
    except ValueError as error:
        raise _Failed(f"{path}: the answer is no JSON") from error


def _parsed(told: str | bytes) -> Any:
    """What the JSON says. Raises ValueError, also where it is nested deeper than Python reads."""
    try:
        return json.loads(told)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error


def _reason(body: bytes) -> str:
    """The code of the error. Its message is left out: some servers repeat in it what was asked."""
    try:
        error = _parsed(body)["error"]
        code = error.get("code") or error.get("type")
    except (AttributeError, LookupError, TypeError, ValueError):
        return ""
    return f" ({code})" if isinstance(code, str) and WORD.fullmatch(code) else ""
