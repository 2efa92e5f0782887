"""Notifications, what each member chose, and email whose text is written when it is sent."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("notifications", "0002_labels"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Notification",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("type", models.CharField(max_length=40, verbose_name="type")),
                ("subject_kind", models.CharField(max_length=40, verbose_name="subject kind")),
                ("subject_id", models.BigIntegerField(verbose_name="subject ID")),
                ("context_kind", models.CharField(max_length=40, verbose_name="context kind")),
                ("context_id", models.BigIntegerField(verbose_name="context ID")),
                (
                    "position",
                    models.PositiveIntegerField(
                        db_default=0, default=0, verbose_name="position in the context"
                    ),
                ),
                (
                    "actors",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(),
                        default=list,
                        size=None,
                        verbose_name="actors",
                    ),
                ),
                ("reason", models.CharField(max_length=40, verbose_name="reason")),
                (
                    "place_kind",
                    models.CharField(
                        blank=True, db_default="", max_length=40, verbose_name="place kind"
                    ),
                ),
                (
                    "place_id",
                    models.BigIntegerField(blank=True, null=True, verbose_name="place ID"),
                ),
                ("facts", models.JSONField(default=dict, verbose_name="facts")),
                ("key", models.CharField(max_length=80, verbose_name="key")),
                ("merges", models.BooleanField(default=False, verbose_name="merges")),
                ("is_on_site", models.BooleanField(default=True, verbose_name="on site")),
                (
                    "event_id",
                    models.BigIntegerField(blank=True, null=True, verbose_name="event ID"),
                ),
                (
                    "happened_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        verbose_name="happened at",
                    ),
                ),
                ("seen_at", models.DateTimeField(blank=True, null=True, verbose_name="seen at")),
                ("read_at", models.DateTimeField(blank=True, null=True, verbose_name="read at")),
                (
                    "retracted_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="retracted at"),
                ),
                (
                    "mail_due_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="email due at"),
                ),
            ],
            options={
                "verbose_name": "notification",
                "verbose_name_plural": "notifications",
            },
        ),
        migrations.CreateModel(
            name="Preference",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("type", models.CharField(max_length=40, verbose_name="type")),
                ("is_on_site", models.BooleanField(verbose_name="on site")),
                ("is_by_mail", models.BooleanField(verbose_name="by email")),
            ],
            options={
                "verbose_name": "notification preference",
                "verbose_name_plural": "notification preferences",
            },
        ),
        migrations.RemoveIndex(
            model_name="mail",
            name="notifications_mail_due",
        ),
        migrations.AddField(
            model_name="mail",
            name="dropped_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="dropped at"),
        ),
        migrations.AddField(
            model_name="mail",
            name="headers",
            field=models.JSONField(db_default={}, default=dict, verbose_name="headers"),
        ),
        migrations.AddField(
            model_name="mail",
            name="member",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="member",
            ),
        ),
        migrations.AddIndex(
            model_name="mail",
            index=models.Index(
                condition=models.Q(("dropped_at", None), ("sent_at", None)),
                fields=["due_at", "id"],
                name="notifications_mail_due",
            ),
        ),
        migrations.AddIndex(
            model_name="mail",
            index=models.Index(
                condition=models.Q(("member__isnull", False)),
                fields=["member", "created_at"],
                name="notifications_mail_of_member",
            ),
        ),
        migrations.AddField(
            model_name="notification",
            name="mail",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="notifications",
                to="notifications.mail",
                verbose_name="email",
            ),
        ),
        migrations.AddField(
            model_name="notification",
            name="member",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="notifications",
                to=settings.AUTH_USER_MODEL,
                verbose_name="member",
            ),
        ),
        migrations.AddField(
            model_name="preference",
            name="member",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="notification_preferences",
                to=settings.AUTH_USER_MODEL,
                verbose_name="member",
            ),
        ),
        migrations.AddIndex(
            model_name="notification",
            index=models.Index(
                condition=models.Q(("is_on_site", True), ("retracted_at", None)),
                fields=["member", "-id"],
                name="notifications_of_member",
            ),
        ),
        migrations.AddIndex(
            model_name="notification",
            index=models.Index(
                condition=models.Q(("read_at", None)),
                fields=["member", "context_id"],
                name="notifications_unread",
            ),
        ),
        migrations.AddIndex(
            model_name="notification",
            index=models.Index(
                fields=["context_id", "subject_id"], name="notifications_of_context"
            ),
        ),
        migrations.AddIndex(
            model_name="notification",
            index=models.Index(
                condition=models.Q(("mail_due_at__isnull", False)),
                fields=["mail_due_at"],
                name="notifications_mail_wanted",
            ),
        ),
        migrations.AddIndex(
            model_name="notification",
            index=models.Index(
                condition=models.Q(("mail__isnull", False)),
                fields=["mail"],
                name="notifications_in_mail",
            ),
        ),
        migrations.AddConstraint(
            model_name="notification",
            constraint=models.UniqueConstraint(
                condition=models.Q(("merges", False)),
                fields=("member", "key"),
                name="notifications_notification_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="notification",
            constraint=models.UniqueConstraint(
                condition=models.Q(("merges", True), ("read_at", None)),
                fields=("member", "key"),
                name="notifications_notification_merged",
            ),
        ),
        migrations.AddConstraint(
            model_name="preference",
            constraint=models.UniqueConstraint(
                fields=("member", "type"), name="notifications_preference_once"
            ),
        ),
    ]
