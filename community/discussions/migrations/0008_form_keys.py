"""Drop the keys of forms that were sent. From now on they are idempotency records of accounts.

Nothing is copied: a key matters only for the seconds or minutes in which a form is sent again.
"""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_idempotency_records"),
        ("discussions", "0007_events_of_containers_and_tags"),
    ]

    operations = [migrations.DeleteModel("Once")]
