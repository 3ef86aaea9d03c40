"""What is public, and the records of what changed: see cms/changes."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cms", "0010_listing_indexes")]

    operations = [
        migrations.CreateModel(
            name="ChangeRecord",
            fields=[
                ("version", models.BigIntegerField(primary_key=True, serialize=False)),
                ("since", models.BigIntegerField()),
                ("changed_at", models.DateTimeField()),
                ("recorded_at", models.DateTimeField(auto_now_add=True)),
                ("everything", models.BooleanField()),
                ("items", models.JSONField(default=list)),
                ("tags", models.JSONField(default=list)),
            ],
            options={"default_permissions": ()},
        ),
        migrations.CreateModel(
            name="PublicItem",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=50)),
                ("item_id", models.BigIntegerField()),
                ("type", models.CharField(max_length=100)),
                ("locale", models.CharField(blank=True, max_length=20)),
                ("path", models.TextField(blank=True)),
            ],
            options={"default_permissions": ()},
        ),
        migrations.AddConstraint(
            model_name="publicitem",
            constraint=models.UniqueConstraint(fields=("kind", "item_id"), name="one_public_item"),
        ),
    ]
