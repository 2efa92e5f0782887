"""Remembering what was answered, in the transaction of what was done."""

from datetime import timedelta

from django.db import OperationalError, connection
from django.db.models.functions import Now
from django.http import HttpResponse

from community.accounts.ciphers import encrypt
from community.accounts.idempotency.models import IdempotencyRecord
from community.accounts.models import User

KEPT = timedelta(days=2)
KEPT_HEADERS = ("Content-Type", "ETag", "Location")
LOCK_TIMEOUT = "55P03"  # PostgreSQL's name for having waited too long

CLAIM = """
    INSERT INTO accounts_idempotencyrecord (member_id, caller, key, fingerprint)
    VALUES (%s, %s, %s, %s)
    ON CONFLICT (member_id, caller, key) DO NOTHING RETURNING id
"""


class KeyInUse(Exception):
    """The first request with this key has not ended yet."""


class KeyReused(Exception):
    """The first request with this key was another one."""


def claim_key(*, key: str, caller: str, fingerprint: str, by: User) -> IdempotencyRecord | None:
    """Part of the request's transaction. Return the record of an answered request, if any.

    `caller` names the program or browser that the key belongs to, among those of the member.
    It waits for another request with the same key to end: one that fails leaves the key free.
    Raises KeyInUse, KeyReused.
    """
    try:
        with connection.cursor() as cursor:
            cursor.execute(CLAIM, [by.pk, caller, key, fingerprint])
            if cursor.fetchone():
                return None
    except OperationalError as error:
        if getattr(error.__cause__, "pgcode", "") == LOCK_TIMEOUT:
            raise KeyInUse from error
        raise
    found = IdempotencyRecord.objects.filter(member=by.pk, caller=caller, key=key).first()
    if found is None:  # forgotten in this very moment
        raise KeyInUse
    if found.fingerprint != fingerprint:
        raise KeyReused
    return found


def keep_answer(*, key: str, caller: str, answer: HttpResponse, by: User) -> None:
    """Part of the request's transaction: whoever sends it again hears the same."""
    headers = {name: answer[name] for name in KEPT_HEADERS if name in answer}
    IdempotencyRecord.objects.filter(member=by.pk, caller=caller, key=key).update(
        status=answer.status_code, headers=headers, body=encrypt(answer.content)
    )


def forget_records() -> int:
    """Forget what nobody sends again; return how many there were."""
    return IdempotencyRecord.objects.filter(created_at__lt=Now() - KEPT).delete()[0]
