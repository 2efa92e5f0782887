"""Names and labels for people, which can be translated. The database stays as it is."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("discussions", "0014_labels"),
        ("kitchen", "0001_initial"),
    ]

    operations = [
        migrations.AlterField(
            model_name="recipe",
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
