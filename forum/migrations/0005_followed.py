"""When what programs see of a row changed last; of what was there before, now.

The default is no volatile one, so PostgreSQL rewrites no table.
"""

from django.db import migrations, models
from django.db.models.functions import Now

from community.kernel.followed import follow


class Migration(migrations.Migration):
    dependencies = [("accounts", "0010_followed"), ("forum", "0004_rank_what_was_there")]
    operations = [
        migrations.AddField(
            model_name="category",
            name="updated_at",
            field=models.DateTimeField(db_default=Now(), editable=False),
        ),
        migrations.AddField(
            model_name="tag",
            name="updated_at",
            field=models.DateTimeField(db_default=Now(), editable=False),
        ),
        follow(
            "forum_category",
            [
                "version",
                "title",
                "slug",
                "description",
                "parent_id",
                "depth",
                "audience_id",
                "position",
                "blaze",
                "hue",
                "default_view",
                "has_solutions",
                "min_tags",
                "template",
            ],
        ),
        follow("forum_tag", ["name", "description", "synonym_of_id", "group_id"]),
    ]
