"""The history of what was published, and what an act needs to know its own versions.

`raise_content_version()` notes in the session's setting `cms.raised` which versions it raised and
when, once somebody has set it (cms/acts.py): `,12:1763800000.123,13:…`. A rollback takes the note
back.
"""

import django.core.serializers.json
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

FUNCTION = """
CREATE OR REPLACE FUNCTION raise_content_version(at_least bigint DEFAULT 0) RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE
    raised bigint;
    moment timestamptz;
    noted text := current_setting('cms.raised', true);
BEGIN
    INSERT INTO content_version AS row (id, version, changed_at)
    VALUES (1, greatest(at_least, 0) + 1, clock_timestamp())
    ON CONFLICT (id) DO UPDATE
        SET version = greatest(row.version, at_least) + 1, changed_at = clock_timestamp()
    RETURNING version, changed_at INTO raised, moment;
    PERFORM pg_notify('content_version', raised::text);
    IF noted <> '' THEN
        noted := noted || ',' || raised || ':' || extract(epoch FROM moment);
        PERFORM set_config('cms.raised', noted, false);
    END IF;
    RETURN raised;
END
$$;
"""

BEFORE = """
CREATE OR REPLACE FUNCTION raise_content_version(at_least bigint DEFAULT 0) RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE
    raised bigint;
BEGIN
    INSERT INTO content_version AS row (id, version, changed_at)
    VALUES (1, greatest(at_least, 0) + 1, clock_timestamp())
    ON CONFLICT (id) DO UPDATE
        SET version = greatest(row.version, at_least) + 1, changed_at = clock_timestamp()
    RETURNING version INTO raised;
    PERFORM pg_notify('content_version', raised::text);
    RETURN raised;
END
$$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("cms", "0001_content_version"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunSQL(FUNCTION, BEFORE),
        migrations.CreateModel(
            name="KeptVersion",
            fields=[
                ("version", models.BigIntegerField(primary_key=True, serialize=False)),
                ("timestamp", models.CharField(max_length=40)),
                ("languages", models.JSONField(default=list)),
                ("documents", models.BinaryField()),
            ],
            options={
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="Publication",
            fields=[
                ("version", models.BigIntegerField(primary_key=True, serialize=False)),
                ("changed_at", models.DateTimeField()),
                ("published_at", models.DateTimeField()),
                ("languages", models.JSONField(default=list)),
                ("digests", models.JSONField(default=dict)),
                ("changed", models.JSONField(default=list)),
                ("shows", models.BigIntegerField(null=True)),
                ("redis_error", models.TextField(blank=True)),
            ],
            options={
                "ordering": ["-version"],
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="Change",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.BigIntegerField(db_index=True)),
                ("changed_at", models.DateTimeField()),
                (
                    "how",
                    models.CharField(
                        choices=[("admin", "admin"), ("schedule", "schedule")], max_length=20
                    ),
                ),
                (
                    "entries",
                    models.JSONField(
                        default=list, encoder=django.core.serializers.json.DjangoJSONEncoder
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["version", "pk"],
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="Hold",
            fields=[
                (
                    "id",
                    models.SmallIntegerField(
                        default=1, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("since", models.DateTimeField(auto_now_add=True)),
                ("reason", models.CharField(max_length=250, verbose_name="reason")),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "kept",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cms.keptversion",
                    ),
                ),
            ],
            options={
                "permissions": [
                    ("restore_documents", "Can restore the published documents to a version")
                ],
                "default_permissions": (),
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("id", 1)), name="one_hold")
                ],
            },
        ),
    ]
