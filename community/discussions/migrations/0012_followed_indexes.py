"""In a file of its own: an index that is made beside the writing goes into no transaction."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("discussions", "0011_followed")]
    operations = [
        AddIndexConcurrently(
            model_name="post",
            index=models.Index(fields=["updated_at", "id"], name="discussions_post_updated"),
        ),
        AddIndexConcurrently(
            model_name="thread",
            index=models.Index(fields=["updated_at", "id"], name="discussions_thread_updated"),
        ),
    ]
