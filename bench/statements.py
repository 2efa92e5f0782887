"""Counts the statements of requests, inside a site of any program (inside.py)."""

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext


def count(*, requests: dict[str, list[tuple[str, str, str, dict[str, str]]]]) -> dict[str, int]:
    """How many statements the last of each row's requests sends, transaction control included.

    The ones before it fill what a process keeps.
    """
    return {
        name: [_count(*request) for request in several][-1] for name, several in requests.items()
    }


def _count(method: str, path: str, body: str, headers: dict[str, str]) -> int:
    kind = headers.get("Content-Type", "text/plain")
    with CaptureQueriesContext(connection) as captured:
        Client().generic(method, path, body, content_type=kind, headers=headers)
    return len(captured)
