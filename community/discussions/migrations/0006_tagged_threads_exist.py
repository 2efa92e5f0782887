"""Check what 0005 promised: that every tagged thread is there. No lock keeps writers waiting."""

from django.db import migrations


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("discussions", "0005_containers_and_tags")]

    operations = [
        migrations.RunSQL(
            "ALTER TABLE discussions_threadtag"
            " VALIDATE CONSTRAINT discussions_threadtag_thread_id_fk",
            migrations.RunSQL.noop,
        ),
    ]
