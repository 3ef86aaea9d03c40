"""Synonyms that editors keep, how texts write the words that pages say, and stems in the table of
texts: `migrate` has those made anew (cms/search/index.py)."""

import django.db.models.deletion
from django.db import migrations, models

GROUPS = ("Editors", "Publishers", "SEO staff")


def let_editors_keep_them(apps, schema_editor):
    """The groups of the website's staff, where they are. What an administrator changes stays."""
    kind, _created = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label="cms", model="searchsynonyms"
    )
    permissions = [
        apps.get_model("auth", "Permission").objects.get_or_create(
            content_type=kind,
            codename=f"{verb}_searchsynonyms",
            defaults={"name": f"Can {verb} synonyms"},
        )[0]
        for verb in ("add", "change", "delete", "view")
    ]
    for group in apps.get_model("auth", "Group").objects.filter(name__in=GROUPS):
        group.permissions.add(*permissions)


class Migration(migrations.Migration):
    dependencies = [
        ("cms", "0013_alphabet"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("home", "0003_roles"),
        ("wagtailcore", "0098_apitoken"),
    ]

    operations = [
        migrations.AddField(
            "searchword", "spelling", models.CharField(db_default="", default="", max_length=200)
        ),
        migrations.CreateModel(
            name="SearchSynonyms",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "words",
                    models.CharField(
                        help_text="With commas: camp, summer school, holiday course",
                        max_length=1000,
                        verbose_name="words that mean the same",
                    ),
                ),
                (
                    "locale",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="wagtailcore.locale",
                        verbose_name="language",
                    ),
                ),
            ],
            options={
                "verbose_name": "synonyms",
                "verbose_name_plural": "Synonyms of the search",
                "ordering": ("locale", "words"),
            },
        ),
        migrations.RunPython(let_editors_keep_them, migrations.RunPython.noop),
    ]
