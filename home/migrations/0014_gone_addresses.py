"""Addresses may be gone for good (410)."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("home", "0013_tables"),
        ("wagtailredirects", "0008_add_verbose_name_plural"),
    ]

    operations = [
        migrations.CreateModel(
            name="RedirectDetails",
            fields=[
                (
                    "redirect",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="details",
                        serialize=False,
                        to="wagtailredirects.redirect",
                    ),
                ),
                ("is_gone", models.BooleanField(default=False)),
                ("is_of_taken_down", models.BooleanField(default=False)),
            ],
            options={"default_permissions": ()},
        ),
    ]
