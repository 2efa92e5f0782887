"""What is hidden or waits for approval, and whom a post quotes."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from community.kernel.followed import follow

SEEN = [
    "version", "title", "slug", "description", "parent_id", "depth", "audience_id", "position",
    "icon", "hue", "default_view", "has_solutions", "min_tags", "template",
]  # fmt: skip
TABLE = "discussions_container"


class Migration(migrations.Migration):
    dependencies = [
        ("discussions", "0014_labels"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="container",
            name="do_replies_need_approval",
            field=models.BooleanField(
                db_default=False, default=False, verbose_name="replies need approval"
            ),
        ),
        migrations.AddField(
            model_name="container",
            name="do_threads_need_approval",
            field=models.BooleanField(
                db_default=False, default=False, verbose_name="new topics need approval"
            ),
        ),
        migrations.AddField(
            model_name="post",
            name="hidden_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="hidden at"),
        ),
        migrations.AddField(
            model_name="thread",
            name="hidden_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="hidden at"),
        ),
        migrations.CreateModel(
            name="Quote",
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
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "post",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="quotes",
                        to="discussions.post",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("post", "member"), name="discussions_quote_once"
                    )
                ],
            },
        ),
        migrations.RunSQL(
            follow(TABLE, ["do_threads_need_approval", "do_replies_need_approval", *SEEN]).sql,
            follow(TABLE, SEEN).sql,
        ),
    ]
