"""The trash, and the function by which PostgreSQL writes what is deleted into it: cms/trash.

The triggers that call the function are installed after `migrate` (cms/trash/triggers.py).
"""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

# The setting is that of cms/trash/keeping.py, and ends with the transaction.
FUNCTION = """
CREATE FUNCTION keep_in_trash() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    entry bigint := current_setting('cms.trash')::bigint;
    was jsonb := to_jsonb(OLD);
BEGIN
    IF TG_OP = 'DELETE' THEN
        INSERT INTO cms_trashedrow (entry_id, table_name, key, was)
        VALUES (entry, TG_TABLE_NAME, was ->> TG_ARGV[0], was);
    ELSE
        INSERT INTO cms_trashedrow (entry_id, table_name, key, was, became)
        SELECT entry, TG_TABLE_NAME, was ->> TG_ARGV[0],
               jsonb_object_agg(before.key, before.value), jsonb_object_agg(before.key, after.value)
        FROM jsonb_each(was) AS before JOIN jsonb_each(to_jsonb(NEW)) AS after USING (key)
        WHERE before.value IS DISTINCT FROM after.value
        HAVING count(*) > 0;
    END IF;
    RETURN NULL;
END
$$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("cms", "0022_told"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="TrashEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("things", models.JSONField(default=list)),
                (
                    "deleted_at",
                    models.DateTimeField(db_index=True, default=django.utils.timezone.now),
                ),
                (
                    "deleted_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={"default_permissions": (), "ordering": ["-deleted_at", "-pk"]},
        ),
        migrations.CreateModel(
            name="TrashedRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("table_name", models.CharField(max_length=63)),
                ("key", models.CharField(max_length=255)),
                ("was", models.JSONField()),
                ("became", models.JSONField(null=True)),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="rows",
                        to="cms.trashentry",
                    ),
                ),
            ],
            options={
                "default_permissions": (),
                "ordering": ["pk"],
                "indexes": [
                    models.Index(fields=["table_name", "key"], name="trashed_row_of_a_table")
                ],
            },
        ),
        migrations.RunSQL(FUNCTION, "DROP FUNCTION keep_in_trash() CASCADE"),
    ]
