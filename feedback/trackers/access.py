"""A connection's secrets: encrypted in its row, and in the clear only where a tracker is asked."""

import json
import secrets
from collections.abc import Mapping, Sequence

from community.kernel.addresses import address
from community.kernel.encryption import decrypt, encrypt
from community.kernel.export import site_origin
from feedback.models import TrackerConnection
from feedback.trackers.registration import Access, Tracker, TrackerRefused, tracker_named

SECRETS_KEPT = 2  # the new one and the one before it, while the tracker is told


def sealed(value: Mapping[str, str] | Sequence[str]) -> bytes:
    return encrypt(json.dumps(value).encode())


def webhook_secrets(connection: TrackerConnection) -> list[str]:
    """Those that may have signed a webhook, newest first. Raises TrackerRefused."""
    return list(_opened(connection.webhook_secrets))


def access(connection: TrackerConnection) -> Access:
    """Raises TrackerRefused if its credentials were encrypted with a key that is gone."""
    return Access(
        api_url=connection.api_url.rstrip("/"),
        project=connection.project,
        credentials=_opened(connection.credentials),
        account_id=connection.account_id,
    )


def tracker_of(connection: TrackerConnection) -> Tracker:
    """Raises TrackerRefused if this release knows no such tracker."""
    if tracker := tracker_named(connection.tracker):
        return tracker
    raise TrackerRefused(
        f"Unknown tracker: {connection.tracker}"
    )  # no translation: kept as a log is


def hook_url(connection: TrackerConnection) -> str:
    """Where its tracker sends webhooks."""
    return site_origin() + address("feedback:tracker_hook", connection.path_token)


def new_secret() -> str:
    return secrets.token_urlsafe(32)


def _opened(encrypted: bytes | memoryview) -> dict[str, str]:
    from cryptography.fernet import InvalidToken  # noqa: PLC0415 - 8 MB

    try:
        opened: dict[str, str] = json.loads(decrypt(bytes(encrypted)))
    except InvalidToken:
        # Not `from` it: nothing of what could not be decrypted is to stand in a log.
        raise TrackerRefused(  # no translation: kept as a log is
            "The stored credentials cannot be decrypted. Enter them again."
        ) from None
    return opened
