"""The language that each post and each title is written in.

A column with a default of the database rewrites no row; rows from before say that it is not known.
"""

from django.db import migrations, models

from community.kernel.followed import follow

SEEN = {  # so far; what is large comes last
    "discussions_thread": [
        "changes", "bumped_at", "posts_count", "likes_count", "last_author_id", "title",
        "author_id", "container_id", "audience_id", "deleted_at", "closed_at", "archived_at",
        "pinned_at", "pinned_until", "is_pinned_everywhere", "solved_at",
    ],
    "discussions_post": [
        "version", "edited_at", "deleted_at", "likes_count", "replies_count", "reactions",
        "thread_id", "number", "parent_id", "author_id", "imported_score", "imported_url",
        "imported_licence", "html", "source",
    ],
}  # fmt: skip


def followed(table):
    """Programs see the language, too."""
    return migrations.RunSQL(
        follow(table, ["language", *SEEN[table]]).sql, follow(table, SEEN[table]).sql
    )


class Migration(migrations.Migration):
    dependencies = [
        ("discussions", "0012_indexes_that_nothing_reads"),
    ]

    operations = [
        migrations.AddField(
            model_name="post",
            name="language",
            field=models.CharField(blank=True, db_default="", max_length=16),
        ),
        migrations.AddField(
            model_name="thread",
            name="language",
            field=models.CharField(blank=True, db_default="", max_length=16),
        ),
        followed("discussions_post"),
        followed("discussions_thread"),
    ]
