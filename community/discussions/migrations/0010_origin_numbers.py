from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    """What old addresses are looked up by."""

    atomic = False

    dependencies = [
        ("discussions", "0009_imported_scores"),
    ]

    operations = [
        AddIndexConcurrently(
            model_name="origin",
            index=models.Index(fields=["key", "kind"], name="discussions_origin_number"),
        ),
    ]
