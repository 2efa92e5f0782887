"""The index that finds posts whose HTML was made before version 3 of the renderer."""

from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("discussions", "0001_initial")]

    operations = [
        RemoveIndexConcurrently(model_name="post", name="discussions_post_stale_html"),
        AddIndexConcurrently(
            model_name="post",
            index=models.Index(
                condition=models.Q(("html_version__lt", 3)),
                fields=["id"],
                name="discussions_post_stale_html",
            ),
        ),
    ]
