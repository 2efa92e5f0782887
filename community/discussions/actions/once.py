"""Writing once what is sent twice: a double click, a page reloaded, a client that tries again."""

from collections.abc import Callable
from datetime import timedelta

from django.db import connection, transaction
from django.db.models.functions import Now

from community.accounts.models import User
from community.discussions.models import Post
from community.discussions.once import Once

KEPT = timedelta(days=2)


class WrittenAlready(Exception):
    """Somebody else's transaction, or an earlier one, has written this."""


REMEMBER = """
    INSERT INTO discussions_once (member_id, key, post_id) VALUES (%s, %s, %s)
    ON CONFLICT (member_id, key) DO NOTHING RETURNING id
"""


def remember(key: str, post: Post, by: User) -> None:
    """Part of writing `post`. Raises WrittenAlready, so that what was written is undone.

    It waits for another transaction with the same key to end: only one of them keeps its post.
    """
    if not key:
        return
    with connection.cursor() as cursor:
        cursor.execute(REMEMBER, [by.pk, key, post.pk])
        if cursor.fetchone() is None:
            raise WrittenAlready


def once(key: str, by: User, write: Callable[[], Post]) -> Post:
    """Write in a transaction and return the post, or the one that is there under this key."""
    try:
        with transaction.atomic():
            post = write()
            remember(key, post, by)
            return post
    except WrittenAlready:
        return Once.objects.get(member=by.pk, key=key).post


def forget_keys() -> int:
    """Forget what no form can send again; return how many there were."""
    return Once.objects.filter(created_at__lt=Now() - KEPT).delete()[0]
