from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models import Q

OPENS = Q(number=1) & ~Q(title="")


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("search", "0002_vector")]

    operations = [
        migrations.AddField(
            model_name="vector",
            name="related_count",
            field=models.PositiveSmallIntegerField(default=0, verbose_name="related documents"),
        ),
        AddIndexConcurrently(
            model_name="vector",
            index=models.Index(fields=["computed_at"], name="search_vector_computed"),
        ),
        AddIndexConcurrently(
            model_name="document",
            index=models.Index(condition=OPENS, fields=["id"], name="search_document_opening"),
        ),
        AddIndexConcurrently(
            model_name="document",
            index=models.Index(
                condition=OPENS, fields=["group_id", "kind"], name="search_document_group"
            ),
        ),
    ]
