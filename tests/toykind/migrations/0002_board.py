from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("toykind", "0001_initial"), ("discussions", "0005_containers_and_tags")]

    operations = [
        migrations.CreateModel(
            name="Board",
            fields=[],
            options={"proxy": True, "indexes": [], "constraints": []},
            bases=("discussions.container",),
        ),
    ]
