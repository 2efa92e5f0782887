"""In a file of its own: an index that is made beside the writing goes into no transaction."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("discussions", "0003_lists_and_reading")]
    operations = [
        AddIndexConcurrently(
            model_name="like",
            index=models.Index(fields=["member", "-id"], name="discussions_like_of_member"),
        ),
        AddIndexConcurrently(
            model_name="post",
            index=models.Index(
                condition=models.Q(("deleted_at", None)),
                fields=["author", "-created_at", "-id"],
                name="discussions_post_of_author",
            ),
        ),
        AddIndexConcurrently(
            model_name="thread",
            index=models.Index(
                condition=models.Q(("deleted_at", None)),
                fields=["kind", "-hot", "-id"],
                name="discussions_thread_hot",
            ),
        ),
        AddIndexConcurrently(
            model_name="thread",
            index=models.Index(
                condition=models.Q(("deleted_at", None)),
                fields=["kind", "container_id", "-hot", "-id"],
                name="discussions_thread_hot_list",
            ),
        ),
        AddIndexConcurrently(
            model_name="thread",
            index=models.Index(
                condition=models.Q(("deleted_at", None)),
                fields=["kind", "-created_at", "-id"],
                name="discussions_thread_newest",
            ),
        ),
        AddIndexConcurrently(
            model_name="thread",
            index=models.Index(
                condition=models.Q(("deleted_at", None), ("others_count", 0)),
                fields=["kind", "-bumped_at", "-id"],
                name="discussions_thread_unanswered",
            ),
        ),
        AddIndexConcurrently(
            model_name="thread",
            index=models.Index(
                condition=models.Q(("deleted_at", None), ("solved_at", None)),
                fields=["kind", "-bumped_at", "-id"],
                name="discussions_thread_unsolved",
            ),
        ),
        AddIndexConcurrently(
            model_name="thread",
            index=models.Index(
                condition=models.Q(("deleted_at", None), ("pinned_at__isnull", False)),
                fields=["kind", "-pinned_at"],
                name="discussions_thread_pinned",
            ),
        ),
        AddIndexConcurrently(
            model_name="thread",
            index=models.Index(
                fields=["author", "-created_at", "-id"], name="discussions_thread_of_author"
            ),
        ),
        AddIndexConcurrently(
            model_name="thread",
            index=models.Index(
                condition=models.Q(("deleted_at", None), ("top_day__gt", 0)),
                fields=["kind", "-top_day", "-id"],
                name="discussions_thread_top_day",
            ),
        ),
        AddIndexConcurrently(
            model_name="thread",
            index=models.Index(
                condition=models.Q(("deleted_at", None), ("top_week__gt", 0)),
                fields=["kind", "-top_week", "-id"],
                name="discussions_thread_top_week",
            ),
        ),
        AddIndexConcurrently(
            model_name="thread",
            index=models.Index(
                condition=models.Q(("deleted_at", None), ("top_month__gt", 0)),
                fields=["kind", "-top_month", "-id"],
                name="discussions_thread_top_month",
            ),
        ),
        AddIndexConcurrently(
            model_name="thread",
            index=models.Index(
                condition=models.Q(("deleted_at", None), ("top_quarter__gt", 0)),
                fields=["kind", "-top_quarter", "-id"],
                name="discussions_thread_top_quarter",
            ),
        ),
        AddIndexConcurrently(
            model_name="thread",
            index=models.Index(
                condition=models.Q(("deleted_at", None), ("top_year__gt", 0)),
                fields=["kind", "-top_year", "-id"],
                name="discussions_thread_top_year",
            ),
        ),
        AddIndexConcurrently(
            model_name="thread",
            index=models.Index(
                condition=models.Q(("deleted_at", None), ("top_all__gt", 0)),
                fields=["kind", "-top_all", "-id"],
                name="discussions_thread_top_all",
            ),
        ),
    ]
