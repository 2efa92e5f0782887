"""Rename the model of external ids, and two events in the log.

Only names change: no row of the renamed table is rewritten.
"""

from django.db import migrations, models

EVENTS = {
    "discussions.post.renewed": "discussions.post.rerendered",
    "discussions.post.sealed": "discussions.post.removal_confirmed",
}


def rename_events(old_to_new):
    return [
        f"UPDATE events_eventrecord SET name = '{new}' WHERE name = '{old}'"
        for old, new in old_to_new.items()
    ]


class Migration(migrations.Migration):
    dependencies = [
        ("contenttypes", "0002_remove_content_type_name"),
        ("discussions", "0003_imported_comments"),
        ("events", "0001_initial"),
    ]

    operations = [
        migrations.RenameModel("Origin", "ExternalId"),
        migrations.RenameIndex(
            "externalid",
            old_name="discussions_origin_number",
            new_name="discussions_externalid_number",
        ),
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(
                    "ALTER TABLE discussions_externalid RENAME CONSTRAINT"
                    " discussions_origin_once TO discussions_externalid_once",
                    "ALTER TABLE discussions_externalid RENAME CONSTRAINT"
                    " discussions_externalid_once TO discussions_origin_once",
                ),
            ],
            state_operations=[
                migrations.RemoveConstraint("externalid", "discussions_origin_once"),
                migrations.AddConstraint(
                    "externalid",
                    models.UniqueConstraint(
                        fields=["site", "kind", "key"], name="discussions_externalid_once"
                    ),
                ),
            ],
        ),
        migrations.RunSQL(
            rename_events(EVENTS), rename_events({new: old for old, new in EVENTS.items()})
        ),
    ]
