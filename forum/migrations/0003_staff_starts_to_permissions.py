from django.db import migrations


def let_moderators_start(apps, schema_editor):
    """Where only moderators began topics, their group may, and so nobody else does."""
    category_rows = apps.get_model("forum", "Category").objects.filter(staff_starts=True)
    if not category_rows.exists():
        return
    groups = apps.get_model("accounts", "Group").objects
    taken = groups.filter(slug="moderators").exists()
    moderators, _ = groups.get_or_create(
        rule="moderators",
        defaults={"name": "Moderators", "slug": "moderators-by-rule" if taken else "moderators"},
    )
    permissions = apps.get_model("forum", "Permission").objects
    for category in category_rows.order_by("pk"):
        permissions.get_or_create(
            category=category, group=moderators, action="start", defaults={"value": "yes"}
        )


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_groups_by_rule"),
        ("forum", "0002_tags_and_permissions"),
    ]

    operations = [
        migrations.RunPython(let_moderators_start, migrations.RunPython.noop),
        migrations.RemoveField(model_name="category", name="staff_starts"),
    ]
