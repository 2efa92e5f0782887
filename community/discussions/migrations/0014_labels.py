"""Names and labels for people, which can be translated. The database stays as it is."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0007_labels"),
        ("discussions", "0013_language"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="container",
            options={"verbose_name": "container", "verbose_name_plural": "containers"},
        ),
        migrations.AlterModelOptions(
            name="post",
            options={"verbose_name": "post", "verbose_name_plural": "posts"},
        ),
        migrations.AlterModelOptions(
            name="tag",
            options={"verbose_name": "tag", "verbose_name_plural": "tags"},
        ),
        migrations.AlterModelOptions(
            name="taggroup",
            options={"verbose_name": "tag group", "verbose_name_plural": "tag groups"},
        ),
        migrations.AlterModelOptions(
            name="thread",
            options={"verbose_name": "thread", "verbose_name_plural": "threads"},
        ),
        migrations.AlterField(
            model_name="container",
            name="audience",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.audience",
                verbose_name="audience",
            ),
        ),
        migrations.AlterField(
            model_name="container",
            name="default_view",
            field=models.CharField(
                choices=[("nested", "Threaded"), ("flat", "By time")],
                default="nested",
                max_length=6,
                verbose_name="default view",
            ),
        ),
        migrations.AlterField(
            model_name="container",
            name="description",
            field=models.CharField(blank=True, max_length=300, verbose_name="description"),
        ),
        migrations.AlterField(
            model_name="container",
            name="has_solutions",
            field=models.BooleanField(default=True, verbose_name="solutions enabled"),
        ),
        migrations.AlterField(
            model_name="container",
            name="hue",
            field=models.PositiveSmallIntegerField(default=1, verbose_name="color"),
        ),
        migrations.AlterField(
            model_name="container",
            name="icon",
            field=models.PositiveSmallIntegerField(default=1, verbose_name="icon"),
        ),
        migrations.AlterField(
            model_name="container",
            name="min_tags",
            field=models.PositiveSmallIntegerField(
                default=0, verbose_name="minimum number of tags"
            ),
        ),
        migrations.AlterField(
            model_name="container",
            name="parent",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="children",
                to="discussions.container",
                verbose_name="parent",
            ),
        ),
        migrations.AlterField(
            model_name="container",
            name="position",
            field=models.PositiveIntegerField(default=0, verbose_name="position"),
        ),
        migrations.AlterField(
            model_name="container",
            name="posts_count",
            field=models.PositiveIntegerField(default=0, verbose_name="number of posts"),
        ),
        migrations.AlterField(
            model_name="container",
            name="required_tag_groups",
            field=models.ManyToManyField(
                blank=True,
                related_name="required_by",
                to="discussions.taggroup",
                verbose_name="required tag groups",
            ),
        ),
        migrations.AlterField(
            model_name="container",
            name="slug",
            field=models.SlugField(
                allow_unicode=True, db_index=False, max_length=60, verbose_name="slug"
            ),
        ),
        migrations.AlterField(
            model_name="container",
            name="template",
            field=models.TextField(blank=True, verbose_name="topic template"),
        ),
        migrations.AlterField(
            model_name="container",
            name="threads_count",
            field=models.PositiveIntegerField(default=0, verbose_name="number of topics"),
        ),
        migrations.AlterField(
            model_name="container",
            name="title",
            field=models.CharField(max_length=60, verbose_name="title"),
        ),
        migrations.AlterField(
            model_name="permission",
            name="action",
            field=models.CharField(
                choices=[
                    ("read", "see and read"),
                    ("start", "start topics"),
                    ("reply", "reply"),
                    ("react", "react"),
                    ("tag", "tag topics"),
                    ("solve", "mark solutions in others' topics"),
                    ("edit", "edit others' posts and titles"),
                    ("moderate", "close, pin, move and delete"),
                ],
                max_length=10,
            ),
        ),
        migrations.AlterField(
            model_name="post",
            name="author",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="posts",
                to=settings.AUTH_USER_MODEL,
                verbose_name="author",
            ),
        ),
        migrations.AlterField(
            model_name="post",
            name="created_at",
            field=models.DateTimeField(
                db_default=django.db.models.functions.datetime.Now(), verbose_name="created at"
            ),
        ),
        migrations.AlterField(
            model_name="post",
            name="deleted_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="deleted at"),
        ),
        migrations.AlterField(
            model_name="post",
            name="deleted_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="deleted by",
            ),
        ),
        migrations.AlterField(
            model_name="post",
            name="edited_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="edited at"),
        ),
        migrations.AlterField(
            model_name="post",
            name="html",
            field=models.TextField(verbose_name="HTML"),
        ),
        migrations.AlterField(
            model_name="post",
            name="html_version",
            field=models.PositiveSmallIntegerField(verbose_name="renderer version"),
        ),
        migrations.AlterField(
            model_name="post",
            name="imported_licence",
            field=models.CharField(
                blank=True, db_default="", max_length=20, verbose_name="license of the original"
            ),
        ),
        migrations.AlterField(
            model_name="post",
            name="imported_score",
            field=models.IntegerField(
                db_default=0, default=0, verbose_name="score of the original"
            ),
        ),
        migrations.AlterField(
            model_name="post",
            name="imported_url",
            field=models.CharField(
                blank=True, db_default="", max_length=200, verbose_name="address of the original"
            ),
        ),
        migrations.AlterField(
            model_name="post",
            name="is_comment",
            field=models.BooleanField(
                db_default=False, default=False, verbose_name="was a comment"
            ),
        ),
        migrations.AlterField(
            model_name="post",
            name="language",
            field=models.CharField(
                blank=True, db_default="", max_length=16, verbose_name="language"
            ),
        ),
        migrations.AlterField(
            model_name="post",
            name="likes_count",
            field=models.IntegerField(default=0, verbose_name="number of reactions"),
        ),
        migrations.AlterField(
            model_name="post",
            name="number",
            field=models.PositiveIntegerField(verbose_name="number in the thread"),
        ),
        migrations.AlterField(
            model_name="post",
            name="parent",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="replies",
                to="discussions.post",
                verbose_name="parent",
            ),
        ),
        migrations.AlterField(
            model_name="post",
            name="path",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.PositiveIntegerField(),
                size=None,
                verbose_name="place in the thread",
            ),
        ),
        migrations.AlterField(
            model_name="post",
            name="reactions",
            field=models.JSONField(default=dict, verbose_name="reactions"),
        ),
        migrations.AlterField(
            model_name="post",
            name="replies_count",
            field=models.PositiveIntegerField(default=0, verbose_name="number of replies"),
        ),
        migrations.AlterField(
            model_name="post",
            name="source",
            field=models.TextField(verbose_name="Markdown source"),
        ),
        migrations.AlterField(
            model_name="post",
            name="thread",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="posts",
                to="discussions.thread",
                verbose_name="thread",
            ),
        ),
        migrations.AlterField(
            model_name="post",
            name="version",
            field=models.PositiveIntegerField(default=1, verbose_name="version"),
        ),
        migrations.AlterField(
            model_name="tag",
            name="description",
            field=models.CharField(blank=True, max_length=300, verbose_name="description"),
        ),
        migrations.AlterField(
            model_name="tag",
            name="group",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="tags",
                to="discussions.taggroup",
                verbose_name="group",
            ),
        ),
        migrations.AlterField(
            model_name="tag",
            name="name",
            field=models.CharField(max_length=30, verbose_name="name"),
        ),
        migrations.AlterField(
            model_name="tag",
            name="synonym_of",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="synonyms",
                to="discussions.tag",
                verbose_name="synonym of",
            ),
        ),
        migrations.AlterField(
            model_name="tag",
            name="threads_count",
            field=models.PositiveIntegerField(default=0, verbose_name="number of topics"),
        ),
        migrations.AlterField(
            model_name="taggroup",
            name="is_exclusive",
            field=models.BooleanField(default=False, verbose_name="one tag per topic"),
        ),
        migrations.AlterField(
            model_name="taggroup",
            name="position",
            field=models.PositiveIntegerField(default=0, verbose_name="position"),
        ),
        migrations.AlterField(
            model_name="taggroup",
            name="title",
            field=models.CharField(max_length=60, verbose_name="title"),
        ),
        migrations.AlterField(
            model_name="thread",
            name="archived_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="archived at"),
        ),
        migrations.AlterField(
            model_name="thread",
            name="audience",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.audience",
                verbose_name="audience",
            ),
        ),
        migrations.AlterField(
            model_name="thread",
            name="author",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="threads",
                to=settings.AUTH_USER_MODEL,
                verbose_name="author",
            ),
        ),
        migrations.AlterField(
            model_name="thread",
            name="bumped_at",
            field=models.DateTimeField(
                db_default=django.db.models.functions.datetime.Now(), verbose_name="last activity"
            ),
        ),
        migrations.AlterField(
            model_name="thread",
            name="changes",
            field=models.PositiveIntegerField(default=0, verbose_name="number of changes"),
        ),
        migrations.AlterField(
            model_name="thread",
            name="closed_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="closed at"),
        ),
        migrations.AlterField(
            model_name="thread",
            name="closed_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="closed by",
            ),
        ),
        migrations.AlterField(
            model_name="thread",
            name="container_id",
            field=models.BigIntegerField(blank=True, null=True, verbose_name="container ID"),
        ),
        migrations.AlterField(
            model_name="thread",
            name="created_at",
            field=models.DateTimeField(
                db_default=django.db.models.functions.datetime.Now(), verbose_name="created at"
            ),
        ),
        migrations.AlterField(
            model_name="thread",
            name="deleted_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="deleted at"),
        ),
        migrations.AlterField(
            model_name="thread",
            name="deleted_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="deleted by",
            ),
        ),
        migrations.AlterField(
            model_name="thread",
            name="highest_number",
            field=models.PositiveIntegerField(default=0, verbose_name="number of the newest post"),
        ),
        migrations.AlterField(
            model_name="thread",
            name="hot",
            field=models.FloatField(default=0, verbose_name="hot score"),
        ),
        migrations.AlterField(
            model_name="thread",
            name="is_pinned_everywhere",
            field=models.BooleanField(default=False, verbose_name="pinned in all lists"),
        ),
        migrations.AlterField(
            model_name="thread",
            name="kind",
            field=models.CharField(max_length=40, verbose_name="kind"),
        ),
        migrations.AlterField(
            model_name="thread",
            name="language",
            field=models.CharField(
                blank=True, db_default="", max_length=16, verbose_name="language"
            ),
        ),
        migrations.AlterField(
            model_name="thread",
            name="last_author",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="last author",
            ),
        ),
        migrations.AlterField(
            model_name="thread",
            name="likes_count",
            field=models.IntegerField(default=0, verbose_name="number of reactions"),
        ),
        migrations.AlterField(
            model_name="thread",
            name="others_count",
            field=models.PositiveIntegerField(default=0, verbose_name="replies by others"),
        ),
        migrations.AlterField(
            model_name="thread",
            name="pinned_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="pinned at"),
        ),
        migrations.AlterField(
            model_name="thread",
            name="pinned_until",
            field=models.DateTimeField(blank=True, null=True, verbose_name="pinned until"),
        ),
        migrations.AlterField(
            model_name="thread",
            name="posts_count",
            field=models.PositiveIntegerField(default=0, verbose_name="number of posts"),
        ),
        migrations.AlterField(
            model_name="thread",
            name="solved_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="solved at"),
        ),
        migrations.AlterField(
            model_name="thread",
            name="tags",
            field=models.ManyToManyField(
                related_name="threads",
                through="discussions.ThreadTag",
                to="discussions.tag",
                verbose_name="tags",
            ),
        ),
        migrations.AlterField(
            model_name="thread",
            name="title",
            field=models.CharField(max_length=200, verbose_name="title"),
        ),
        migrations.AlterField(
            model_name="thread",
            name="top_all",
            field=models.FloatField(default=0, verbose_name="top score of all time"),
        ),
        migrations.AlterField(
            model_name="thread",
            name="top_day",
            field=models.FloatField(default=0, verbose_name="top score of the day"),
        ),
        migrations.AlterField(
            model_name="thread",
            name="top_month",
            field=models.FloatField(default=0, verbose_name="top score of the month"),
        ),
        migrations.AlterField(
            model_name="thread",
            name="top_quarter",
            field=models.FloatField(default=0, verbose_name="top score of the quarter"),
        ),
        migrations.AlterField(
            model_name="thread",
            name="top_week",
            field=models.FloatField(default=0, verbose_name="top score of the week"),
        ),
        migrations.AlterField(
            model_name="thread",
            name="top_year",
            field=models.FloatField(default=0, verbose_name="top score of the year"),
        ),
        migrations.AlterField(
            model_name="thread",
            name="views_count",
            field=models.PositiveIntegerField(default=0, verbose_name="number of views"),
        ),
    ]
