"""What the new columns say of what was written before them.

In a file of its own and in batches: nobody waits longer than one batch takes, and an upgrade that
was broken off goes on where it is begun again.
"""

from django.db import migrations

BATCH = 5000
OTHERS = """
    UPDATE discussions_thread SET others_count = counted.others
    FROM (
        SELECT thread.id, count(post.id) AS others FROM discussions_thread AS thread
        JOIN discussions_post AS post ON post.thread_id = thread.id
        WHERE thread.id BETWEEN %(first)s AND %(last)s
            AND post.deleted_at IS NULL AND post.author_id <> thread.author_id
        GROUP BY thread.id
    ) AS counted
    WHERE discussions_thread.id = counted.id AND others_count <> counted.others
"""
REACTIONS = """
    UPDATE discussions_post SET reactions = counted.reactions
    FROM (
        SELECT post_id, jsonb_object_agg(reaction, number) AS reactions FROM (
            SELECT post_id, reaction, count(*) AS number FROM discussions_like
            WHERE post_id BETWEEN %(first)s AND %(last)s GROUP BY post_id, reaction
        ) AS kinds
        GROUP BY post_id
    ) AS counted
    WHERE discussions_post.id = counted.post_id
        AND discussions_post.reactions <> counted.reactions
"""


def count_what_was_there(apps, schema_editor):
    for table, statement in [("discussions_thread", OTHERS), ("discussions_post", REACTIONS)]:
        with schema_editor.connection.cursor() as cursor:
            cursor.execute(f"SELECT coalesce(max(id), 0) FROM {table}")  # noqa: S608 - ours
            for first in range(1, cursor.fetchone()[0] + 1, BATCH):
                cursor.execute(statement, {"first": first, "last": first + BATCH - 1})


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("discussions", "0007_embeds")]
    operations = [migrations.RunPython(count_what_was_there, migrations.RunPython.noop)]
