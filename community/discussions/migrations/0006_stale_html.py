"""In a file of its own: an index that is made beside the writing goes into no transaction."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("discussions", "0005_closed_by_and_once")]
    operations = [
        AddIndexConcurrently(
            model_name="post",
            index=models.Index(
                condition=models.Q(("html_version__lt", 2)),
                fields=["id"],
                name="discussions_post_stale_html",
            ),
        ),
    ]
