import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("discussions", "0004_indexes"),
        ("accounts", "0003_groups_by_rule"),
        ("forum", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="TopicTag",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="category",
            name="depth",
            field=models.PositiveSmallIntegerField(default=1),
        ),
        migrations.AddField(
            model_name="category",
            name="has_solutions",
            field=models.BooleanField(default=True),
        ),
        migrations.AddField(
            model_name="category",
            name="min_tags",
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="category",
            name="parent",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="children",
                to="forum.category",
            ),
        ),
        migrations.AddField(
            model_name="category",
            name="template",
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name="category",
            name="version",
            field=models.PositiveIntegerField(default=1),
        ),
        migrations.CreateModel(
            name="Announcement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.CharField(max_length=400)),
                ("html", models.TextField()),
                (
                    "tone",
                    models.CharField(
                        choices=[("blue", "news"), ("ochre", "care"), ("red", "trouble")],
                        default="blue",
                        max_length=5,
                    ),
                ),
                (
                    "starts_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
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
        ),
        migrations.CreateModel(
            name="Permission",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "action",
                    models.CharField(
                        choices=[
                            ("read", "see and read"),
                            ("start", "start topics"),
                            ("reply", "reply"),
                            ("react", "react"),
                            ("tag", "tag topics"),
                            ("solve", "accept answers to anybody's question"),
                            ("edit", "edit others' posts and titles"),
                            ("moderate", "close, pin, move and delete"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "value",
                    models.CharField(
                        choices=[("yes", "Yes"), ("no", "No"), ("never", "Never")], max_length=5
                    ),
                ),
                (
                    "category",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="permissions",
                        to="forum.category",
                    ),
                ),
                (
                    "group",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="accounts.group",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="TagGroup",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("title", models.CharField(max_length=60)),
                ("position", models.PositiveIntegerField(default=0)),
                ("is_exclusive", models.BooleanField(default=False)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("title__regex", "^\\s*$"), _negated=True),
                        name="forum_taggroup_titled",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Tag",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=30)),
                ("folded_name", models.CharField(editable=False, max_length=60, unique=True)),
                ("description", models.CharField(blank=True, max_length=300)),
                ("topics_count", models.PositiveIntegerField(default=0)),
                (
                    "synonym_of",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="synonyms",
                        to="forum.tag",
                    ),
                ),
                (
                    "group",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="tags",
                        to="forum.taggroup",
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="category",
            name="required_tag_groups",
            field=models.ManyToManyField(
                blank=True, related_name="required_by", to="forum.taggroup"
            ),
        ),
        migrations.AddConstraint(
            model_name="category",
            constraint=models.CheckConstraint(
                condition=models.Q(("depth__range", (1, 3))), name="forum_category_depth"
            ),
        ),
        migrations.AddConstraint(
            model_name="category",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("depth", 1), ("parent", None)),
                    models.Q(("depth__gt", 1), ("parent__isnull", False)),
                    _connector="OR",
                ),
                name="forum_category_depth_of_parent",
            ),
        ),
        migrations.AddField(
            model_name="topictag",
            name="tag",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="forum.tag"
            ),
        ),
        migrations.AddField(
            model_name="topictag",
            name="topic",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="forum.topic"
            ),
        ),
        migrations.AddField(
            model_name="topic",
            name="tags",
            field=models.ManyToManyField(
                related_name="topics", through="forum.TopicTag", to="forum.tag"
            ),
        ),
        migrations.AddConstraint(
            model_name="announcement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ends_at", None), ("ends_at__gt", models.F("starts_at")), _connector="OR"
                ),
                name="forum_announcement_ends_later",
            ),
        ),
        migrations.AddConstraint(
            model_name="permission",
            constraint=models.UniqueConstraint(
                fields=("category", "group", "action"),
                name="forum_permission_once",
                nulls_distinct=False,
            ),
        ),
        migrations.AddConstraint(
            model_name="tag",
            constraint=models.CheckConstraint(
                condition=models.Q(("name__regex", "^\\s*$"), _negated=True), name="forum_tag_named"
            ),
        ),
        migrations.AddConstraint(
            model_name="tag",
            constraint=models.CheckConstraint(
                condition=models.Q(("synonym_of", models.F("pk")), _negated=True),
                name="forum_tag_not_its_own_synonym",
            ),
        ),
        migrations.AddConstraint(
            model_name="topictag",
            constraint=models.UniqueConstraint(fields=("tag", "topic"), name="forum_topictag_once"),
        ),
    ]
