"""What a supervisor and a load balancer ask."""

from collections.abc import Callable

from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse

from community.kernel.errors import Unavailable
from community.kernel.store import ask

_parts: dict[str, Callable[[], bool]] = {}


def register(part: str, is_behind: Callable[[], bool]) -> None:
    """Let `part` be named as degraded while it is behind with its work; one quick query."""
    _parts[part] = is_behind


_migrated = False  # once true, it stays so for this process


def healthz(request: HttpRequest) -> HttpResponse:
    """The process serves; nothing else is asked."""
    return HttpResponse("ok\n", content_type="text/plain")


def readyz(request: HttpRequest) -> JsonResponse:
    """200 when the database answers and migrations are applied; the rest is `degraded`."""
    database, redis = _database(), _redis()
    degraded = [] if redis == "ok" else ["redis"]
    if database == "ok":
        degraded += sorted(part for part, is_behind in _parts.items() if is_behind())
    body = {"database": database, "redis": redis, "degraded": degraded}
    return JsonResponse(body, status=200 if database == "ok" else 503)


def _database() -> str:
    global _migrated  # noqa: PLW0603
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        if not _migrated:
            executor = MigrationExecutor(connection)
            _migrated = not executor.migration_plan(executor.loader.graph.leaf_nodes())
    except Error:
        return "away"
    return "ok" if _migrated else "not migrated"


def _redis() -> str:
    try:  # a write, since a server whose disk or memory is full still reads
        ask(lambda redis: redis.set("readyz", 1, ex=60))
    except Unavailable:
        return "away"
    return "ok"
