"""Remembering what was answered, in the transaction of what was done."""

from collections.abc import Sequence
from datetime import timedelta

from django.db import OperationalError, connection
from django.db.models.functions import Now
from django.http import HttpResponse

from community.accounts.models import IdempotencyRecord, User
from community.kernel.encryption import encrypt
from community.kernel.statements import Statement

KEPT = timedelta(days=2)
KEPT_HEADERS = ("Content-Type", "ETag", "Location")
LOCK_TIMEOUT = "55P03"  # PostgreSQL's name for having waited too long

# The update changes nothing: it locks the row that another transaction has written.
CLAIM = Statement(
    """
    INSERT INTO accounts_idempotencyrecord (member_id, caller, key, fingerprint)
    SELECT %(member)s::bigint, %(caller)s::text, key, %(fingerprint)s::text
    FROM unnest(%(keys)s::text[]) AS key
    ON CONFLICT (member_id, caller, key) DO UPDATE SET key = excluded.key
    RETURNING id, fingerprint, status, object_id
    """
)
CLAIMED = ("id", "fingerprint", "status", "object_id")  # the rest is read where it is needed

KEEP_OBJECT = Statement(
    """
    UPDATE accounts_idempotencyrecord
    SET object_id = %(object)s::bigint,
        created_at = CASE WHEN object_id IS NULL THEN created_at ELSE statement_timestamp() END
    WHERE id = ANY(%(records)s::bigint[]) RETURNING id
    """
)


class KeyInUse(Exception):
    """The first request with this key has not ended yet."""


class KeyReused(Exception):
    """The first request with this key was another one."""


def claim(
    *, keys: Sequence[str], caller: str, by: User, fingerprint: str = ""
) -> list[IdempotencyRecord]:
    """Part of the request's transaction: lock the records of these keys, and make those that are
    missing.

    `caller` names the program or browser that the keys belong to, among those of the member.
    Waits for another transaction with one of the keys to end: one that fails leaves the key free.
    """
    sent = {"member": by.pk, "caller": caller, "keys": list(keys), "fingerprint": fingerprint}
    rows = CLAIM.fetched(sent)
    return [IdempotencyRecord.from_db(connection.alias, CLAIMED, row) for row in rows]


def claim_key(*, key: str, caller: str, fingerprint: str, by: User) -> IdempotencyRecord:
    """Claim the key of an API request. The record has a `status` if it was answered already.

    Raises KeyInUse, KeyReused.
    """
    try:
        [record] = claim(keys=[key], caller=caller, fingerprint=fingerprint, by=by)
    except OperationalError as error:
        if getattr(error.__cause__, "pgcode", "") == LOCK_TIMEOUT:
            raise KeyInUse from error
        raise
    if record.fingerprint != fingerprint:
        raise KeyReused
    return record


def keep_answer(*, record: IdempotencyRecord, answer: HttpResponse) -> None:
    """Part of the request's transaction: whoever sends it again gets the same response."""
    record.status, record.body = answer.status_code, encrypt(answer.content)
    record.headers = {name: answer[name] for name in KEPT_HEADERS if name in answer}
    record.save(update_fields=["status", "headers", "body"])


def keep_object(*, records: Sequence[IdempotencyRecord], object_id: int) -> None:
    """Part of the request's transaction: whoever sends the form again gets to this object."""
    KEEP_OBJECT.fetched({"object": object_id, "records": [record.pk for record in records]})


def forget_records() -> int:
    """Delete the records of what nobody sends again; return how many there were."""
    return IdempotencyRecord.objects.filter(created_at__lt=Now() - KEPT).delete()[0]
