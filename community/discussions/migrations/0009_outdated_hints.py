"""Hints that keep the unread list from asking every thread that a member follows: of threads.

A migration for each table: to change both in one transaction would be to wait for one while holding
the other, and so do those who write meanwhile.
"""

from django.db import migrations, models

THREAD = """
    CREATE FUNCTION discussions_outdate_hints() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN NEW.has_outdated_hints := true; RETURN NEW; END $$;
    CREATE TRIGGER discussions_thread_hints BEFORE UPDATE OF highest_number ON discussions_thread
        FOR EACH ROW WHEN (NEW.highest_number > OLD.highest_number)
        EXECUTE FUNCTION discussions_outdate_hints();
"""


class Migration(migrations.Migration):
    dependencies = [("discussions", "0008_form_keys")]

    operations = [
        migrations.AddField(
            "thread", "has_outdated_hints", models.BooleanField(db_default=False, editable=False)
        ),
        migrations.RunSQL(THREAD, "DROP FUNCTION discussions_outdate_hints CASCADE"),
    ]
