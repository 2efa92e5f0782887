"""Redis, which may be gone at any time.

Every call has 100 ms. One that fails opens a breaker: for 5 s nobody else waits, the call is
refused at once. A server that answers with an error is no better: one whose disk is full refuses
to write (MISCONF), one whose memory is full, too (OOM). Who can do without says what `otherwise`
is; who cannot gets `Unavailable`.
"""

import logging
import threading
import time
from collections.abc import Callable
from typing import Any, TypeVar, cast

import redis
from django.conf import settings
from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.redis import RedisCache, RedisCacheClient
from redis.backoff import NoBackoff
from redis.retry import Retry

from community.kernel.errors import Unavailable

logger = logging.getLogger(__name__)

PATIENCE = 0.1  # seconds that a call may take
REST = 5.0  # seconds that the breaker stays open

# A server that restarted left a dead connection: another one is tried. One that hangs is not
# asked twice.
RETRY = Retry(NoBackoff(), 1, supported_errors=(redis.ConnectionError,))

T = TypeVar("T")
Command = Callable[["redis.Redis"], T]


class Breaker:
    """Closed while calls succeed; open for some seconds after `most` in a row that failed."""

    def __init__(
        self,
        server: str = "Redis",
        *,
        rest: float = REST,
        failures: tuple[type[Exception], ...] = (redis.RedisError, OSError),
        most: int = 1,
    ) -> None:
        self._server, self._rest, self._failures = server, rest, failures
        self._most, self._failed = most, 0
        self._open_until = 0.0

    def run(self, call: Callable[[], T]) -> T:
        """Return what `call` returns. Raises Unavailable when it fails or may not be tried."""
        if self.is_open:
            raise Unavailable(f"{self._server} (not asked: it failed a moment ago)")
        if self._open_until:  # one call finds out whether it is back; the others do not wait
            self._open_until = time.monotonic() + self._rest
        try:
            answer = call()
        except self._failures as error:
            self._count(error)
            raise Unavailable(f"{self._server}: {error}") from error
        self.close()
        return answer

    def _count(self, error: Exception) -> None:
        self._failed += 1
        if self._failed >= self._most:
            self._open_until = time.monotonic() + self._rest
            logger.warning("%s is not used for %g s: %s", self._server, self._rest, error)

    @property
    def is_open(self) -> bool:
        return time.monotonic() < self._open_until

    def close(self) -> None:
        self._failed, self._open_until = 0, 0.0


breaker = Breaker()
_threads = threading.local()


def client() -> redis.Redis:
    """This thread's connection: none is shared, so none is waited for."""
    if not hasattr(_threads, "client"):
        _threads.client = redis.Redis.from_url(
            settings.REDIS_URL,
            decode_responses=True,
            socket_timeout=PATIENCE,
            socket_connect_timeout=PATIENCE,
            retry=RETRY,
            single_connection_client=True,
        )
    return cast("redis.Redis", _threads.client)


def ask(command: Command[T]) -> T:
    """Return what the command returns. Raises Unavailable."""
    return breaker.run(lambda: command(client()))


def ask_or(otherwise: T, command: Command[T]) -> T:
    """Return what the command returns, or `otherwise` while there is no Redis."""
    try:
        return ask(command)
    except Unavailable:
        return otherwise


class _Client(RedisCacheClient):
    def __init__(self, servers: Any, **options: Any) -> None:
        super().__init__(
            servers,
            socket_timeout=PATIENCE,
            socket_connect_timeout=PATIENCE,
            retry=RETRY,
            **options,
        )


class Cache(RedisCache):
    """Django's cache on the same Redis: while it is gone, nothing is remembered or found."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server or settings.REDIS_URL, params)
        self._class = _Client

    def _or(self, otherwise: T, call: Callable[[], T]) -> T:
        try:
            return breaker.run(call)
        except Unavailable:
            return otherwise

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        return self._or(default, lambda: super(Cache, self).get(key, default, version))

    def get_many(self, keys: Any, version: int | None = None) -> dict[Any, Any]:
        return self._or({}, lambda: super(Cache, self).get_many(keys, version))

    def set(
        self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None
    ) -> None:
        self._or(None, lambda: super(Cache, self).set(key, value, timeout, version))

    def add(
        self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None
    ) -> bool:
        return self._or(True, lambda: super(Cache, self).add(key, value, timeout, version))

    def delete(self, key: Any, version: int | None = None) -> bool:
        return self._or(False, lambda: super(Cache, self).delete(key, version))
