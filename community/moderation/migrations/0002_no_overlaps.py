"""A member has one silence at a time, and one suspension or ban. Warnings may overlap.

An exclusion constraint would need btree_gist, which the embedded PostgreSQL does not have. The
trigger takes a lock of the member's, so that of two that are imposed at once one is refused.
"""

from django.db import migrations

GUARD = """
    CREATE FUNCTION moderation_no_overlap() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF NEW.lifted_at IS NOT NULL OR NEW.confirmed_at IS NULL THEN
            RETURN NEW;
        END IF;
        PERFORM pg_advisory_xact_lock(hashtext('moderation.sanction'), NEW.member_id::int);
        IF EXISTS (
            SELECT FROM moderation_sanction AS other
            WHERE other.member_id = NEW.member_id AND other.id <> NEW.id
                AND other.lifted_at IS NULL AND other.confirmed_at IS NOT NULL
                AND (
                    other.kind = NEW.kind
                    OR (other.kind IN ('suspension', 'ban') AND NEW.kind IN ('suspension', 'ban'))
                )
                AND NEW.kind <> 'warning'
                AND other.starts_at < coalesce(NEW.ends_at, 'infinity')
                AND NEW.starts_at < coalesce(other.ends_at, 'infinity')
        ) THEN
            RAISE EXCEPTION USING
                ERRCODE = 'exclusion_violation',
                CONSTRAINT = 'moderation_sanction_no_overlap',
                TABLE = 'moderation_sanction',
                MESSAGE = 'This member has a sanction of this kind at that time.';
        END IF;
        RETURN NEW;
    END $$;
    CREATE TRIGGER moderation_sanction_no_overlap
        BEFORE INSERT OR UPDATE ON moderation_sanction
        FOR EACH ROW EXECUTE FUNCTION moderation_no_overlap();
"""
GONE = """
    DROP TRIGGER moderation_sanction_no_overlap ON moderation_sanction;
    DROP FUNCTION moderation_no_overlap;
"""


class Migration(migrations.Migration):
    dependencies = [("moderation", "0001_initial")]

    operations = [migrations.RunSQL(GUARD, GONE)]
