"""In a file of its own: an index that is made beside the writing goes into no transaction."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("forum", "0005_followed")]
    operations = [
        AddIndexConcurrently(
            model_name="category",
            index=models.Index(fields=["updated_at", "id"], name="forum_category_updated"),
        ),
        AddIndexConcurrently(
            model_name="tag",
            index=models.Index(fields=["updated_at", "id"], name="forum_tag_updated"),
        ),
    ]
