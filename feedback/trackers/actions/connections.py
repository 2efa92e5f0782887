"""Connecting a board with a project of a tracker: for administrators."""

from collections.abc import Mapping
from typing import Any, TypedDict, Unpack
from urllib.parse import urlsplit

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community.accounts.models import User
from community.discussions.models import Container
from community.events.outbox import publish
from community.kernel.editing import check_version, locked, save_changes
from community.kernel.errors import Denied
from community.kernel.text import is_blank, one_line, storable
from feedback.events import BoardEdited
from feedback.models import Status, TrackerConnection
from feedback.policy import may_set_up_boards
from feedback.trackers.access import (
    SECRETS_KEPT,
    access,
    new_secret,
    sealed,
    tracker_of,
    webhook_secrets,
)
from feedback.trackers.actions.health import documented, note_failure
from feedback.trackers.actions.refusals import (
    BadConnection,
    ConnectionExists,
    TrackerIsAway,
    TrackerSaysNo,
    UnknownTracker,
)
from feedback.trackers.registration import (
    RemoteStatus,
    Tracker,
    TrackerRefused,
    TrackerUnavailable,
    tracker_named,
)

LONGEST = {"name": 80, "project": 200, "api_url": 300}
MOST_STATUSES = 200
LOOPBACK = {"127.0.0.1", "::1", "localhost"}


def create_connection(  # noqa: PLR0913 - what a connection consists of
    *,
    board: Container,
    tracker: str,
    project: str,
    credentials: Mapping[str, str],
    by: User,
    name: str = "",
    api_url: str = "",
    webhook_secret: str = "",
    statuses_in: Mapping[str, str] | None = None,
    statuses_out: Mapping[str, str] | None = None,
    syncs_comments: bool = False,
) -> TrackerConnection:
    """Connect a board with a project of a tracker. Credentials are encrypted and not shown again.

    The webhook secret, made here unless one is given, is told once: `told_once` of what is
    returned. Raises Denied, UnknownTracker, BadConnection, ConnectionExists.
    """
    if not may_set_up_boards(by):
        raise Denied
    if (kind := tracker_named(tracker)) is None:
        raise UnknownTracker
    secret = webhook_secret.strip() or new_secret()
    values = _checked(
        kind,
        {
            "name": name or f"{kind.label}: {project}"[: LONGEST["name"]],
            "project": project,
            "api_url": api_url or kind.default_api_url,
            "credentials": credentials,
            "statuses_in": statuses_in or {},
            "statuses_out": statuses_out or {},
        },
    )
    try:
        with transaction.atomic():
            made = TrackerConnection.objects.create(
                board_id=board.pk,
                tracker=kind.name,
                webhook_secrets=sealed([secret]),
                path_token=new_secret(),
                syncs_comments=syncs_comments,
                **values,
            )
            publish(BoardEdited(actor_id=by.pk, board_id=board.pk))
    except IntegrityError:
        raise ConnectionExists from None
    made.told_once = secret  # type: ignore[attr-defined]
    return made


class ConnectionChanges(TypedDict, total=False):
    name: str
    project: str
    api_url: str
    credentials: Mapping[str, str]
    statuses_in: Mapping[str, str]
    statuses_out: Mapping[str, str]
    syncs_comments: bool
    is_active: bool


def edit_connection(
    *,
    connection: TrackerConnection,
    by: User,
    version: int | None = None,
    **changes: Unpack[ConnectionChanges],
) -> TrackerConnection:
    """Change the settings of a tracker connection: only the fields that are sent. Another API
    address needs the credentials again. `is_active: false` stops it in both directions.

    Raises Denied, BadConnection, ConnectionExists, Stale.
    """
    if not may_set_up_boards(by):
        raise Denied
    new = _checked(tracker_of(connection), changes)
    try:
        with transaction.atomic():
            row = locked(connection)
            check_version(row, version, now=row.name)
            if new.get("api_url", row.api_url) != row.api_url and "credentials" not in new:
                # Whoever borrows an administrator's session cannot send the token elsewhere.
                raise BadConnection(  # no translation: a field
                    "credentials", _("Enter the credentials again to change the API address.")
                )
            derived: dict[str, Any] = {}
            if "credentials" in new or "api_url" in new:
                derived = {"account_id": "", **_fresh()}
            elif new.get("is_active"):
                derived = _fresh()
            if save_changes(row, new, **derived):
                publish(BoardEdited(actor_id=by.pk, board_id=row.board_id))
    except IntegrityError:
        raise ConnectionExists from None
    return row


def _fresh() -> dict[str, Any]:
    """Old failures say nothing of new settings."""
    return {"failures_count": 0, "paused_until": None, "reconcile_due_at": timezone.now()}


def delete_connection(*, connection: TrackerConnection, by: User) -> None:
    """Delete a tracker connection with all links. Issues stay as they are. Raises Denied."""
    if not may_set_up_boards(by):
        raise Denied
    with transaction.atomic():
        deleted, _rows = TrackerConnection.objects.filter(pk=connection.pk).delete()
        if deleted:
            publish(BoardEdited(actor_id=by.pk, board_id=connection.board_id))


def rotate_webhook_secret(
    *, connection: TrackerConnection, by: User, webhook_secret: str = ""
) -> TrackerConnection:
    """Make a new webhook secret, or take the given one. The one before it stays valid as well,
    until the next rotation. The new one is told once. Raises Denied."""
    if not may_set_up_boards(by):
        raise Denied
    secret = storable(webhook_secret or "").strip() or new_secret()
    with transaction.atomic():
        row = locked(connection)
        try:
            before = webhook_secrets(row)
        except TrackerRefused:  # they cannot be decrypted any more
            before = []
        kept = [secret, *(one for one in before if one != secret)][:SECRETS_KEPT]
        row.webhook_secrets, row.version = sealed(kept), row.version + 1
        row.save(update_fields=["webhook_secrets", "version"])
        publish(BoardEdited(actor_id=by.pk, board_id=row.board_id))
    row.told_once = secret  # type: ignore[attr-defined]
    return row


def poll_now(*, connection: TrackerConnection, by: User) -> TrackerConnection:
    """Poll a tracker now instead of within 15 minutes, also if it asked for a pause. Raises
    Denied."""
    if not may_set_up_boards(by):
        raise Denied
    rows = TrackerConnection.objects.filter(pk=connection.pk)
    rows.update(reconcile_due_at=timezone.now(), paused_until=None)
    connection.refresh_from_db()
    return connection


def check_connection(*, connection: TrackerConnection, by: User) -> list[RemoteStatus]:
    """Ask the tracker who we are there and which statuses there are. Raises Denied, TrackerSaysNo,
    TrackerIsAway."""
    if not may_set_up_boards(by):
        raise Denied
    try:
        tracker, asked = tracker_of(connection), access(connection)
        with documented():
            account_id, statuses = tracker.account(asked), list(tracker.statuses(asked))
    except TrackerRefused as error:
        note_failure(connection.pk, error)
        raise TrackerSaysNo(str(error)) from None
    except TrackerUnavailable as error:
        note_failure(connection.pk, error)
        raise TrackerIsAway from None
    rows = TrackerConnection.objects.filter(pk=connection.pk)
    rows.update(account_id=account_id[:100], failures_count=0, last_error="", paused_until=None)
    return statuses


# -- what is valid -----------------------------------------------------------------------------


def _checked(tracker: Tracker, values: Mapping[str, Any]) -> dict[str, Any]:
    new = dict(values)
    for name, longest in LONGEST.items():
        if name in new:
            new[name] = one_line(storable(new[name] or ""))
            if is_blank(new[name]) or len(new[name]) > longest:
                raise BadConnection(name, _("This is missing or too long."))
    if "api_url" in new:
        new["api_url"] = _address(new["api_url"])
    if "credentials" in new:
        new["credentials"] = sealed(_credentials(tracker, new["credentials"]))
    if "statuses_in" in new:
        _check_statuses("statuses_in", new["statuses_in"], new["statuses_in"].values())
    if "statuses_out" in new:
        _check_statuses("statuses_out", new["statuses_out"], new["statuses_out"])
    return new


def _address(url: str) -> str:
    """Without a slash at its end. Credentials go there, so it is encrypted or this machine."""
    parts = urlsplit(url)
    is_safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)
    if not is_safe or not parts.hostname or "@" in parts.netloc or parts.query:
        raise BadConnection("api_url", _("Enter an address that begins with https://."))
    return url.rstrip("/")


def _credentials(tracker: Tracker, said: Mapping[str, str]) -> dict[str, str]:
    names = {field.name for field in tracker.credential_fields}
    given = {name: storable(str(value)).strip() for name, value in said.items()}
    if set(given) != names or not all(given.values()):
        raise BadConnection(
            "credentials", _("Fill in each of the credentials.")
        )  # no translation: a field
    return given


def _check_statuses(name: str, mapping: Mapping[str, Any], categories: Any) -> None:
    words = [*mapping.keys(), *mapping.values()]
    is_right = (
        len(mapping) <= MOST_STATUSES
        and all(isinstance(word, str) and 0 < len(word) <= 100 for word in words)
        and set(categories) <= set(Status.Category.values)
    )
    if not is_right:
        raise BadConnection(name, _("A status category is unknown, or a status is missing."))
    for word in words:
        storable(word)
