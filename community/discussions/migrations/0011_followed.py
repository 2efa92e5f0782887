"""When what programs see of a row changed last; of what was there before, now.

The default is no volatile one, so PostgreSQL rewrites no table.
"""

from django.db import migrations, models
from django.db.models.functions import Now

from community.kernel.followed import follow


class Migration(migrations.Migration):
    dependencies = [("accounts", "0010_followed"), ("discussions", "0010_origin_numbers")]
    operations = [
        migrations.AddField(
            model_name="post",
            name="updated_at",
            field=models.DateTimeField(db_default=Now(), editable=False),
        ),
        migrations.AddField(
            model_name="thread",
            name="updated_at",
            field=models.DateTimeField(db_default=Now(), editable=False),
        ),
        follow(
            "discussions_thread",
            [
                "changes",
                "bumped_at",
                "posts_count",
                "likes_count",
                "last_author_id",
                "title",
                "author_id",
                "container_id",
                "audience_id",
                "deleted_at",
                "closed_at",
                "archived_at",
                "pinned_at",
                "pinned_until",
                "is_pinned_everywhere",
                "solved_at",
            ],
        ),
        follow(
            "discussions_post",
            [
                "version",
                "edited_at",
                "deleted_at",
                "likes_count",
                "replies_count",
                "reactions",
                "thread_id",
                "number",
                "parent_id",
                "author_id",
                "imported_score",
                "imported_url",
                "imported_licence",
                "html",
                "source",
            ],
        ),
    ]
