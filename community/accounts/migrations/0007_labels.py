"""Names and labels for people, which can be translated. The database stays as it is."""

import community.accounts.models.people
import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0006_user_language"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="app",
            options={"verbose_name": "app", "verbose_name_plural": "apps"},
        ),
        migrations.AlterModelOptions(
            name="attempts",
            options={"verbose_name": "attempts", "verbose_name_plural": "attempts"},
        ),
        migrations.AlterModelOptions(
            name="audience",
            options={"verbose_name": "audience", "verbose_name_plural": "audiences"},
        ),
        migrations.AlterModelOptions(
            name="group",
            options={"verbose_name": "group", "verbose_name_plural": "groups"},
        ),
        migrations.AlterModelOptions(
            name="importedbadge",
            options={"verbose_name": "imported badge", "verbose_name_plural": "imported badges"},
        ),
        migrations.AlterModelOptions(
            name="invitation",
            options={"verbose_name": "invitation", "verbose_name_plural": "invitations"},
        ),
        migrations.AlterModelOptions(
            name="page",
            options={"verbose_name": "page", "verbose_name_plural": "pages"},
        ),
        migrations.AlterModelOptions(
            name="token",
            options={"verbose_name": "token", "verbose_name_plural": "tokens"},
        ),
        migrations.AlterModelOptions(
            name="user",
            options={"verbose_name": "user", "verbose_name_plural": "users"},
        ),
        migrations.AlterField(
            model_name="app",
            name="client_secret",
            field=models.CharField(blank=True, max_length=64, verbose_name="client secret"),
        ),
        migrations.AlterField(
            model_name="app",
            name="disabled_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="disabled at"),
        ),
        migrations.AlterField(
            model_name="app",
            name="name",
            field=models.CharField(max_length=60, verbose_name="name"),
        ),
        migrations.AlterField(
            model_name="app",
            name="redirect_uris",
            field=models.TextField(verbose_name="redirect URIs"),
        ),
        migrations.AlterField(
            model_name="app",
            name="user",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="apps",
                to=settings.AUTH_USER_MODEL,
                verbose_name="user",
            ),
        ),
        migrations.AlterField(
            model_name="app",
            name="version",
            field=models.PositiveIntegerField(default=1, verbose_name="version"),
        ),
        migrations.AlterField(
            model_name="app",
            name="website",
            field=models.CharField(blank=True, max_length=200, verbose_name="website"),
        ),
        migrations.AlterField(
            model_name="audience",
            name="groups",
            field=models.ManyToManyField(
                blank=True, related_name="audiences", to="accounts.group", verbose_name="groups"
            ),
        ),
        migrations.AlterField(
            model_name="audience",
            name="kind",
            field=models.CharField(
                choices=[("public", "Public"), ("shared", "Shared"), ("personal", "Personal")],
                max_length=10,
                verbose_name="kind",
            ),
        ),
        migrations.AlterField(
            model_name="audience",
            name="members",
            field=models.ManyToManyField(
                blank=True,
                related_name="audiences",
                to=settings.AUTH_USER_MODEL,
                verbose_name="members",
            ),
        ),
        migrations.AlterField(
            model_name="audience",
            name="never",
            field=models.ManyToManyField(
                blank=True, related_name="+", to="accounts.group", verbose_name="excluded groups"
            ),
        ),
        migrations.AlterField(
            model_name="audience",
            name="title",
            field=models.CharField(blank=True, max_length=120, verbose_name="title"),
        ),
        migrations.AlterField(
            model_name="group",
            name="members",
            field=models.ManyToManyField(
                blank=True,
                related_name="groups",
                to=settings.AUTH_USER_MODEL,
                verbose_name="members",
            ),
        ),
        migrations.AlterField(
            model_name="group",
            name="name",
            field=models.CharField(max_length=60, verbose_name="name"),
        ),
        migrations.AlterField(
            model_name="group",
            name="rule",
            field=models.CharField(
                blank=True,
                choices=[
                    ("", "Chosen by hand"),
                    ("members", "All members"),
                    ("trust_1", "Trust level 1 and above"),
                    ("trust_2", "Trust level 2 and above"),
                    ("trust_3", "Trust level 3 and above"),
                    ("trust_4", "Trust level 4"),
                    ("moderators", "Moderators"),
                ],
                default="",
                max_length=12,
                verbose_name="rule",
            ),
        ),
        migrations.AlterField(
            model_name="group",
            name="slug",
            field=models.SlugField(max_length=60, unique=True, verbose_name="slug"),
        ),
        migrations.AlterField(
            model_name="importedbadge",
            name="given_at",
            field=models.DateTimeField(verbose_name="given at"),
        ),
        migrations.AlterField(
            model_name="importedbadge",
            name="key",
            field=models.BigIntegerField(verbose_name="number on the original site"),
        ),
        migrations.AlterField(
            model_name="importedbadge",
            name="level",
            field=models.PositiveSmallIntegerField(
                choices=[(1, "gold"), (2, "silver"), (3, "bronze")], verbose_name="level"
            ),
        ),
        migrations.AlterField(
            model_name="importedbadge",
            name="member",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="imported_badges",
                to=settings.AUTH_USER_MODEL,
                verbose_name="member",
            ),
        ),
        migrations.AlterField(
            model_name="importedbadge",
            name="name",
            field=models.CharField(max_length=100, verbose_name="name"),
        ),
        migrations.AlterField(
            model_name="importedbadge",
            name="site",
            field=models.CharField(max_length=100, verbose_name="original site"),
        ),
        migrations.AlterField(
            model_name="invitation",
            name="created_at",
            field=models.DateTimeField(
                db_default=django.db.models.functions.datetime.Now(), verbose_name="created at"
            ),
        ),
        migrations.AlterField(
            model_name="invitation",
            name="email",
            field=models.EmailField(blank=True, max_length=254, verbose_name="email"),
        ),
        migrations.AlterField(
            model_name="invitation",
            name="expires_at",
            field=models.DateTimeField(verbose_name="expires at"),
        ),
        migrations.AlterField(
            model_name="invitation",
            name="group",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="accounts.group",
                verbose_name="group",
            ),
        ),
        migrations.AlterField(
            model_name="invitation",
            name="inviter",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="invitations",
                to=settings.AUTH_USER_MODEL,
                verbose_name="inviter",
            ),
        ),
        migrations.AlterField(
            model_name="invitation",
            name="max_uses",
            field=models.PositiveIntegerField(default=1, verbose_name="maximum number of uses"),
        ),
        migrations.AlterField(
            model_name="invitation",
            name="note",
            field=models.CharField(blank=True, max_length=300, verbose_name="message"),
        ),
        migrations.AlterField(
            model_name="invitation",
            name="revoked_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="revoked at"),
        ),
        migrations.AlterField(
            model_name="invitation",
            name="secret",
            field=models.CharField(max_length=64, unique=True, verbose_name="secret"),
        ),
        migrations.AlterField(
            model_name="invitation",
            name="sent_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="sent at"),
        ),
        migrations.AlterField(
            model_name="invitation",
            name="uses",
            field=models.PositiveIntegerField(default=0, verbose_name="times used"),
        ),
        migrations.AlterField(
            model_name="page",
            name="changed_at",
            field=models.DateTimeField(
                db_default=django.db.models.functions.datetime.Now(), verbose_name="changed at"
            ),
        ),
        migrations.AlterField(
            model_name="page",
            name="html",
            field=models.TextField(verbose_name="HTML"),
        ),
        migrations.AlterField(
            model_name="page",
            name="html_version",
            field=models.PositiveSmallIntegerField(verbose_name="renderer version"),
        ),
        migrations.AlterField(
            model_name="page",
            name="slug",
            field=models.CharField(
                choices=[
                    ("guidelines", "Guidelines"),
                    ("conduct", "Code of conduct"),
                    ("privacy", "Privacy"),
                    ("about", "About"),
                ],
                max_length=20,
                unique=True,
                verbose_name="slug",
            ),
        ),
        migrations.AlterField(
            model_name="page",
            name="source",
            field=models.TextField(verbose_name="Markdown source"),
        ),
        migrations.AlterField(
            model_name="page",
            name="title",
            field=models.CharField(max_length=60, verbose_name="title"),
        ),
        migrations.AlterField(
            model_name="page",
            name="version",
            field=models.PositiveIntegerField(default=1, verbose_name="version"),
        ),
        migrations.AlterField(
            model_name="token",
            name="created_at",
            field=models.DateTimeField(
                db_default=django.db.models.functions.datetime.Now(), verbose_name="created at"
            ),
        ),
        migrations.AlterField(
            model_name="token",
            name="expires_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="expires at"),
        ),
        migrations.AlterField(
            model_name="token",
            name="last_four",
            field=models.CharField(max_length=4, verbose_name="last four characters"),
        ),
        migrations.AlterField(
            model_name="token",
            name="last_used_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="last used at"),
        ),
        migrations.AlterField(
            model_name="token",
            name="made_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="created by",
            ),
        ),
        migrations.AlterField(
            model_name="token",
            name="member",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="tokens",
                to=settings.AUTH_USER_MODEL,
                verbose_name="member",
            ),
        ),
        migrations.AlterField(
            model_name="token",
            name="name",
            field=models.CharField(max_length=60, verbose_name="name"),
        ),
        migrations.AlterField(
            model_name="token",
            name="revoked_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="revoked at"),
        ),
        migrations.AlterField(
            model_name="token",
            name="scopes",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=40), size=None, verbose_name="scopes"
            ),
        ),
        migrations.AlterField(
            model_name="token",
            name="secret",
            field=models.CharField(max_length=64, unique=True, verbose_name="secret"),
        ),
        migrations.AlterField(
            model_name="user",
            name="avatar",
            field=models.CharField(blank=True, max_length=60, verbose_name="avatar"),
        ),
        migrations.AlterField(
            model_name="user",
            name="date_joined",
            field=models.DateTimeField(
                db_default=django.db.models.functions.datetime.Now(), verbose_name="date joined"
            ),
        ),
        migrations.AlterField(
            model_name="user",
            name="density",
            field=models.CharField(
                blank=True,
                choices=[("compact", "Compact"), ("", "Default"), ("roomy", "Spacious")],
                db_default="",
                default="",
                max_length=7,
                verbose_name="density",
            ),
        ),
        migrations.AlterField(
            model_name="user",
            name="email",
            field=models.EmailField(blank=True, max_length=254, verbose_name="email"),
        ),
        migrations.AlterField(
            model_name="user",
            name="folded_username",
            field=models.CharField(
                editable=False, max_length=200, unique=True, verbose_name="normalized username"
            ),
        ),
        migrations.AlterField(
            model_name="user",
            name="is_active",
            field=models.BooleanField(default=True, verbose_name="active"),
        ),
        migrations.AlterField(
            model_name="user",
            name="is_bot",
            field=models.BooleanField(
                db_default=False, default=False, verbose_name="service account (bot)"
            ),
        ),
        migrations.AlterField(
            model_name="user",
            name="is_machine",
            field=models.BooleanField(default=False, verbose_name="system account"),
        ),
        migrations.AlterField(
            model_name="user",
            name="is_moderator",
            field=models.BooleanField(default=False, verbose_name="moderator"),
        ),
        migrations.AlterField(
            model_name="user",
            name="is_staff",
            field=models.BooleanField(default=False, verbose_name="staff"),
        ),
        migrations.AlterField(
            model_name="user",
            name="is_superuser",
            field=models.BooleanField(default=False, verbose_name="administrator"),
        ),
        migrations.AlterField(
            model_name="user",
            name="language",
            field=models.CharField(
                blank=True, db_default="", max_length=16, verbose_name="language"
            ),
        ),
        migrations.AlterField(
            model_name="user",
            name="reputation",
            field=models.IntegerField(db_default=0, default=0, verbose_name="reputation"),
        ),
        migrations.AlterField(
            model_name="user",
            name="session_epoch",
            field=models.PositiveIntegerField(
                default=0, verbose_name="times all sessions were ended"
            ),
        ),
        migrations.AlterField(
            model_name="user",
            name="silenced_until",
            field=models.DateTimeField(blank=True, null=True, verbose_name="silenced until"),
        ),
        migrations.AlterField(
            model_name="user",
            name="suspended_until",
            field=models.DateTimeField(blank=True, null=True, verbose_name="suspended until"),
        ),
        migrations.AlterField(
            model_name="user",
            name="theme",
            field=models.CharField(
                blank=True,
                choices=[("", "System"), ("light", "Light"), ("dark", "Dark")],
                db_default="",
                default="",
                max_length=5,
                verbose_name="theme",
            ),
        ),
        migrations.AlterField(
            model_name="user",
            name="time_zone",
            field=models.CharField(
                blank=True, db_default="", max_length=40, verbose_name="time zone"
            ),
        ),
        migrations.AlterField(
            model_name="user",
            name="title",
            field=models.CharField(blank=True, max_length=60, verbose_name="title"),
        ),
        migrations.AlterField(
            model_name="user",
            name="trust_level",
            field=models.PositiveSmallIntegerField(
                choices=[(0, "New"), (1, "Basic"), (2, "Member"), (3, "Regular"), (4, "Leader")],
                default=0,
                verbose_name="trust level",
            ),
        ),
        migrations.AlterField(
            model_name="user",
            name="username",
            field=models.CharField(
                max_length=60,
                validators=[community.accounts.models.people.plain_name],
                verbose_name="username",
            ),
        ),
    ]
