"""The forum's categories become containers, and its tags those of threads of any kind.

Tables, columns and constraints are renamed in place, so no row is rewritten. The foreign key of
tagged threads is only promised here; 0006 checks the rows that are there.
"""

from django.db import migrations, models
from django.db.models import Q
from django.db.models.functions import Now

TABLES = {
    "forum_taggroup": "discussions_taggroup",
    "forum_tag": "discussions_tag",
    "forum_category": "discussions_container",
    "forum_category_required_tag_groups": "discussions_container_required_tag_groups",
    "forum_permission": "discussions_permission",
    "forum_topictag": "discussions_threadtag",
}
COLUMNS = {
    ("discussions_tag", "topics_count"): "threads_count",
    ("discussions_container", "topics_count"): "threads_count",
    ("discussions_container_required_tag_groups", "category_id"): "container_id",
    ("discussions_permission", "category_id"): "container_id",
    ("discussions_threadtag", "topic_id"): "thread_id",
}
CONSTRAINTS = {  # by table
    "discussions_taggroup": {"forum_taggroup_titled": "discussions_taggroup_titled"},
    "discussions_tag": {
        "forum_tag_named": "discussions_tag_named",
        "forum_tag_not_its_own_synonym": "discussions_tag_not_its_own_synonym",
    },
    "discussions_container": {
        "forum_category_titled": "discussions_container_titled",
        "forum_category_mark": "discussions_container_mark",
        "forum_category_depth": "discussions_container_depth",
        "forum_category_depth_of_parent": "discussions_container_depth_of_parent",
    },
    "discussions_permission": {"forum_permission_once": "discussions_permission_once"},
    "discussions_threadtag": {"forum_topictag_once": "discussions_threadtag_once"},
}
INDEXES = {
    "forum_tag_updated": "discussions_tag_updated",
    "forum_category_updated": "discussions_container_updated",
}
TRIGGERS = {
    "discussions_tag": ("forum_tag_followed", "discussions_tag_followed"),
    "discussions_container": ("forum_category_followed", "discussions_container_followed"),
}
# Slugs are unique per kind from now on, and a topic's tags are its thread's.
OF_A_KIND = """
    ALTER TABLE discussions_container
        ADD COLUMN kind varchar(40) NOT NULL DEFAULT 'forum.category',
        ADD CONSTRAINT discussions_container_slug UNIQUE (kind, slug);
    ALTER TABLE discussions_container ALTER COLUMN kind DROP DEFAULT;
"""
OF_FORUM = """
    ALTER TABLE discussions_container
        DROP CONSTRAINT discussions_container_slug, DROP COLUMN kind,
        ADD CONSTRAINT forum_category_slug_key UNIQUE (slug);
    CREATE INDEX forum_category_slug_like ON discussions_container (slug varchar_pattern_ops);
"""
OF_TOPICS = """
    ALTER TABLE discussions_threadtag
        DROP CONSTRAINT discussions_threadtag_thread_id_fk,
        ADD CONSTRAINT forum_topictag_topic_id_fk FOREIGN KEY (thread_id)
            REFERENCES forum_topic (thread_id) DEFERRABLE INITIALLY DEFERRED NOT VALID;
"""
OF_THREADS = """
    ALTER TABLE discussions_threadtag
        ADD CONSTRAINT discussions_threadtag_thread_id_fk FOREIGN KEY (thread_id)
            REFERENCES discussions_thread (id) DEFERRABLE INITIALLY DEFERRED NOT VALID;
"""


def statements():
    """Pairs of SQL: there, and back."""
    for old, new in TABLES.items():
        yield f"ALTER TABLE {old} RENAME TO {new}", f"ALTER TABLE {new} RENAME TO {old}"
        there, back = f"{old}_id_seq", f"{new}_id_seq"
        yield (
            f"ALTER SEQUENCE IF EXISTS {there} RENAME TO {back}",
            f"ALTER SEQUENCE IF EXISTS {back} RENAME TO {there}",
        )
    for (table, old), new in COLUMNS.items():
        yield (
            f"ALTER TABLE {table} RENAME COLUMN {old} TO {new}",
            f"ALTER TABLE {table} RENAME COLUMN {new} TO {old}",
        )
    for table, names in CONSTRAINTS.items():
        for old, new in names.items():
            yield (
                f"ALTER TABLE {table} RENAME CONSTRAINT {old} TO {new}",
                f"ALTER TABLE {table} RENAME CONSTRAINT {new} TO {old}",
            )
    for old, new in INDEXES.items():
        yield f"ALTER INDEX {old} RENAME TO {new}", f"ALTER INDEX {new} RENAME TO {old}"
    for table, (old, new) in TRIGGERS.items():
        yield (
            f"ALTER TRIGGER {old} ON {table} RENAME TO {new}",
            f"ALTER TRIGGER {new} ON {table} RENAME TO {old}",
        )


def drop(table, column, kinds):
    """Drop the constraints (foreign keys: "f", unique: "u") and further indexes of one column.

    Django made their names, with a hash.
    """
    return f"""
        DO $$ DECLARE found record; BEGIN
            FOR found IN
                SELECT conname AS name FROM pg_constraint
                WHERE conrelid = '{table}'::regclass AND contype IN ({kinds})
                    AND conkey = ARRAY[(
                        SELECT attnum FROM pg_attribute
                        WHERE attrelid = '{table}'::regclass AND attname = '{column}'
                    )]
            LOOP EXECUTE format('ALTER TABLE {table} DROP CONSTRAINT %I', found.name); END LOOP;
        END $$
    """


DROP_LIKE = """
    DO $$ DECLARE found record; BEGIN
        FOR found IN
            SELECT indexrelid::regclass AS name FROM pg_index
            WHERE indrelid = 'discussions_container'::regclass AND NOT indisunique
                AND indkey[0] = (
                    SELECT attnum FROM pg_attribute
                    WHERE attrelid = 'discussions_container'::regclass AND attname = 'slug'
                )
        LOOP EXECUTE format('DROP INDEX %s', found.name); END LOOP;
    END $$
"""


ID = models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("discussions", "0004_external_ids"),
        ("forum", "0003_category_icon"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                *(migrations.RunSQL(there, back) for there, back in statements()),
                migrations.RunSQL(drop("discussions_container", "slug", "'u'"), OF_FORUM),
                migrations.RunSQL(DROP_LIKE, migrations.RunSQL.noop),
                migrations.RunSQL(OF_A_KIND, migrations.RunSQL.noop),
                migrations.RunSQL(drop("discussions_threadtag", "thread_id", "'f'"), OF_TOPICS),
                migrations.RunSQL(OF_THREADS, migrations.RunSQL.noop),
            ],
            state_operations=[
                migrations.CreateModel(
                    name="TagGroup",
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
                        ("title", models.CharField(max_length=60)),
                        ("position", models.PositiveIntegerField(default=0)),
                        ("is_exclusive", models.BooleanField(default=False)),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=~Q(title__regex=r"^\s*$"),
                                name="discussions_taggroup_titled",
                            )
                        ]
                    },
                ),
                migrations.CreateModel(
                    name="Tag",
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
                        ("updated_at", models.DateTimeField(db_default=Now(), editable=False)),
                        ("name", models.CharField(max_length=30)),
                        (
                            "folded_name",
                            models.CharField(editable=False, max_length=60, unique=True),
                        ),
                        ("description", models.CharField(blank=True, max_length=300)),
                        (
                            "synonym_of",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=models.CASCADE,
                                related_name="synonyms",
                                to="discussions.tag",
                            ),
                        ),
                        (
                            "group",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=models.SET_NULL,
                                related_name="tags",
                                to="discussions.taggroup",
                            ),
                        ),
                        ("threads_count", models.PositiveIntegerField(default=0)),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                fields=["updated_at", "id"], name="discussions_tag_updated"
                            )
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=~Q(name__regex=r"^\s*$"), name="discussions_tag_named"
                            ),
                            models.CheckConstraint(
                                condition=~Q(synonym_of=models.F("pk")),
                                name="discussions_tag_not_its_own_synonym",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Container",
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
                        ("updated_at", models.DateTimeField(db_default=Now(), editable=False)),
                        ("kind", models.CharField(max_length=40)),
                        ("title", models.CharField(max_length=60)),
                        (
                            "slug",
                            models.SlugField(allow_unicode=True, db_index=False, max_length=60),
                        ),
                        ("description", models.CharField(blank=True, max_length=300)),
                        (
                            "parent",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=models.PROTECT,
                                related_name="children",
                                to="discussions.container",
                            ),
                        ),
                        ("depth", models.PositiveSmallIntegerField(default=1)),
                        (
                            "audience",
                            models.ForeignKey(
                                on_delete=models.PROTECT, related_name="+", to="accounts.audience"
                            ),
                        ),
                        ("position", models.PositiveIntegerField(default=0)),
                        ("icon", models.PositiveSmallIntegerField(default=1)),
                        ("hue", models.PositiveSmallIntegerField(default=1)),
                        (
                            "default_view",
                            models.CharField(
                                choices=[("nested", "Threaded"), ("flat", "By time")],
                                default="nested",
                                max_length=6,
                            ),
                        ),
                        ("template", models.TextField(blank=True)),
                        ("has_solutions", models.BooleanField(default=True)),
                        ("min_tags", models.PositiveSmallIntegerField(default=0)),
                        ("version", models.PositiveIntegerField(default=1)),
                        ("threads_count", models.PositiveIntegerField(default=0)),
                        ("posts_count", models.PositiveIntegerField(default=0)),
                        (
                            "required_tag_groups",
                            models.ManyToManyField(
                                blank=True, related_name="required_by", to="discussions.taggroup"
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                fields=["updated_at", "id"], name="discussions_container_updated"
                            )
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("kind", "slug"), name="discussions_container_slug"
                            ),
                            models.CheckConstraint(
                                condition=~Q(title__regex=r"^\s*$"),
                                name="discussions_container_titled",
                            ),
                            models.CheckConstraint(
                                condition=Q(icon__range=(1, 8), hue__range=(1, 8)),
                                name="discussions_container_mark",
                            ),
                            models.CheckConstraint(
                                condition=Q(depth__range=(1, 3)), name="discussions_container_depth"
                            ),
                            models.CheckConstraint(
                                condition=Q(depth=1, parent=None)
                                | Q(depth__gt=1, parent__isnull=False),
                                name="discussions_container_depth_of_parent",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Permission",
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
                        (
                            "container",
                            models.ForeignKey(
                                on_delete=models.CASCADE,
                                related_name="permissions",
                                to="discussions.container",
                            ),
                        ),
                        (
                            "group",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=models.CASCADE,
                                related_name="+",
                                to="accounts.group",
                            ),
                        ),
                        (
                            "action",
                            models.CharField(
                                choices=[
                                    ("read", "see and read"),
                                    ("start", "start topics"),
                                    ("reply", "reply"),
                                    ("react", "react"),
                                    ("tag", "tag topics"),
                                    ("solve", "accept answers to anybody's question"),
                                    ("edit", "edit others' posts and titles"),
                                    ("moderate", "close, pin, move and delete"),
                                ],
                                max_length=10,
                            ),
                        ),
                        (
                            "value",
                            models.CharField(
                                choices=[("yes", "Yes"), ("no", "No"), ("never", "Never")],
                                max_length=5,
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("container", "group", "action"),
                                name="discussions_permission_once",
                                nulls_distinct=False,
                            )
                        ]
                    },
                ),
                migrations.CreateModel(
                    name="ThreadTag",
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
                        (
                            "thread",
                            models.ForeignKey(
                                on_delete=models.CASCADE, related_name="+", to="discussions.thread"
                            ),
                        ),
                        (
                            "tag",
                            models.ForeignKey(
                                on_delete=models.CASCADE, related_name="+", to="discussions.tag"
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("tag", "thread"), name="discussions_threadtag_once"
                            )
                        ]
                    },
                ),
                migrations.AddField(
                    model_name="thread",
                    name="tags",
                    field=models.ManyToManyField(
                        related_name="threads",
                        through="discussions.ThreadTag",
                        to="discussions.tag",
                    ),
                ),
            ],
        ),
    ]
