"""Names and labels for people, which can be translated. The database stays as it is."""

import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("events", "0001_initial"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="delivery",
            options={"verbose_name": "delivery", "verbose_name_plural": "deliveries"},
        ),
        migrations.AlterModelOptions(
            name="eventrecord",
            options={"verbose_name": "event record", "verbose_name_plural": "event records"},
        ),
        migrations.AlterField(
            model_name="delivery",
            name="attempts",
            field=models.PositiveSmallIntegerField(
                db_default=0, default=0, verbose_name="attempts"
            ),
        ),
        migrations.AlterField(
            model_name="delivery",
            name="error",
            field=models.TextField(blank=True, db_default="", verbose_name="error"),
        ),
        migrations.AlterField(
            model_name="delivery",
            name="event_id",
            field=models.BigIntegerField(verbose_name="event ID"),
        ),
        migrations.AlterField(
            model_name="delivery",
            name="next_at",
            field=models.DateTimeField(
                db_default=django.db.models.functions.datetime.Now(), verbose_name="next attempt at"
            ),
        ),
        migrations.AlterField(
            model_name="delivery",
            name="occurred_at",
            field=models.DateTimeField(verbose_name="occurred at"),
        ),
        migrations.AlterField(
            model_name="delivery",
            name="subscriber",
            field=models.CharField(max_length=120, verbose_name="subscriber"),
        ),
        migrations.AlterField(
            model_name="eventrecord",
            name="name",
            field=models.CharField(max_length=80, verbose_name="name"),
        ),
        migrations.AlterField(
            model_name="eventrecord",
            name="occurred_at",
            field=models.DateTimeField(
                db_default=django.db.models.functions.datetime.Now(), verbose_name="occurred at"
            ),
        ),
        migrations.AlterField(
            model_name="eventrecord",
            name="payload",
            field=models.JSONField(verbose_name="payload"),
        ),
        migrations.AlterField(
            model_name="eventrecord",
            name="request_id",
            field=models.CharField(blank=True, max_length=64, verbose_name="request ID"),
        ),
    ]
