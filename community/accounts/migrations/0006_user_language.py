"""The language moves from the profile to the member's own row, which every page reads anyway."""

from django.db import migrations, models

COPY = """
    UPDATE accounts_user SET language = profile.language FROM accounts_profile AS profile
    WHERE profile.member_id = accounts_user.id AND profile.language <> ''
"""
# Processes of the version before may still write the old column: it is dropped later.
KEEP = "ALTER TABLE accounts_profile ALTER COLUMN language SET DEFAULT ''"
AS_BEFORE = "ALTER TABLE accounts_profile ALTER COLUMN language DROP DEFAULT"


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0005_indexes_that_nothing_reads"),
    ]

    operations = [
        migrations.AddField(
            model_name="user",
            name="language",
            field=models.CharField(blank=True, db_default="", max_length=16),
        ),
        migrations.RunSQL(COPY, migrations.RunSQL.noop),
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(KEEP, AS_BEFORE)],
            state_operations=[migrations.RemoveField(model_name="profile", name="language")],
        ),
    ]
