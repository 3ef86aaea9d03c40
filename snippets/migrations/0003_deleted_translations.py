"""What was deleted in a language, while other languages of it are left (snippets/models/deleted.py),
and what is under a menu item that is deleted in its last language moves to the first level.

The triggers that call the function are installed after `migrate` (cms/publishing/triggers.py).
"""

import django.db.models.deletion
from django.db import migrations, models

FUNCTION = """
CREATE FUNCTION translation_deleted() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    others boolean;
BEGIN
    IF TG_OP <> 'DELETE' THEN
        -- Readers have it again.
        DELETE FROM snippets_deletedtranslation
        WHERE translation_key = NEW.translation_key AND table_name = TG_TABLE_NAME
          AND locale_id = NEW.locale_id;
        RETURN NULL;
    END IF;
    EXECUTE format('SELECT EXISTS (SELECT FROM %I WHERE translation_key = $1)', TG_TABLE_NAME)
        INTO others USING OLD.translation_key;
    IF NOT others THEN
        DELETE FROM snippets_deletedtranslation
        WHERE translation_key = OLD.translation_key AND table_name = TG_TABLE_NAME;
    ELSIF OLD.live OR OLD.first_published_at IS NOT NULL THEN
        INSERT INTO snippets_deletedtranslation (table_name, translation_key, locale_id)
        VALUES (TG_TABLE_NAME, OLD.translation_key, OLD.locale_id)
        ON CONFLICT DO NOTHING;
    END IF;
    RETURN NULL;
END
$$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("snippets", "0002_image_color"),
        ("wagtailcore", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="DeletedTranslation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("table_name", models.CharField(max_length=63)),
                ("translation_key", models.UUIDField()),
                (
                    "locale",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="wagtailcore.locale",
                    ),
                ),
            ],
            options={
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(
                        fields=["translation_key", "table_name", "locale"],
                        name="one_deletion_per_language",
                    )
                ],
            },
        ),
        migrations.AlterField(
            model_name="menuitem",
            name="parent",
            field=models.ForeignKey(
                blank=True,
                help_text="Leave empty for the first level. Items can be one level deep.",
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="children",
                to="snippets.menuitem",
                verbose_name="under",
            ),
        ),
        migrations.RunSQL(FUNCTION, "DROP FUNCTION translation_deleted() CASCADE"),
    ]
