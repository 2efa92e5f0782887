"""In a file of its own: an index that is made beside the writing goes into no transaction."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("accounts", "0010_followed")]
    operations = [
        AddIndexConcurrently(
            model_name="user",
            index=models.Index(fields=["updated_at", "id"], name="accounts_user_updated"),
        ),
    ]
