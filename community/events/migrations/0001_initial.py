"""The log is made by hand, since the framework knows no partitions. Production minimum is
PostgreSQL 15, where a partitioned table has no identity column: the key comes from a sequence."""

from django.db import migrations, models
from django.db.models.functions import Now

LOG = """
    CREATE SEQUENCE events_eventrecord_id_seq AS bigint;
    CREATE TABLE events_eventrecord (
        id bigint NOT NULL DEFAULT nextval('events_eventrecord_id_seq'),
        name varchar(80) NOT NULL,
        payload jsonb NOT NULL,
        occurred_at timestamptz NOT NULL DEFAULT statement_timestamp(),
        request_id varchar(64) NOT NULL,
        PRIMARY KEY (id, occurred_at)
    ) PARTITION BY RANGE (occurred_at);
    ALTER SEQUENCE events_eventrecord_id_seq OWNED BY events_eventrecord.id;
    CREATE INDEX events_eventrecord_of_kind ON events_eventrecord (name, occurred_at);
    CREATE TABLE events_eventrecord_default PARTITION OF events_eventrecord DEFAULT;
"""


class Migration(migrations.Migration):
    initial = True

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(LOG, "DROP TABLE events_eventrecord")],
            state_operations=[
                migrations.CreateModel(
                    name="EventRecord",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        ("name", models.CharField(max_length=80)),
                        ("payload", models.JSONField()),
                        ("occurred_at", models.DateTimeField(db_default=Now())),
                        ("request_id", models.CharField(blank=True, max_length=64)),
                    ],
                ),
            ],
        ),
        migrations.CreateModel(
            name="Delivery",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("event_id", models.BigIntegerField()),
                ("occurred_at", models.DateTimeField()),
                ("subscriber", models.CharField(max_length=120)),
                ("attempts", models.PositiveSmallIntegerField(db_default=0, default=0)),
                ("next_at", models.DateTimeField(db_default=Now())),
                ("error", models.TextField(blank=True, db_default="")),
            ],
            options={
                "verbose_name_plural": "deliveries",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("subscriber", "event_id"), name="events_delivery_once"
                    )
                ],
            },
        ),
    ]
