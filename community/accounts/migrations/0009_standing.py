"""Badges, changes of trust levels, and what is kept beside a member's reputation."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

from community.kernel.followed import follow

# Until now, only imports wrote a reputation.
IMPORTED = """
    INSERT INTO accounts_standing (member_id, imported_reputation)
    SELECT id, reputation FROM accounts_user WHERE reputation <> 0
"""
SEEN = ["name", "slug", "rule"]


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0008_user_warned"),
    ]

    operations = [
        migrations.CreateModel(
            name="BadgeAward",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("badge", models.CharField(max_length=60, verbose_name="badge")),
                (
                    "scope",
                    models.BigIntegerField(db_default=0, default=0, verbose_name="awarded for"),
                ),
                ("awarded_at", models.DateTimeField(verbose_name="awarded at")),
                (
                    "revoked_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="revoked at"),
                ),
            ],
            options={
                "verbose_name": "awarded badge",
                "verbose_name_plural": "awarded badges",
            },
        ),
        migrations.CreateModel(
            name="Standing",
            fields=[
                (
                    "member",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="standing",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="member",
                    ),
                ),
                (
                    "imported_reputation",
                    models.IntegerField(
                        db_default=0, default=0, verbose_name="imported reputation"
                    ),
                ),
                (
                    "is_trust_locked",
                    models.BooleanField(
                        db_default=False, default=False, verbose_name="trust level locked"
                    ),
                ),
                (
                    "is_on_leaderboards",
                    models.BooleanField(
                        db_default=True, default=True, verbose_name="shown on leaderboards"
                    ),
                ),
                (
                    "below_since",
                    models.DateField(
                        blank=True, null=True, verbose_name="below the trust level since"
                    ),
                ),
                (
                    "demotion_notified_at",
                    models.DateTimeField(
                        blank=True, null=True, verbose_name="notified of a demotion at"
                    ),
                ),
            ],
            options={
                "verbose_name": "standing",
                "verbose_name_plural": "standings",
            },
        ),
        migrations.CreateModel(
            name="TrustChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("before", models.PositiveSmallIntegerField(verbose_name="before")),
                ("after", models.PositiveSmallIntegerField(verbose_name="after")),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("reached", "Requirements met"),
                            ("missed", "Requirements no longer met"),
                            ("group", "Granted by a group"),
                            ("manual", "Set by a moderator"),
                        ],
                        max_length=10,
                        verbose_name="reason",
                    ),
                ),
                ("measured", models.JSONField(default=dict, verbose_name="measured")),
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        verbose_name="changed at",
                    ),
                ),
            ],
            options={
                "verbose_name": "change of a trust level",
                "verbose_name_plural": "changes of trust levels",
            },
        ),
        migrations.AddField(
            model_name="group",
            name="trust_floor",
            field=models.PositiveSmallIntegerField(
                blank=True,
                choices=[(0, "New"), (1, "Basic"), (2, "Member"), (3, "Regular"), (4, "Leader")],
                null=True,
                verbose_name="minimum trust level",
            ),
        ),
        migrations.AddConstraint(
            model_name="group",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("trust_floor", None),
                    models.Q(("rule", ""), ("trust_floor__range", (1, 4))),
                    _connector="OR",
                ),
                name="accounts_group_trust_floor",
            ),
        ),
        migrations.AddField(
            model_name="badgeaward",
            name="member",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="badge_awards",
                to=settings.AUTH_USER_MODEL,
                verbose_name="member",
            ),
        ),
        migrations.AddField(
            model_name="trustchange",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="changed by",
            ),
        ),
        migrations.AddField(
            model_name="trustchange",
            name="member",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="trust_changes",
                to=settings.AUTH_USER_MODEL,
                verbose_name="member",
            ),
        ),
        migrations.AddIndex(
            model_name="badgeaward",
            index=models.Index(
                condition=models.Q(("revoked_at", None)),
                fields=["badge", "-awarded_at", "-id"],
                name="accounts_badgeaward_of_badge",
            ),
        ),
        migrations.AddIndex(
            model_name="badgeaward",
            index=models.Index(
                condition=models.Q(("revoked_at", None)),
                fields=["badge", "-id"],
                name="accounts_badgeaward_listed",
            ),
        ),
        migrations.AddIndex(
            model_name="importedbadge",
            index=models.Index(
                fields=["name", "-given_at", "-id"], name="accounts_importedbadge_named"
            ),
        ),
        migrations.AddConstraint(
            model_name="badgeaward",
            constraint=models.UniqueConstraint(
                fields=("member", "badge", "scope"), name="accounts_badgeaward_once"
            ),
        ),
        migrations.AddIndex(
            model_name="trustchange",
            index=models.Index(fields=["member", "-id"], name="accounts_trustchange_of_member"),
        ),
        migrations.AddConstraint(
            model_name="trustchange",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("after__range", (0, 4)),
                    ("before__range", (0, 4)),
                    models.Q(("before", models.F("after")), _negated=True),
                ),
                name="accounts_trustchange_levels",
            ),
        ),
        migrations.RunSQL(
            follow("accounts_group", ["trust_floor", *SEEN]).sql,
            follow("accounts_group", SEEN).sql,
        ),
        migrations.RunSQL(IMPORTED, migrations.RunSQL.noop),
    ]
