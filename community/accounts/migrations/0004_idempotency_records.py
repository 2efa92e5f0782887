"""Rename the model of idempotency records, which are those of forms, too, from now on.

Names and an empty column: no row of the renamed table is rewritten.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_display_labels"),
        # On the way back, the content type of the model is renamed, too.
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [
        migrations.RenameModel("Sending", "IdempotencyRecord"),
        migrations.RenameIndex(
            "idempotencyrecord",
            old_name="accounts_sending_age",
            new_name="accounts_idempotencyrecord_age",
        ),
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(
                    "ALTER TABLE accounts_idempotencyrecord RENAME CONSTRAINT"
                    " accounts_sending_once TO accounts_idempotencyrecord_once",
                    "ALTER TABLE accounts_idempotencyrecord RENAME CONSTRAINT"
                    " accounts_idempotencyrecord_once TO accounts_sending_once",
                ),
            ],
            state_operations=[
                migrations.RemoveConstraint("idempotencyrecord", "accounts_sending_once"),
                migrations.AddConstraint(
                    "idempotencyrecord",
                    models.UniqueConstraint(
                        fields=["member", "caller", "key"], name="accounts_idempotencyrecord_once"
                    ),
                ),
            ],
        ),
        migrations.AddField("idempotencyrecord", "object_id", models.BigIntegerField(null=True)),
    ]
