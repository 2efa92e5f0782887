import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_groups_by_rule"),
        ("discussions", "0002_origin"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Mention",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Reading",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("last_read_number", models.PositiveIntegerField(default=0)),
                (
                    "level",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (0, "muted"),
                            (1, "normal"),
                            (2, "tracking"),
                            (3, "watching"),
                            (4, "watching first post"),
                        ],
                        default=1,
                    ),
                ),
                (
                    "reason",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (0, "never opened or changed"),
                            (1, "you chose it"),
                            (2, "you started it"),
                            (3, "you replied"),
                            (4, "you read it for a while"),
                            (5, "you watch its category"),
                            (6, "you watch one of its tags"),
                        ],
                        default=0,
                    ),
                ),
                ("read_ms", models.PositiveIntegerField(default=0)),
                (
                    "first_visited_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
                (
                    "last_visited_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Watch",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=40)),
                ("object_id", models.BigIntegerField()),
                (
                    "level",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        choices=[
                            (0, "muted"),
                            (1, "normal"),
                            (2, "tracking"),
                            (3, "watching"),
                            (4, "watching first post"),
                        ],
                        null=True,
                    ),
                ),
                ("read_at", models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.AddField(
            model_name="like",
            name="reaction",
            field=models.CharField(
                choices=[
                    ("thanks", "Thanks"),
                    ("agree", "Agree"),
                    ("insight", "Insight"),
                    ("smile", "Smile"),
                ],
                db_default="thanks",
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="post",
            name="reactions",
            field=models.JSONField(default=dict),
        ),
        migrations.AddField(
            model_name="revision",
            name="facts",
            field=models.JSONField(default=dict),
        ),
        migrations.AddField(
            model_name="revision",
            name="hidden_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="revision",
            name="hidden_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="thread",
            name="archived_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="thread",
            name="closed_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="thread",
            name="hot",
            field=models.FloatField(default=0),
        ),
        migrations.AddField(
            model_name="thread",
            name="is_pinned_everywhere",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="thread",
            name="others_count",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="thread",
            name="pinned_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="thread",
            name="pinned_until",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="thread",
            name="solved_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="thread",
            name="top_all",
            field=models.FloatField(default=0),
        ),
        migrations.AddField(
            model_name="thread",
            name="top_day",
            field=models.FloatField(default=0),
        ),
        migrations.AddField(
            model_name="thread",
            name="top_month",
            field=models.FloatField(default=0),
        ),
        migrations.AddField(
            model_name="thread",
            name="top_quarter",
            field=models.FloatField(default=0),
        ),
        migrations.AddField(
            model_name="thread",
            name="top_week",
            field=models.FloatField(default=0),
        ),
        migrations.AddField(
            model_name="thread",
            name="top_year",
            field=models.FloatField(default=0),
        ),
        migrations.AddField(
            model_name="mention",
            name="member",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="mentions",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="mention",
            name="post",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="mentions",
                to="discussions.post",
            ),
        ),
        migrations.AddField(
            model_name="reading",
            name="member",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="readings",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="reading",
            name="thread",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="readings",
                to="discussions.thread",
            ),
        ),
        migrations.AddField(
            model_name="watch",
            name="member",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="watches",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddIndex(
            model_name="mention",
            index=models.Index(fields=["member", "-id"], name="discussions_mention_of_member"),
        ),
        migrations.AddConstraint(
            model_name="mention",
            constraint=models.UniqueConstraint(
                fields=("post", "member"), name="discussions_mention_once"
            ),
        ),
        migrations.AddIndex(
            model_name="reading",
            index=models.Index(
                fields=["member", "level", "thread"], name="discussions_reading_level"
            ),
        ),
        migrations.AddIndex(
            model_name="reading",
            index=models.Index(fields=["thread", "level"], name="discussions_reading_watchers"),
        ),
        migrations.AddConstraint(
            model_name="reading",
            constraint=models.UniqueConstraint(
                fields=("member", "thread"), name="discussions_reading_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="reading",
            constraint=models.CheckConstraint(
                condition=models.Q(("level__lte", 3)), name="discussions_reading_level"
            ),
        ),
        migrations.AddConstraint(
            model_name="reading",
            constraint=models.CheckConstraint(
                condition=models.Q(("read_ms__lte", 86400000)), name="discussions_reading_a_day"
            ),
        ),
        migrations.AddIndex(
            model_name="watch",
            index=models.Index(
                fields=["kind", "object_id", "level"], name="discussions_watch_of_subject"
            ),
        ),
        migrations.AddConstraint(
            model_name="watch",
            constraint=models.UniqueConstraint(
                fields=("member", "kind", "object_id"), name="discussions_watch_once"
            ),
        ),
    ]
