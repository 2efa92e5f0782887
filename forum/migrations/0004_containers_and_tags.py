"""Categories are containers of discussions, and tags belong to threads there; see its 0005."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("discussions", "0005_containers_and_tags"),
        ("forum", "0003_category_icon"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RemoveField("topic", "tags"),
                migrations.DeleteModel("TopicTag"),
                migrations.DeleteModel("Permission"),
                migrations.AlterField(
                    "topic",
                    "category",
                    models.ForeignKey(
                        on_delete=models.PROTECT,
                        related_name="topics",
                        to="discussions.container",
                    ),
                ),
                migrations.DeleteModel("Category"),
                migrations.DeleteModel("Tag"),
                migrations.DeleteModel("TagGroup"),
                migrations.CreateModel(
                    name="Category",
                    fields=[],
                    options={
                        "verbose_name_plural": "categories",
                        "proxy": True,
                        "indexes": [],
                        "constraints": [],
                    },
                    bases=("discussions.container",),
                ),
                migrations.AlterField(
                    "topic",
                    "category",
                    models.ForeignKey(
                        on_delete=models.PROTECT, related_name="topics", to="forum.category"
                    ),
                ),
            ],
        ),
    ]
