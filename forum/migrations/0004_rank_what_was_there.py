"""Which topics were solved, and how hot each is, of those that were there before these columns.

In batches, so that nobody waits for all of them; the lists of the best renew themselves.
"""

from django.db import migrations

BATCH = 5000
SOLVED = """
    UPDATE discussions_thread SET solved_at = answer.created_at
    FROM forum_topic AS topic JOIN discussions_post AS answer ON answer.id = topic.solution_id
    WHERE discussions_thread.id = topic.thread_id AND solved_at IS NULL
        AND topic.thread_id BETWEEN %(first)s AND %(last)s
"""
HOT = """
    UPDATE discussions_thread AS thread
    SET hot = log(greatest(counted.net, 1)::float8)
        + extract(epoch FROM thread.created_at)::float8 / 79200
    FROM (
        SELECT asked.id, opening.likes_count + 2 * (asked.solved_at IS NOT NULL)::int
            + 0.5 * least(opening.likes_count + 3, (
                SELECT count(DISTINCT reply.author_id) FROM discussions_post AS reply
                WHERE reply.thread_id = asked.id AND reply.deleted_at IS NULL
                    AND reply.author_id <> asked.author_id
            )) AS net
        FROM discussions_thread AS asked
        JOIN discussions_post AS opening ON opening.thread_id = asked.id AND opening.number = 1
        WHERE asked.hot = 0 AND asked.id BETWEEN %(first)s AND %(last)s
    ) AS counted
    WHERE thread.id = counted.id
"""


def rank_what_was_there(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(id), 0) FROM discussions_thread")
        for first in range(1, cursor.fetchone()[0] + 1, BATCH):
            for statement in SOLVED, HOT:
                cursor.execute(statement, {"first": first, "last": first + BATCH - 1})


class Migration(migrations.Migration):
    atomic = False
    dependencies = [
        ("discussions", "0008_count_what_was_there"),
        ("forum", "0003_staff_starts_to_permissions"),
    ]
    operations = [migrations.RunPython(rank_what_was_there, migrations.RunPython.noop)]
