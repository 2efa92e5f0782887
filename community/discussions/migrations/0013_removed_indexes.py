"""For the lists of what was removed, which is little among much."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("discussions", "0012_followed_indexes")]
    operations = [
        AddIndexConcurrently(
            model_name=name,
            index=models.Index(
                fields=["id"],
                condition=Q(deleted_at__isnull=False),
                name=f"discussions_{name}_removed",
            ),
        )
        for name in ("post", "thread")
    ]
