"""Say of imported comments that they were comments; those that are here are known by their origin."""

from django.db import migrations, models

MARK = """
    UPDATE discussions_post SET is_comment = true
    FROM discussions_origin AS origin
    WHERE origin.kind = 'comment' AND origin.object_id = discussions_post.id
"""


class Migration(migrations.Migration):
    dependencies = [("discussions", "0002_stale_html_and_removed_posts")]

    operations = [
        migrations.AddField(
            "post", "is_comment", models.BooleanField(default=False, db_default=False)
        ),
        migrations.RunSQL(MARK, migrations.RunSQL.noop),
    ]
