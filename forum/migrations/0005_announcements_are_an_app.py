"""Announcements are in the app `announcements`, which has renamed their table."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("announcements", "0001_initial"),
        ("forum", "0004_containers_and_tags"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[migrations.DeleteModel("Announcement")],
        ),
    ]
