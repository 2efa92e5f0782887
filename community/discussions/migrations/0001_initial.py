"""Threads and posts, what members do with them, and what was imported."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models
from django.db.models import Q
from django.db.models.functions import Now

from community.kernel.followed import follow


class Migration(migrations.Migration):
    initial = True

    dependencies = [("accounts", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Thread",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("updated_at", models.DateTimeField(db_default=Now(), editable=False)),
                ("kind", models.CharField(max_length=40)),
                ("title", models.CharField(max_length=200)),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=models.PROTECT,
                        related_name="threads",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "last_author",
                    models.ForeignKey(
                        on_delete=models.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("container_id", models.BigIntegerField(blank=True, null=True)),
                (
                    "audience",
                    models.ForeignKey(
                        on_delete=models.PROTECT, related_name="+", to="accounts.audience"
                    ),
                ),
                ("deleted_at", models.DateTimeField(blank=True, null=True)),
                (
                    "deleted_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=models.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "closed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=models.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("archived_at", models.DateTimeField(blank=True, null=True)),
                ("pinned_at", models.DateTimeField(blank=True, null=True)),
                ("pinned_until", models.DateTimeField(blank=True, null=True)),
                ("is_pinned_everywhere", models.BooleanField(default=False)),
                ("solved_at", models.DateTimeField(blank=True, null=True)),
                ("highest_number", models.PositiveIntegerField(default=0)),
                ("posts_count", models.PositiveIntegerField(default=0)),
                ("others_count", models.PositiveIntegerField(default=0)),
                ("likes_count", models.IntegerField(default=0)),
                ("views_count", models.PositiveIntegerField(default=0)),
                ("changes", models.PositiveIntegerField(default=0)),
                ("created_at", models.DateTimeField(db_default=Now())),
                ("bumped_at", models.DateTimeField(db_default=Now())),
                ("hot", models.FloatField(default=0)),
                ("top_day", models.FloatField(default=0)),
                ("top_week", models.FloatField(default=0)),
                ("top_month", models.FloatField(default=0)),
                ("top_quarter", models.FloatField(default=0)),
                ("top_year", models.FloatField(default=0)),
                ("top_all", models.FloatField(default=0)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=Q(deleted_at=None),
                        fields=["kind", "-bumped_at", "-id"],
                        name="discussions_thread_latest",
                    ),
                    models.Index(
                        condition=Q(deleted_at=None),
                        fields=["kind", "container_id", "-bumped_at", "-id"],
                        name="discussions_thread_list",
                    ),
                    models.Index(
                        condition=Q(deleted_at=None),
                        fields=["kind", "-hot", "-id"],
                        name="discussions_thread_hot",
                    ),
                    models.Index(
                        condition=Q(deleted_at=None),
                        fields=["kind", "container_id", "-hot", "-id"],
                        name="discussions_thread_hot_list",
                    ),
                    models.Index(
                        condition=Q(deleted_at=None),
                        fields=["kind", "-created_at", "-id"],
                        name="discussions_thread_newest",
                    ),
                    models.Index(
                        condition=Q(deleted_at=None, others_count=0),
                        fields=["kind", "-bumped_at", "-id"],
                        name="discussions_thread_unanswered",
                    ),
                    models.Index(
                        condition=Q(deleted_at=None, solved_at=None),
                        fields=["kind", "-bumped_at", "-id"],
                        name="discussions_thread_unsolved",
                    ),
                    models.Index(
                        condition=Q(deleted_at=None, pinned_at__isnull=False),
                        fields=["kind", "-pinned_at"],
                        name="discussions_thread_pinned",
                    ),
                    models.Index(
                        fields=["author", "-created_at", "-id"], name="discussions_thread_of_author"
                    ),
                    models.Index(fields=["updated_at", "id"], name="discussions_thread_updated"),
                    models.Index(
                        condition=Q(deleted_at__isnull=False),
                        fields=["id"],
                        name="discussions_thread_removed",
                    ),
                    models.Index(
                        condition=Q(deleted_at=None, top_day__gt=0),
                        fields=["kind", "-top_day", "-id"],
                        name="discussions_thread_top_day",
                    ),
                    models.Index(
                        condition=Q(deleted_at=None, top_week__gt=0),
                        fields=["kind", "-top_week", "-id"],
                        name="discussions_thread_top_week",
                    ),
                    models.Index(
                        condition=Q(deleted_at=None, top_month__gt=0),
                        fields=["kind", "-top_month", "-id"],
                        name="discussions_thread_top_month",
                    ),
                    models.Index(
                        condition=Q(deleted_at=None, top_quarter__gt=0),
                        fields=["kind", "-top_quarter", "-id"],
                        name="discussions_thread_top_quarter",
                    ),
                    models.Index(
                        condition=Q(deleted_at=None, top_year__gt=0),
                        fields=["kind", "-top_year", "-id"],
                        name="discussions_thread_top_year",
                    ),
                    models.Index(
                        condition=Q(deleted_at=None, top_all__gt=0),
                        fields=["kind", "-top_all", "-id"],
                        name="discussions_thread_top_all",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=~Q(title__regex=r"^\s*$"), name="discussions_thread_titled"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Post",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("updated_at", models.DateTimeField(db_default=Now(), editable=False)),
                (
                    "thread",
                    models.ForeignKey(
                        on_delete=models.PROTECT, related_name="posts", to="discussions.thread"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=models.PROTECT,
                        related_name="replies",
                        to="discussions.post",
                    ),
                ),
                ("path", ArrayField(base_field=models.PositiveIntegerField(), size=None)),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=models.PROTECT, related_name="posts", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("source", models.TextField()),
                ("html", models.TextField()),
                ("html_version", models.PositiveSmallIntegerField()),
                ("version", models.PositiveIntegerField(default=1)),
                ("replies_count", models.PositiveIntegerField(default=0)),
                ("likes_count", models.IntegerField(default=0)),
                ("imported_score", models.IntegerField(db_default=0, default=0)),
                ("imported_url", models.CharField(blank=True, db_default="", max_length=200)),
                ("imported_licence", models.CharField(blank=True, db_default="", max_length=20)),
                ("reactions", models.JSONField(default=dict)),
                ("created_at", models.DateTimeField(db_default=Now())),
                ("edited_at", models.DateTimeField(blank=True, null=True)),
                ("deleted_at", models.DateTimeField(blank=True, null=True)),
                (
                    "deleted_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=models.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["thread", "path"], name="discussions_post_tree"),
                    models.Index(
                        condition=Q(deleted_at=None),
                        fields=["author", "-created_at", "-id"],
                        name="discussions_post_of_author",
                    ),
                    models.Index(
                        condition=Q(html_version__lt=2),
                        fields=["id"],
                        name="discussions_post_stale_html",
                    ),
                    models.Index(fields=["updated_at", "id"], name="discussions_post_updated"),
                    models.Index(
                        condition=Q(deleted_at__isnull=False),
                        fields=["id"],
                        name="discussions_post_removed",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("thread", "number"), name="discussions_post_number"
                    ),
                    models.CheckConstraint(
                        condition=Q(path__len__range=(1, 64)), name="discussions_post_depth"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Revision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "post",
                    models.ForeignKey(
                        on_delete=models.CASCADE, related_name="revisions", to="discussions.post"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                (
                    "editor",
                    models.ForeignKey(
                        on_delete=models.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("source", models.TextField()),
                ("facts", models.JSONField(default=dict)),
                ("reason", models.CharField(blank=True, max_length=200)),
                ("created_at", models.DateTimeField(db_default=Now())),
                ("hidden_at", models.DateTimeField(blank=True, null=True)),
                (
                    "hidden_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=models.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("post", "number"), name="discussions_revision_once"
                    )
                ]
            },
        ),
        migrations.CreateModel(
            name="Like",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "post",
                    models.ForeignKey(
                        on_delete=models.CASCADE, related_name="likes", to="discussions.post"
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=models.CASCADE, related_name="likes", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "reaction",
                    models.CharField(
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
                ("created_at", models.DateTimeField(db_default=Now())),
            ],
            options={
                "indexes": [
                    models.Index(fields=["member", "-id"], name="discussions_like_of_member")
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("post", "member"), name="discussions_like_once")
                ],
            },
        ),
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
                    "post",
                    models.ForeignKey(
                        on_delete=models.CASCADE, related_name="mentions", to="discussions.post"
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=models.CASCADE,
                        related_name="mentions",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("created_at", models.DateTimeField(db_default=Now())),
            ],
            options={
                "indexes": [
                    models.Index(fields=["member", "-id"], name="discussions_mention_of_member")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("post", "member"), name="discussions_mention_once"
                    )
                ],
            },
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
                (
                    "member",
                    models.ForeignKey(
                        on_delete=models.CASCADE,
                        related_name="readings",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "thread",
                    models.ForeignKey(
                        on_delete=models.CASCADE, related_name="readings", to="discussions.thread"
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
                ("first_visited_at", models.DateTimeField(db_default=Now())),
                ("last_visited_at", models.DateTimeField(db_default=Now())),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["member", "level", "thread"], name="discussions_reading_level"
                    ),
                    models.Index(fields=["thread", "level"], name="discussions_reading_watchers"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("member", "thread"), name="discussions_reading_once"
                    ),
                    models.CheckConstraint(
                        condition=Q(level__lte=3), name="discussions_reading_level"
                    ),
                    models.CheckConstraint(
                        condition=Q(read_ms__lte=86400000), name="discussions_reading_a_day"
                    ),
                ],
            },
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
                (
                    "member",
                    models.ForeignKey(
                        on_delete=models.CASCADE,
                        related_name="watches",
                        to=settings.AUTH_USER_MODEL,
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
            options={
                "indexes": [
                    models.Index(
                        fields=["kind", "object_id", "level"], name="discussions_watch_of_subject"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("member", "kind", "object_id"), name="discussions_watch_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Once",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=models.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("key", models.CharField(max_length=64)),
                (
                    "post",
                    models.ForeignKey(
                        on_delete=models.CASCADE, related_name="+", to="discussions.post"
                    ),
                ),
                ("created_at", models.DateTimeField(db_default=Now())),
            ],
            options={
                "verbose_name_plural": "once",
                "indexes": [models.Index(fields=["created_at"], name="discussions_once_age")],
                "constraints": [
                    models.UniqueConstraint(fields=("member", "key"), name="discussions_once_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Embed",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("url_hash", models.CharField(max_length=64, unique=True)),
                ("url", models.TextField()),
                ("provider", models.CharField(max_length=120)),
                ("title", models.CharField(blank=True, max_length=200)),
                ("author_name", models.CharField(blank=True, max_length=100)),
                ("due_at", models.DateTimeField(blank=True, db_default=Now(), null=True)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("fetched_at", models.DateTimeField(blank=True, null=True)),
                ("posts", models.ManyToManyField(related_name="embeds", to="discussions.post")),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=Q(due_at__isnull=False),
                        fields=["due_at", "id"],
                        name="discussions_embed_due",
                    )
                ]
            },
        ),
        migrations.CreateModel(
            name="Origin",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("site", models.CharField(max_length=100)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("user", "User"),
                            ("name", "Name"),
                            ("question", "Question"),
                            ("answer", "Answer"),
                            ("comment", "Comment"),
                            ("told", "Told"),
                        ],
                        max_length=10,
                    ),
                ),
                ("key", models.BigIntegerField()),
                ("object_id", models.BigIntegerField()),
            ],
            options={
                "indexes": [models.Index(fields=["key", "kind"], name="discussions_origin_number")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("site", "kind", "key"), name="discussions_origin_once"
                    )
                ],
            },
        ),
        # `updated_at`, which the database keeps itself.
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
