"""Whose keys they are: each program's and each browser's own, where they were their member's.

What was kept before is found by nobody any more, and goes after two days as all of it does.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0011_followed_indexes")]
    operations = [
        migrations.RemoveConstraint(model_name="sending", name="accounts_sending_once"),
        migrations.AddField(
            model_name="sending",
            name="caller",
            field=models.CharField(db_default="", max_length=64),
        ),
        migrations.AddConstraint(
            model_name="sending",
            constraint=models.UniqueConstraint(
                fields=("member", "caller", "key"), name="accounts_sending_once"
            ),
        ),
    ]
