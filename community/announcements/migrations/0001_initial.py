"""The forum's announcements become an app of their own: tables and events are renamed in place."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models.functions import Now

OLD, NEW = "forum_announcement", "announcements_announcement"
RENAMED = [
    ("events_eventrecord", "name", "forum.announcement.made", "announcements.announcement.made"),
    (
        "events_eventrecord",
        "name",
        "forum.announcement.edited",
        "announcements.announcement.edited",
    ),
    ("events_eventrecord", "name", "forum.announcement.ended", "announcements.announcement.ended"),
    ("events_delivery", "subscriber", "forum.ring_announcements", "announcements.ring"),
]


def rename_table(old, new):
    return [
        f"ALTER TABLE {old} RENAME TO {new}",
        f"ALTER TABLE {new} RENAME CONSTRAINT {old}_ends_later TO {new}_ends_later",
    ]


def rename_values(rows):
    return [
        f"UPDATE {table} SET {column} = '{new}' WHERE {column} = '{old}'"
        for table, column, old, new in rows
    ]


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("events", "0001_initial"),
        ("forum", "0003_category_icon"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(rename_table(OLD, NEW), rename_table(NEW, OLD)),
            ],
            state_operations=[
                migrations.CreateModel(
                    name="Announcement",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        ("text", models.CharField(max_length=400)),
                        ("html", models.TextField()),
                        (
                            "tone",
                            models.CharField(
                                choices=[("blue", "news"), ("ochre", "warning"), ("red", "urgent")],
                                default="blue",
                                max_length=5,
                            ),
                        ),
                        ("starts_at", models.DateTimeField(db_default=Now())),
                        ("ends_at", models.DateTimeField(blank=True, null=True)),
                        ("version", models.PositiveIntegerField(default=1)),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(ends_at=None)
                                | models.Q(ends_at__gt=models.F("starts_at")),
                                name="announcements_announcement_ends_later",
                            )
                        ],
                    },
                ),
            ],
        ),
        migrations.RunSQL(
            rename_values(RENAMED),
            rename_values([(table, column, new, old) for table, column, old, new in RENAMED]),
        ),
    ]
