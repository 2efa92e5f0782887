"""Make candidates of what is followed already, some at a time, and index them.

Each batch is a transaction of its own and holds its rows for a moment. Run again, it does again
what it did: until the worker looks, all that somebody follows is asked, as before.
"""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models import ExpressionWrapper, F, Q

BATCH = 20_000  # ids
FOLLOWED = """
    UPDATE discussions_reading SET unread_hint = 2
    WHERE id > %s AND id <= %s AND level >= 2 AND unread_hint = 0
"""


def doubt(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(id), 0) FROM discussions_reading")
        [last] = cursor.fetchone()
        for first in range(0, last, BATCH):
            cursor.execute(FOLLOWED, [first, first + BATCH])


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("discussions", "0010_unread_hints")]

    operations = [
        migrations.RunPython(doubt, migrations.RunPython.noop),
        AddIndexConcurrently(
            model_name="reading",
            index=models.Index(
                ExpressionWrapper(F("member") + 0, output_field=models.BigIntegerField()),
                condition=Q(unread_hint__gt=0),
                name="discussions_reading_candidates",
            ),
        ),
        AddIndexConcurrently(
            model_name="reading",
            index=models.Index(
                condition=Q(unread_hint=2), fields=["id"], name="discussions_reading_unknown"
            ),
        ),
        AddIndexConcurrently(
            model_name="thread",
            index=models.Index(
                condition=Q(has_outdated_hints=True),
                fields=["id"],
                name="discussions_thread_outdated",
            ),
        ),
    ]
