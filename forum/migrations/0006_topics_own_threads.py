"""The field of a topic's thread is one that all owners of threads have: nothing changes in SQL."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("discussions", "0008_form_keys"),
        ("forum", "0005_announcements_are_an_app"),
    ]

    operations = [
        migrations.AlterField(
            "topic",
            "thread",
            models.OneToOneField(
                on_delete=models.PROTECT,
                primary_key=True,
                related_name="%(class)s",
                serialize=False,
                to="discussions.thread",
            ),
        ),
    ]
