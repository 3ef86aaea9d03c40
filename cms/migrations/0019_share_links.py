"""Share links: see cms/previews. Editors and publishers make and revoke their own."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

GROUPS = ("Editors", "Publishers")


def let_editors_make_them(apps, schema_editor):
    """The groups of the website's staff, where they are. What an administrator changes stays."""
    kind, _created = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label="cms", model="sharelink"
    )
    permission, _created = apps.get_model("auth", "Permission").objects.get_or_create(
        content_type=kind, codename="add_sharelink", defaults={"name": "Can add share link"}
    )
    delete, _created = apps.get_model("auth", "Permission").objects.get_or_create(
        content_type=kind, codename="delete_sharelink", defaults={"name": "Can delete share link"}
    )
    for group in apps.get_model("auth", "Group").objects.filter(name__in=GROUPS):
        group.permissions.add(permission, delete)


class Migration(migrations.Migration):
    dependencies = [
        ("cms", "0018_api_tokens"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("home", "0003_roles"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ShareLink",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=100, verbose_name="name")),
                ("digest", models.CharField(editable=False, max_length=64, unique=True)),
                ("ending", models.CharField(editable=False, max_length=4)),
                (
                    "made_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, editable=False, verbose_name="made"
                    ),
                ),
                ("expires_at", models.DateTimeField(editable=False, verbose_name="ends")),
                ("revoked_at", models.DateTimeField(editable=False, null=True)),
                (
                    "last_used_at",
                    models.DateTimeField(editable=False, null=True, verbose_name="last used"),
                ),
                (
                    "maker",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="made by",
                    ),
                ),
            ],
            options={
                "verbose_name": "share link",
                "verbose_name_plural": "share links",
                "ordering": ["-made_at", "-pk"],
                "abstract": False,
                "default_permissions": ("add", "delete", "view"),
            },
        ),
        migrations.RunPython(let_editors_make_them, migrations.RunPython.noop),
    ]
