"""Hints that keep the unread list from asking every thread that a member follows: of readings.

No row is rewritten here. The triggers see whatever writes, an older release that is still running,
too: who begins to follow, reads to the end or goes back is UNKNOWN until the worker looks.
"""

from django.db import migrations, models

# Level 2 is tracking; hint 0 is NO, 1 YES and 2 UNKNOWN. Who reads on, and not to the end, stays a
# candidate without a new look.
READING = """
    CREATE FUNCTION discussions_doubt_hint() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF NEW.level < 2 THEN
            NEW.unread_hint := 0;
        ELSIF TG_OP = 'INSERT' OR OLD.level < 2 OR NEW.last_read_number < OLD.last_read_number
            OR NEW.last_read_number >= (
                SELECT highest_number FROM discussions_thread WHERE id = NEW.thread_id
            )
        THEN
            NEW.unread_hint := 2;
        END IF;
        RETURN NEW;
    END $$;
    CREATE TRIGGER discussions_reading_begun BEFORE INSERT ON discussions_reading
        FOR EACH ROW WHEN (NEW.level >= 2) EXECUTE FUNCTION discussions_doubt_hint();
    CREATE TRIGGER discussions_reading_hint BEFORE UPDATE OF last_read_number, level
        ON discussions_reading FOR EACH ROW WHEN (
            (NEW.level >= 2) <> (OLD.level >= 2) OR NEW.last_read_number < OLD.last_read_number
            OR (NEW.last_read_number > OLD.last_read_number AND OLD.unread_hint = 1)
        )
        EXECUTE FUNCTION discussions_doubt_hint();
"""


class Migration(migrations.Migration):
    dependencies = [("discussions", "0009_outdated_hints")]

    operations = [
        migrations.AddField(
            "reading",
            "unread_hint",
            models.PositiveSmallIntegerField(
                choices=[
                    (0, "read to the end, or not followed"),
                    (1, "has posts after the last one read"),
                    (2, "read or followed since the hints were last updated"),
                ],
                db_default=0,
                editable=False,
            ),
        ),
        migrations.RunSQL(READING, "DROP FUNCTION discussions_doubt_hint CASCADE"),
    ]
