"""Indexes that find posts whose HTML is older than version 3, and a thread's deleted posts."""

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
        AddIndexConcurrently(
            model_name="post",
            index=models.Index(
                condition=models.Q(("deleted_at__isnull", False)),
                fields=["thread", "number"],
                name="discussions_post_removed_of",
            ),
        ),
    ]
