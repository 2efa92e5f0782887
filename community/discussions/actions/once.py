"""Writing once what is sent twice: a double click, a reload, a form sent again after Back."""

from collections.abc import Callable

from django.db import connection, transaction
from django.db.models.functions import Now

from community.accounts.models import User
from community.discussions.models import Post
from community.discussions.once import KEPT, Key, Once


class WrittenAlready(Exception):
    """Somebody else's transaction, or an earlier one, has written this."""


# A key gives way if it expired or if its post was deleted or edited: it is meant as a new post.
REMEMBER = """
    INSERT INTO discussions_once AS known (member_id, key, post_id) VALUES (%s, %s, %s)
    ON CONFLICT (member_id, key) DO UPDATE
    SET post_id = excluded.post_id, created_at = statement_timestamp()
    WHERE known.created_at < statement_timestamp() - make_interval(secs => %s) OR EXISTS (
        SELECT FROM discussions_post AS post
        JOIN discussions_thread AS thread ON thread.id = post.thread_id
        WHERE post.id = known.post_id
        AND (
            post.deleted_at IS NOT NULL OR thread.deleted_at IS NOT NULL
            OR post.edited_at IS NOT NULL
        )
    )
    RETURNING id
"""


def remember(keys: list[Key], post: Post, by: User) -> None:
    """Part of writing `post`. Raises WrittenAlready, so that what was written is undone.

    It waits for another transaction with the same key to end: only one of them keeps its post.
    """
    with connection.cursor() as cursor:
        for key in keys:
            cursor.execute(REMEMBER, [by.pk, key.digest, post.pk, key.valid_for.total_seconds()])
            if cursor.fetchone() is None:
                raise WrittenAlready


def once(keys: list[Key], by: User, write: Callable[[], Post]) -> Post:
    """Write in a transaction and return the post, or the one that one of the keys has already."""
    try:
        with transaction.atomic():
            post = write()
            remember(keys, post, by)
            return post
    except WrittenAlready:
        known = Once.objects.filter(member=by.pk, key__in=[key.digest for key in keys])
        return known.select_related("post__thread").latest("created_at", "pk").post


def forget_keys() -> int:
    """Forget what no form can send again; return how many there were."""
    return Once.objects.filter(created_at__lt=Now() - KEPT).delete()[0]
