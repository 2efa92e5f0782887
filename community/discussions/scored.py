"""Posts of threads of all kinds, of which the sentiment is scored: moderators alone see it."""

from collections.abc import Sequence

from django.db.models import BigIntegerField

from community.ai.registration import Scorable, Written, register
from community.kernel.statements import Statement

# A removed post is not read, and neither are those of a removed thread.
READ = Statement("""
    SELECT post.id, post.html, post.language, post.author_id, post.created_at,
        thread.audience_id, thread.container_id
    FROM discussions_post AS post JOIN discussions_thread AS thread ON thread.id = post.thread_id
    WHERE post.id = ANY(%(ids)s::bigint[])
        AND post.deleted_at IS NULL AND thread.deleted_at IS NULL
""")
# The order and the bound are those of the posts' key: each thread is looked up by its own.
IDS = Statement("""
    SELECT post.id FROM discussions_post AS post
    WHERE post.id < %(below)s::bigint AND post.deleted_at IS NULL
        AND EXISTS (
            SELECT FROM discussions_thread AS thread
            WHERE thread.id = post.thread_id AND thread.deleted_at IS NULL
        )
    ORDER BY post.id DESC LIMIT %(most)s::bigint
""")


def read(ids: Sequence[int]) -> list[Written]:
    return [
        Written(
            object_id=pk,
            html=html,
            language=language,
            author_id=author,
            created_at=created_at,
            audience_id=audience,
            container_id=container,
        )
        for pk, html, language, author, created_at, audience, container in READ.fetched(
            {"ids": list(ids)}
        )
    ]


def ids_before(below: int | None, most: int) -> list[int]:
    told = {"below": BigIntegerField.MAX_BIGINT if below is None else below, "most": most}
    return [pk for (pk,) in IDS.fetched(told)]


posts = Scorable(name="discussions.post", read=read, ids_before=ids_before)
register(posts)
