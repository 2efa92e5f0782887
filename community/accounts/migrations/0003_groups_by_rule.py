from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_session_epoch"),
    ]

    operations = [
        migrations.AddField(
            model_name="audience",
            name="never",
            field=models.ManyToManyField(blank=True, related_name="+", to="accounts.group"),
        ),
        migrations.AddField(
            model_name="group",
            name="rule",
            field=models.CharField(
                blank=True,
                choices=[
                    ("", "chosen by hand"),
                    ("members", "all members"),
                    ("trust_1", "trust level 1 and above"),
                    ("trust_2", "trust level 2 and above"),
                    ("trust_3", "trust level 3 and above"),
                    ("trust_4", "trust level 4"),
                    ("moderators", "moderators"),
                ],
                default="",
                max_length=12,
            ),
        ),
        migrations.AddField(
            model_name="user",
            name="avatar",
            field=models.CharField(blank=True, max_length=60),
        ),
        migrations.AddConstraint(
            model_name="group",
            constraint=models.UniqueConstraint(
                condition=models.Q(("rule", ""), _negated=True),
                fields=("rule",),
                name="accounts_group_one_a_rule",
            ),
        ),
    ]
