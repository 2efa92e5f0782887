"""When tokens were last used: recorded in Redis, written by a job every minute.

A request writes no row for it, and asks Redis only for tokens that are not known to have been
used within the hour. While Redis is gone nothing is noted, and nothing waits.
"""

from datetime import UTC, datetime, timedelta

from django.utils import timezone

from community.accounts.models import Token
from community.accounts.tokens import actions
from community.kernel.store import ask, ask_or

USED = "tokens:used"  # a hash: the token's id, and when in seconds
OFTEN = timedelta(hours=1)


def note(token: Token) -> None:
    now = timezone.now()
    if token.last_used_at is None or token.last_used_at <= now - OFTEN:
        ask_or(0, lambda redis: redis.hset(USED, str(token.pk), int(now.timestamp())))


def write() -> int:
    """Take what was noted and have it written; return how many rows changed. Raises Unavailable.

    Taken before it is written: a worker that is killed between loses a minute of it.
    """

    def take(redis):  # type: ignore[no-untyped-def]
        with redis.pipeline() as pipe:
            return pipe.hgetall(USED).delete(USED).execute()[0]

    used = {int(pk): datetime.fromtimestamp(int(at), UTC) for pk, at in ask(take).items()}
    return actions.write_uses(used=used)
