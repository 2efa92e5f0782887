"""Limits counted in PostgreSQL, so that they hold while Redis is unavailable.

A count stays when the request fails: it is no part of its transaction.
"""

import time
from collections.abc import Mapping
from datetime import timedelta
from hashlib import sha256

from django.db import connection
from django.utils import timezone

from community.accounts import rates
from community.accounts.models import Attempts
from community.kernel.errors import TooMany

Limits = Mapping[int, int]  # how many a window of so many seconds has

COUNT = """
    INSERT INTO accounts_attempts (key, seconds, "window", count) VALUES (%s, %s, %s, 1)
    ON CONFLICT (key, seconds, "window")
    DO UPDATE SET count = accounts_attempts.count + 1 RETURNING count
"""
COUNTED = """
    SELECT key, seconds, count FROM accounts_attempts WHERE (key, seconds, "window") IN %s
"""


def count_attempt(*, key: str, limits: Limits) -> None:
    """Count one more try under this key. Raises TooMany."""
    now = int(time.time())
    for seconds, limit in limits.items():
        if _count(key, seconds, now) > limit:
            raise TooMany(retry_after=seconds - now % seconds)


def wait_of(counted: Mapping[str, Limits]) -> int:
    """The seconds until none of these keys has had its number; 0 if none has. Counts nothing."""
    now = int(time.time())
    asked = {
        (key[:120], seconds): limit
        for key, limits in counted.items()
        for seconds, limit in limits.items()
    }
    with connection.cursor() as cursor:
        cursor.execute(COUNTED, [tuple((key, span, now // span) for key, span in asked)])
        rows = cursor.fetchall()
    waits = [span - now % span for key, span, count in rows if count >= asked[key, span]]
    return max(waits, default=0)


def count_wrong(counted: Mapping[str, Limits]) -> None:
    """Count one more under each of these keys, in each of their windows."""
    now = int(time.time())
    for key in sorted(counted):  # always in this order, so that two never wait for each other
        for seconds in counted[key]:
            _count(key, seconds, now)


def may_mail(*, kind: str, address: str, member_id: int | None = None) -> bool:
    """Count one more email of this kind to an address; False if that is over the limit.

    The address itself is not kept here.
    """
    whom = sha256(f"{member_id}:{address.lower()}".encode()).hexdigest()
    try:
        count_attempt(key=f"mail:{kind}:{whom}", limits=rates.MAILS)
    except TooMany:
        return False
    return True


def forget_old_attempts() -> int:
    """Drop the windows that nobody is in any more; return how many."""
    over = timezone.now() - timedelta(days=1)
    return Attempts.objects.filter(started_at__lt=over).delete()[0]


def _count(key: str, seconds: int, now: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute(COUNT, [key[:120], seconds, now // seconds])
        count: int = cursor.fetchone()[0]
        return count
