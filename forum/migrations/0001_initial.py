"""Categories, tags, topics and announcements."""

from django.conf import settings
from django.db import migrations, models
from django.db.models import Q
from django.db.models.functions import Now

from community.kernel.followed import follow


class Migration(migrations.Migration):
    initial = True

    dependencies = [("accounts", "0001_initial"), ("discussions", "0001_initial")]

    operations = [
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
                        condition=~Q(title__regex=r"^\s*$"), name="forum_taggroup_titled"
                    )
                ]
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
                ("updated_at", models.DateTimeField(db_default=Now(), editable=False)),
                ("name", models.CharField(max_length=30)),
                ("folded_name", models.CharField(editable=False, max_length=60, unique=True)),
                ("description", models.CharField(blank=True, max_length=300)),
                (
                    "synonym_of",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=models.CASCADE,
                        related_name="synonyms",
                        to="forum.tag",
                    ),
                ),
                (
                    "group",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=models.SET_NULL,
                        related_name="tags",
                        to="forum.taggroup",
                    ),
                ),
                ("topics_count", models.PositiveIntegerField(default=0)),
            ],
            options={
                "indexes": [models.Index(fields=["updated_at", "id"], name="forum_tag_updated")],
                "constraints": [
                    models.CheckConstraint(
                        condition=~Q(name__regex=r"^\s*$"), name="forum_tag_named"
                    ),
                    models.CheckConstraint(
                        condition=~Q(synonym_of=models.F("pk")),
                        name="forum_tag_not_its_own_synonym",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Category",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("updated_at", models.DateTimeField(db_default=Now(), editable=False)),
                ("title", models.CharField(max_length=60)),
                ("slug", models.SlugField(allow_unicode=True, max_length=60, unique=True)),
                ("description", models.CharField(blank=True, max_length=300)),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=models.PROTECT,
                        related_name="children",
                        to="forum.category",
                    ),
                ),
                ("depth", models.PositiveSmallIntegerField(default=1)),
                (
                    "audience",
                    models.ForeignKey(
                        on_delete=models.PROTECT, related_name="+", to="accounts.audience"
                    ),
                ),
                ("position", models.PositiveIntegerField(default=0)),
                ("blaze", models.PositiveSmallIntegerField(default=1)),
                ("hue", models.PositiveSmallIntegerField(default=1)),
                (
                    "default_view",
                    models.CharField(
                        choices=[("nested", "Threaded"), ("flat", "By time")],
                        default="nested",
                        max_length=6,
                    ),
                ),
                ("template", models.TextField(blank=True)),
                ("has_solutions", models.BooleanField(default=True)),
                ("min_tags", models.PositiveSmallIntegerField(default=0)),
                ("version", models.PositiveIntegerField(default=1)),
                ("topics_count", models.PositiveIntegerField(default=0)),
                ("posts_count", models.PositiveIntegerField(default=0)),
                (
                    "required_tag_groups",
                    models.ManyToManyField(
                        blank=True, related_name="required_by", to="forum.taggroup"
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "categories",
                "indexes": [
                    models.Index(fields=["updated_at", "id"], name="forum_category_updated")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=~Q(title__regex=r"^\s*$"), name="forum_category_titled"
                    ),
                    models.CheckConstraint(
                        condition=Q(blaze__range=(1, 8), hue__range=(1, 8)),
                        name="forum_category_mark",
                    ),
                    models.CheckConstraint(
                        condition=Q(depth__range=(1, 3)), name="forum_category_depth"
                    ),
                    models.CheckConstraint(
                        condition=Q(depth=1, parent=None) | Q(depth__gt=1, parent__isnull=False),
                        name="forum_category_depth_of_parent",
                    ),
                ],
            },
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
                    "category",
                    models.ForeignKey(
                        on_delete=models.CASCADE, related_name="permissions", to="forum.category"
                    ),
                ),
                (
                    "group",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=models.CASCADE,
                        related_name="+",
                        to="accounts.group",
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
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("category", "group", "action"),
                        name="forum_permission_once",
                        nulls_distinct=False,
                    )
                ]
            },
        ),
        migrations.CreateModel(
            name="Topic",
            fields=[
                (
                    "thread",
                    models.OneToOneField(
                        on_delete=models.PROTECT,
                        primary_key=True,
                        related_name="topic",
                        serialize=False,
                        to="discussions.thread",
                    ),
                ),
                (
                    "category",
                    models.ForeignKey(
                        on_delete=models.PROTECT, related_name="topics", to="forum.category"
                    ),
                ),
                (
                    "solution",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=models.PROTECT,
                        related_name="solves",
                        to="discussions.post",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="TopicTag",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "topic",
                    models.ForeignKey(on_delete=models.CASCADE, related_name="+", to="forum.topic"),
                ),
                (
                    "tag",
                    models.ForeignKey(on_delete=models.CASCADE, related_name="+", to="forum.tag"),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("tag", "topic"), name="forum_topictag_once")
                ]
            },
        ),
        migrations.AddField(
            model_name="topic",
            name="tags",
            field=models.ManyToManyField(
                related_name="topics", through="forum.TopicTag", to="forum.tag"
            ),
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
                ("starts_at", models.DateTimeField(db_default=Now())),
                ("ends_at", models.DateTimeField(blank=True, null=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=models.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(ends_at=None) | Q(ends_at__gt=models.F("starts_at")),
                        name="forum_announcement_ends_later",
                    )
                ]
            },
        ),
        # `updated_at`, which the database keeps itself.
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
