"""Releases, and who may prepare and who may publish them: editors and publishers."""

import django.core.serializers.json
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

PREPARE = ("add", "change", "delete", "view")
RIGHTS = {"Editors": PREPARE, "Publishers": (*PREPARE, "publish")}


def give(apps, schema_editor):
    """To the groups of the website's staff, where they are. What an administrator changes stays."""
    kind, _created = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label="cms", model="release"
    )
    for name, verbs in RIGHTS.items():
        permissions = [
            apps.get_model("auth", "Permission").objects.get_or_create(
                content_type=kind,
                codename=f"{verb}_release",
                defaults={
                    "name": "Can approve, publish and undo releases"
                    if verb == "publish"
                    else f"Can {verb} release"
                },
            )[0]
            for verb in verbs
        ]
        for group in apps.get_model("auth", "Group").objects.filter(name=name):
            group.permissions.add(*permissions)


class Migration(migrations.Migration):
    dependencies = [
        ("cms", "0016_not_found_addresses"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("home", "0003_roles"),
        ("wagtailcore", "0098_apitoken"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Release",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                (
                    "note",
                    models.TextField(
                        blank=True,
                        help_text="For those who prepare it: what it is about, what is still missing.",
                        max_length=2000,
                        verbose_name="note",
                    ),
                ),
                (
                    "go_live_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="goes live at"),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("preparing", "Being prepared"),
                            ("approved", "Approved"),
                            ("going_live", "Going live"),
                            ("live", "Live"),
                            ("undoing", "Being undone"),
                        ],
                        default="preparing",
                        editable=False,
                        max_length=12,
                        verbose_name="state",
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("approved_at", models.DateTimeField(editable=False, null=True)),
                ("asked_at", models.DateTimeField(editable=False, null=True)),
                ("live_at", models.DateTimeField(editable=False, null=True)),
                ("version", models.BigIntegerField(editable=False, null=True)),
                ("undone_at", models.DateTimeField(editable=False, null=True)),
                ("failed_at", models.DateTimeField(editable=False, null=True)),
                ("failure", models.JSONField(default=list, editable=False)),
                (
                    "approved_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "undone_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "release",
                "verbose_name_plural": "releases",
                "ordering": ["-created_at", "-pk"],
                "permissions": [("publish_release", "Can approve, publish and undo releases")],
            },
        ),
        migrations.CreateModel(
            name="ReleaseMember",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("object_id", models.CharField(max_length=255)),
                ("title", models.CharField(max_length=500)),
                ("added_at", models.DateTimeField(auto_now_add=True)),
                ("live_when_added", models.BigIntegerField(null=True)),
                ("was_live_when_approved", models.BooleanField(default=False)),
                (
                    "before",
                    models.JSONField(
                        encoder=django.core.serializers.json.DjangoJSONEncoder, null=True
                    ),
                ),
                ("published", models.BigIntegerField(null=True)),
                (
                    "added_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "content_type",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="contenttypes.contenttype",
                    ),
                ),
                (
                    "release",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="members",
                        to="cms.release",
                    ),
                ),
                (
                    "revision",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="wagtailcore.revision",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "default_permissions": (),
                "indexes": [
                    models.Index(fields=["content_type", "object_id"], name="releases_of_a_thing")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("release", "content_type", "object_id"),
                        name="one_member_of_a_release",
                    )
                ],
            },
        ),
        migrations.RunPython(give, migrations.RunPython.noop),
    ]
