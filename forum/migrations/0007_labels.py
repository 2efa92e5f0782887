"""Names and labels for people, which can be translated. The database stays as it is."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("discussions", "0014_labels"),
        ("forum", "0006_topics_own_threads"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="category",
            options={"verbose_name": "category", "verbose_name_plural": "categories"},
        ),
        migrations.AlterModelOptions(
            name="topic",
            options={"verbose_name": "topic", "verbose_name_plural": "topics"},
        ),
        migrations.AlterField(
            model_name="topic",
            name="category",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="topics",
                to="forum.category",
                verbose_name="category",
            ),
        ),
        migrations.AlterField(
            model_name="topic",
            name="solution",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="solves",
                to="discussions.post",
                verbose_name="solution",
            ),
        ),
        migrations.AlterField(
            model_name="topic",
            name="thread",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT,
                primary_key=True,
                related_name="%(class)s",
                serialize=False,
                to="discussions.thread",
                verbose_name="thread",
            ),
        ),
    ]
