import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

# Only a rebuild, which writes the whole ledger again from the log of events, deletes entries.
APPEND_ONLY = """
    CREATE FUNCTION recognition_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'DELETE' AND current_setting('recognition.rebuild', true) = 'on' THEN
            RETURN OLD;
        END IF;
        RAISE EXCEPTION 'reputation entries are never changed or deleted';
    END $$;
    CREATE TRIGGER recognition_append_only BEFORE UPDATE OR DELETE ON recognition_reputationentry
        FOR EACH ROW EXECUTE FUNCTION recognition_append_only();
"""
NOT_APPEND_ONLY = """
    DROP TRIGGER recognition_append_only ON recognition_reputationentry;
    DROP FUNCTION recognition_append_only;
"""


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0009_standing"),
        ("discussions", "0017_reading_days"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ContributionKind",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("slug", models.SlugField(max_length=20, unique=True, verbose_name="slug")),
                ("name", models.CharField(max_length=60, verbose_name="name")),
                ("points_name", models.CharField(max_length=60, verbose_name="name of its points")),
                (
                    "description",
                    models.CharField(blank=True, max_length=300, verbose_name="description"),
                ),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="position")),
            ],
            options={
                "verbose_name": "contribution kind",
                "verbose_name_plural": "contribution kinds",
                "ordering": ["position", "id"],
            },
        ),
        migrations.CreateModel(
            name="CountedBadge",
            fields=[
                (
                    "name",
                    models.CharField(
                        max_length=60, primary_key=True, serialize=False, verbose_name="name"
                    ),
                ),
            ],
            options={
                "verbose_name": "counted badge",
                "verbose_name_plural": "counted badges",
            },
        ),
        migrations.CreateModel(
            name="Visits",
            fields=[
                (
                    "member",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="member",
                    ),
                ),
                ("last_day", models.DateField(verbose_name="last day")),
                ("streak", models.PositiveIntegerField(default=1, verbose_name="days in a row")),
                ("longest", models.PositiveIntegerField(default=1, verbose_name="longest streak")),
                (
                    "missed_on",
                    models.DateField(
                        blank=True,
                        null=True,
                        verbose_name="last day that was missed without ending the streak",
                    ),
                ),
                ("days", models.PositiveIntegerField(default=1, verbose_name="days")),
                ("posts", models.PositiveIntegerField(default=0, verbose_name="posts read")),
                ("seconds", models.PositiveIntegerField(default=0, verbose_name="seconds")),
            ],
            options={
                "verbose_name": "visits",
                "verbose_name_plural": "visits",
            },
        ),
        migrations.CreateModel(
            name="Contribution",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("rule", models.CharField(max_length=60, verbose_name="rule")),
                ("subject_kind", models.CharField(max_length=40, verbose_name="kind of subject")),
                ("subject_id", models.BigIntegerField(verbose_name="subject")),
                ("thread_id", models.BigIntegerField(blank=True, null=True, verbose_name="thread")),
                (
                    "container_id",
                    models.BigIntegerField(blank=True, null=True, verbose_name="container"),
                ),
                (
                    "kind",
                    models.CharField(blank=True, max_length=20, verbose_name="contribution kind"),
                ),
                ("points", models.SmallIntegerField(default=0, verbose_name="points")),
                ("day", models.DateField(verbose_name="day")),
                ("occurred_at", models.DateTimeField(verbose_name="occurred at")),
                ("event_id", models.BigIntegerField(verbose_name="event ID")),
                ("is_withdrawn", models.BooleanField(default=False, verbose_name="withdrawn")),
                ("is_removed", models.BooleanField(default=False, verbose_name="content removed")),
                (
                    "is_thread_removed",
                    models.BooleanField(default=False, verbose_name="thread removed"),
                ),
                (
                    "is_discounted",
                    models.BooleanField(default=False, verbose_name="given in a vote ring"),
                ),
                (
                    "holds",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.ExpressionWrapper(
                            models.Q(
                                is_discounted=False,
                                is_removed=False,
                                is_thread_removed=False,
                                is_withdrawn=False,
                            ),
                            output_field=models.BooleanField(),
                        ),
                        output_field=models.BooleanField(),
                        verbose_name="holds",
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="contributions",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="member",
                    ),
                ),
                (
                    "other",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="other member",
                    ),
                ),
            ],
            options={
                "verbose_name": "contribution",
                "verbose_name_plural": "contributions",
            },
        ),
        migrations.CreateModel(
            name="KindOfContainer",
            fields=[
                (
                    "container",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="discussions.container",
                        verbose_name="category",
                    ),
                ),
                (
                    "kind",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="containers",
                        to="recognition.contributionkind",
                        to_field="slug",
                        verbose_name="contribution kind",
                    ),
                ),
            ],
            options={
                "verbose_name": "contribution kind of a category",
                "verbose_name_plural": "contribution kinds of categories",
            },
        ),
        migrations.CreateModel(
            name="RecognitionState",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "closed_day",
                    models.DateField(blank=True, null=True, verbose_name="last day closed"),
                ),
                (
                    "rings_day",
                    models.DateField(
                        blank=True, null=True, verbose_name="last day searched for vote rings"
                    ),
                ),
                (
                    "rebuilt_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="rebuilt at"),
                ),
                (
                    "boards_refreshed_at",
                    models.DateTimeField(
                        blank=True, null=True, verbose_name="leaderboards refreshed at"
                    ),
                ),
                (
                    "reconciled_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="reconciled at"),
                ),
                (
                    "levels_reviewed_at",
                    models.DateTimeField(
                        blank=True, null=True, verbose_name="trust levels reviewed at"
                    ),
                ),
            ],
            options={
                "verbose_name": "state of recognition",
                "verbose_name_plural": "states of recognition",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("id", 1)), name="recognition_state_one"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ReputationDrift",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("what", models.CharField(max_length=40, verbose_name="what")),
                ("found", models.IntegerField(verbose_name="found")),
                ("expected", models.IntegerField(verbose_name="expected")),
                (
                    "noticed_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        verbose_name="noticed at",
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="member",
                    ),
                ),
            ],
            options={
                "verbose_name": "drift of reputation",
                "verbose_name_plural": "drifts of reputation",
            },
        ),
        migrations.CreateModel(
            name="ReputationEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("points", models.SmallIntegerField(verbose_name="points")),
                (
                    "cause",
                    models.CharField(
                        choices=[
                            ("counted", "Earned"),
                            ("withdrawn", "Withdrawn"),
                            ("removed", "Content deleted"),
                            ("restored", "Content restored"),
                            ("vote_ring", "Votes in a ring"),
                            ("cleared", "Votes confirmed"),
                        ],
                        max_length=10,
                        verbose_name="cause",
                    ),
                ),
                ("day", models.DateField(verbose_name="day")),
                ("event_id", models.BigIntegerField(verbose_name="event ID")),
                ("occurred_at", models.DateTimeField(verbose_name="occurred at")),
                (
                    "contribution",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="entries",
                        to="recognition.contribution",
                        verbose_name="contribution",
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reputation_entries",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="member",
                    ),
                ),
            ],
            options={
                "verbose_name": "reputation entry",
                "verbose_name_plural": "reputation entries",
            },
        ),
        migrations.CreateModel(
            name="Score",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("scope", models.CharField(blank=True, max_length=30, verbose_name="scope")),
                ("day", models.DateField(verbose_name="day")),
                ("points", models.IntegerField(verbose_name="points")),
                (
                    "member",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="scores",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="member",
                    ),
                ),
            ],
            options={
                "verbose_name": "score",
                "verbose_name_plural": "scores",
            },
        ),
        migrations.CreateModel(
            name="Tally",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("rule", models.CharField(max_length=60, verbose_name="rule")),
                ("by", models.CharField(blank=True, max_length=10, verbose_name="counted by")),
                ("scope", models.BigIntegerField(default=0, verbose_name="scope")),
                ("number", models.PositiveIntegerField(default=0, verbose_name="number")),
                ("peak", models.PositiveIntegerField(default=0, verbose_name="peak")),
                (
                    "member",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="member",
                    ),
                ),
            ],
            options={
                "verbose_name": "tally",
                "verbose_name_plural": "tallies",
            },
        ),
        migrations.CreateModel(
            name="TrustRequirement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "level",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (0, "New"),
                            (1, "Basic"),
                            (2, "Member"),
                            (3, "Regular"),
                            (4, "Leader"),
                        ],
                        verbose_name="trust level",
                    ),
                ),
                ("measure", models.CharField(max_length=60, verbose_name="measure")),
                ("threshold", models.PositiveIntegerField(verbose_name="threshold")),
                (
                    "window_days",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="days"),
                ),
                ("is_active", models.BooleanField(default=True, verbose_name="active")),
            ],
            options={
                "verbose_name": "trust level requirement",
                "verbose_name_plural": "trust level requirements",
                "ordering": ["level", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("level", "measure"), name="recognition_trustrequirement_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("level__range", (1, 3))),
                        name="recognition_trustrequirement_level",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="VoteRing",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "member_ids",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), size=None, verbose_name="members"
                    ),
                ),
                ("since", models.DateField(verbose_name="first day")),
                ("until", models.DateField(verbose_name="last day")),
                ("votes", models.PositiveIntegerField(verbose_name="votes between them")),
                ("share", models.FloatField(verbose_name="share of their points")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("found", "Waits for a decision"),
                            ("confirmed", "Confirmed"),
                            ("cleared", "Not a vote ring"),
                        ],
                        default="found",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                (
                    "found_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        verbose_name="found at",
                    ),
                ),
                (
                    "decided_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="decided at"),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="decided by",
                    ),
                ),
            ],
            options={
                "verbose_name": "vote ring",
                "verbose_name_plural": "vote rings",
            },
        ),
        migrations.CreateModel(
            name="BoardRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "period",
                    models.CharField(
                        choices=[
                            ("week", "Week"),
                            ("month", "Month"),
                            ("quarter", "Quarter"),
                            ("year", "Year"),
                            ("all", "All time"),
                        ],
                        max_length=7,
                        verbose_name="period",
                    ),
                ),
                ("scope", models.CharField(blank=True, max_length=30, verbose_name="scope")),
                ("rank", models.PositiveIntegerField(verbose_name="rank")),
                ("points", models.IntegerField(verbose_name="points")),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="member",
                    ),
                ),
            ],
            options={
                "verbose_name": "place on a leaderboard",
                "verbose_name_plural": "places on leaderboards",
                "indexes": [
                    models.Index(
                        fields=["period", "scope", "points", "member"],
                        name="recognition_boardrow_order",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("period", "scope", "member"), name="recognition_boardrow_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("points__gt", 0)), name="recognition_boardrow_points"
                    ),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="contribution",
            index=models.Index(fields=["member", "day"], name="recognition_contribution_day"),
        ),
        migrations.AddIndex(
            model_name="contribution",
            index=models.Index(
                fields=["member", "rule", "-id"], name="recognition_contribution_rule"
            ),
        ),
        migrations.AddIndex(
            model_name="contribution",
            index=models.Index(
                condition=models.Q(("thread_id__isnull", False)),
                fields=["thread_id", "rule"],
                name="recognition_contribution_thrd",
            ),
        ),
        migrations.AddIndex(
            model_name="contribution",
            index=models.Index(
                condition=models.Q(("other__isnull", False), ("points__gt", 0)),
                fields=["day"],
                name="recognition_contribution_votes",
            ),
        ),
        migrations.AddConstraint(
            model_name="contribution",
            constraint=models.UniqueConstraint(
                fields=("subject_id", "rule", "member", "subject_kind", "other"),
                name="recognition_contribution_once",
                nulls_distinct=False,
            ),
        ),
        migrations.AddConstraint(
            model_name="reputationdrift",
            constraint=models.CheckConstraint(
                condition=models.Q(("found", models.F("expected")), _negated=True),
                name="recognition_reputationdrift_differs",
            ),
        ),
        migrations.AddIndex(
            model_name="reputationentry",
            index=models.Index(fields=["member", "-id"], name="recognition_entry_of_member"),
        ),
        migrations.AddConstraint(
            model_name="reputationentry",
            constraint=models.CheckConstraint(
                condition=models.Q(("points", 0), _negated=True),
                name="recognition_reputationentry_counts",
            ),
        ),
        migrations.AddIndex(
            model_name="score",
            index=models.Index(
                fields=["scope", "day"], include=("member", "points"), name="recognition_score_days"
            ),
        ),
        migrations.AddConstraint(
            model_name="score",
            constraint=models.UniqueConstraint(
                fields=("member", "scope", "day"), name="recognition_score_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="score",
            constraint=models.CheckConstraint(
                condition=models.Q(("points", 0), _negated=True), name="recognition_score_counts"
            ),
        ),
        migrations.AddConstraint(
            model_name="tally",
            constraint=models.UniqueConstraint(
                fields=("member", "rule", "by", "scope"), name="recognition_tally_once"
            ),
        ),
        migrations.RunSQL(APPEND_ONLY, NOT_APPEND_ONLY),
    ]
