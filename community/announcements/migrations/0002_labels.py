"""Names and labels for people, which can be translated. The database stays as it is."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("announcements", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="announcement",
            options={"verbose_name": "announcement", "verbose_name_plural": "announcements"},
        ),
        migrations.AlterField(
            model_name="announcement",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="author",
            ),
        ),
        migrations.AlterField(
            model_name="announcement",
            name="ends_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="ends at"),
        ),
        migrations.AlterField(
            model_name="announcement",
            name="starts_at",
            field=models.DateTimeField(
                db_default=django.db.models.functions.datetime.Now(), verbose_name="starts at"
            ),
        ),
        migrations.AlterField(
            model_name="announcement",
            name="text",
            field=models.CharField(max_length=400, verbose_name="text"),
        ),
        migrations.AlterField(
            model_name="announcement",
            name="tone",
            field=models.CharField(
                choices=[("blue", "News"), ("ochre", "Warning"), ("red", "Urgent")],
                default="blue",
                max_length=5,
                verbose_name="tone",
            ),
        ),
    ]
