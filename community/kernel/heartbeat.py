"""For the health checks of processes that have no port: a file that is renewed while they work."""

import time
from pathlib import Path

from django.conf import settings

PAUSE = 1.0  # seconds: a loop may call this as often as it turns

_renewed_at = -PAUSE


def renew() -> None:
    """Touch HEARTBEAT_FILE, where one is set, at most once a second."""
    global _renewed_at  # noqa: PLW0603
    if not settings.HEARTBEAT_FILE or time.monotonic() < _renewed_at + PAUSE:
        return
    Path(settings.HEARTBEAT_FILE).touch()
    _renewed_at = time.monotonic()
