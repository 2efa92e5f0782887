"""Names and labels for people, which can be translated. The database stays as it is."""

import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("notifications", "0001_initial"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="mail",
            options={"verbose_name": "email", "verbose_name_plural": "emails"},
        ),
        migrations.AlterField(
            model_name="mail",
            name="attempts",
            field=models.PositiveSmallIntegerField(default=0, verbose_name="attempts"),
        ),
        migrations.AlterField(
            model_name="mail",
            name="created_at",
            field=models.DateTimeField(
                db_default=django.db.models.functions.datetime.Now(), verbose_name="created at"
            ),
        ),
        migrations.AlterField(
            model_name="mail",
            name="due_at",
            field=models.DateTimeField(
                db_default=django.db.models.functions.datetime.Now(), verbose_name="due at"
            ),
        ),
        migrations.AlterField(
            model_name="mail",
            name="error",
            field=models.TextField(blank=True, verbose_name="error"),
        ),
        migrations.AlterField(
            model_name="mail",
            name="message_id",
            field=models.CharField(max_length=200, unique=True, verbose_name="message ID"),
        ),
        migrations.AlterField(
            model_name="mail",
            name="request_id",
            field=models.CharField(blank=True, max_length=64, verbose_name="request ID"),
        ),
        migrations.AlterField(
            model_name="mail",
            name="sender",
            field=models.CharField(max_length=320, verbose_name="sender"),
        ),
        migrations.AlterField(
            model_name="mail",
            name="sent_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="sent at"),
        ),
        migrations.AlterField(
            model_name="mail",
            name="subject",
            field=models.CharField(max_length=400, verbose_name="subject"),
        ),
        migrations.AlterField(
            model_name="mail",
            name="to",
            field=models.EmailField(max_length=254, verbose_name="recipient"),
        ),
    ]
