"""What members read on each day; what they had read before counts for the day they did last."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

BEFORE = """
    INSERT INTO discussions_readingday (member_id, day, threads, posts, read_ms)
    SELECT member_id, (last_visited_at AT TIME ZONE 'UTC')::date, count(*),
        sum(last_read_number), least(sum(read_ms), 86400000)
    FROM discussions_reading GROUP BY 1, 2
"""


class Migration(migrations.Migration):
    dependencies = [
        ("discussions", "0016_uploads"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ReadingDay",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField()),
                ("threads", models.PositiveIntegerField(default=0)),
                ("posts", models.PositiveIntegerField(default=0)),
                ("read_ms", models.PositiveIntegerField(default=0)),
                (
                    "updated_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
                ("is_told", models.BooleanField(db_default=False, default=False)),
                (
                    "member",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reading_days",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("is_told", False)),
                        fields=["day"],
                        name="discussions_readingday_untold",
                    ),
                    models.Index(fields=["-updated_at"], name="discussions_readingday_lately"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("member", "day"), name="discussions_readingday_once"
                    )
                ],
            },
        ),
        migrations.RunSQL(BEFORE, migrations.RunSQL.noop),
    ]
