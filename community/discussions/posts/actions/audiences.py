"""Who may read the threads of a container."""

from django.db import connection

FOLLOW = """
    UPDATE discussions_thread SET audience_id = %(audience)s, changes = changes + 1
    WHERE id IN (
        SELECT id FROM discussions_thread
        WHERE kind = %(kind)s AND container_id = %(container)s AND audience_id = %(before)s
        ORDER BY id FOR NO KEY UPDATE
    )
"""


def follow_container(*, kind: str, container_id: int, before: int, audience_id: int) -> None:
    """Let the threads of a container have its audience, deleted ones too, in one statement: all
    that had the container's audience `before`. A private thread keeps an audience of its own.

    For the owner's action, which holds the container's row so that no thread comes or goes.
    """
    if before == audience_id:
        return
    values: dict[str, str | int] = {
        "kind": kind, "container": container_id, "before": before, "audience": audience_id
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(FOLLOW, values)
