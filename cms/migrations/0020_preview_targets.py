"""Addresses at which previews are shown: see cms/previews/targets.py."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cms", "0019_share_links"),
    ]

    operations = [
        migrations.CreateModel(
            name="PreviewTarget",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=50, unique=True, verbose_name="name")),
                (
                    "pattern",
                    models.CharField(
                        help_text="Such as https://app.example.com/preview?token={token}&path={path}&locale={locale}",
                        max_length=500,
                        verbose_name="address",
                    ),
                ),
            ],
            options={
                "verbose_name": "preview address",
                "verbose_name_plural": "preview addresses",
                "ordering": ["name"],
            },
        ),
    ]
