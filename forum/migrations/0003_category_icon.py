"""A category's shape is called its icon, as in the API."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("forum", "0002_announcement_tones")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[  # PostgreSQL itself renames the column in the constraint
                migrations.RunSQL(
                    "ALTER TABLE forum_category RENAME COLUMN blaze TO icon",
                    "ALTER TABLE forum_category RENAME COLUMN icon TO blaze",
                ),
            ],
            state_operations=[
                migrations.RemoveConstraint("category", "forum_category_mark"),
                migrations.RenameField("category", "blaze", "icon"),
                migrations.AddConstraint(
                    "category",
                    models.CheckConstraint(
                        condition=models.Q(icon__range=(1, 8), hue__range=(1, 8)),
                        name="forum_category_mark",
                    ),
                ),
            ],
        ),
    ]
