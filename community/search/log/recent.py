"""A member's recent searches: the last ten, each once, for 90 days, in Redis alone."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.utils import timezone

from community.accounts.models import User
from community.kernel.store import ask_or
from community.kernel.text import fold, number_of

MOST = 10
DAYS = 90
_ID = re.compile("[0-9a-f]{1,16}")


@dataclass(frozen=True)
class RecentSearch:
    id: str  # the same for what is searched for alike
    text: str = ""
    searched_at: datetime | None = None

    def __str__(self) -> str:
        return self.id

    @property
    def pk(self) -> str:
        return self.id


def recent_searches(member: Any) -> list[RecentSearch]:
    """The newest first; none for visitors, or while Redis is not available."""
    if not member.is_authenticated:
        return []
    key = key_of(member)

    def read(redis: Any) -> Any:
        return redis.zrange(key, 0, MOST - 1, desc=True, withscores=True)

    rows: Any = ask_or([], read)
    return [RecentSearch(_id_of(text), text, datetime.fromtimestamp(at, UTC)) for text, at in rows]


def recent_search(member: Any, search_id: str) -> RecentSearch:
    """One of them, or an empty one if it is there no more: a later search may have taken its place
    since the list was shown. Raises ObjectDoesNotExist if it can never have been one."""
    if not _ID.fullmatch(search_id):
        raise ObjectDoesNotExist
    known = {search.id: search for search in recent_searches(member)}
    return known.get(search_id, RecentSearch(search_id))


def note(member: User, text: str) -> None:
    """Let it be the newest. What was typed otherwise but means the same goes."""
    same = [search.text for search in recent_searches(member) if fold(search.text) == fold(text)]
    key, now = key_of(member), timezone.now().timestamp()

    def write(redis: Any) -> None:
        with redis.pipeline() as pipe:
            if same:
                pipe.zrem(key, *same)
            pipe.zadd(key, {text: now})
            pipe.zremrangebyrank(key, 0, -MOST - 1)
            pipe.expire(key, DAYS * 86400)
            pipe.execute()

    ask_or(None, write)


def _id_of(text: str) -> str:
    return f"{number_of(fold(text)):x}"


def key_of(member: User) -> str:
    return f"search:recent:{member.pk}"
