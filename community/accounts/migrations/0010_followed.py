"""When what programs see of a row changed last; of what was there before, now.

The default is no volatile one, so PostgreSQL rewrites no table.
"""

from django.db import migrations, models
from django.db.models.functions import Now

from community.kernel.followed import NOTE, follow


# What a member tells stands beside the member's row. A first telling says so itself.
TOLD = """
    CREATE FUNCTION note_profile() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN
        UPDATE accounts_user SET updated_at = statement_timestamp() WHERE id = NEW.member_id;
        RETURN NULL;
    END $$;
    CREATE TRIGGER accounts_profile_followed AFTER UPDATE OF html, location, links
    ON accounts_profile FOR EACH ROW
    WHEN ((OLD.location, OLD.links, OLD.html) IS DISTINCT FROM (NEW.location, NEW.links, NEW.html))
    EXECUTE FUNCTION note_profile()
"""
NOT_TOLD = """
    DROP TRIGGER accounts_profile_followed ON accounts_profile;
    DROP FUNCTION note_profile
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0009_apps")]
    operations = [
        migrations.RunSQL(NOTE, "DROP FUNCTION note_update"),
        migrations.AddField(
            model_name="group",
            name="updated_at",
            field=models.DateTimeField(db_default=Now(), editable=False),
        ),
        migrations.AddField(
            model_name="user",
            name="updated_at",
            field=models.DateTimeField(db_default=Now(), editable=False),
        ),
        follow(
            "accounts_user",
            ["username", "avatar", "title", "trust_level", "reputation", "is_active", "is_machine"],
        ),
        migrations.RunSQL(TOLD, NOT_TOLD),
        follow("accounts_group", ["name", "slug", "rule"]),
    ]
