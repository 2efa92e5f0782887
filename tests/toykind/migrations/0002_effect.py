from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("toykind", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Effect",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("subscriber", models.CharField(max_length=40)),
                ("event_id", models.BigIntegerField()),
                ("n", models.IntegerField()),
            ],
        ),
    ]
