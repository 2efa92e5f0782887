"""How the database keeps `updated_at` of rows that programs follow (kernel/models.py).

It moves when one of the columns that a migration names here gets another value, whoever writes it:
an action, a bulk update, SQL by hand.
"""

from collections.abc import Sequence

from django.db.migrations import RunSQL

NOTE = """
    CREATE OR REPLACE FUNCTION note_update() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN NEW.updated_at := statement_timestamp(); RETURN NEW; END $$
"""


def follow(table: str, columns: Sequence[str]) -> RunSQL:
    """A migration's step: these columns are seen by programs. What is large comes last."""
    before, after = (", ".join(f"{row}.{name}" for name in columns) for row in ("OLD", "NEW"))
    trigger = f"{table}_followed"
    return RunSQL(
        f"CREATE OR REPLACE TRIGGER {trigger} BEFORE UPDATE OF {', '.join(columns)} ON {table}"
        f" FOR EACH ROW WHEN (({before}) IS DISTINCT FROM ({after}))"
        " EXECUTE FUNCTION note_update()",
        f"DROP TRIGGER {trigger} ON {table}",
    )
