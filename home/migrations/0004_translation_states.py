"""The states of all translations; see home/localization/state_index.py."""

from django.db import migrations, models

# Notes the translation key of a changed row. Its argument is the column that leads to the key. The
# note's row is written even when it is there, so that it stays locked until the change is committed.
CHANGED = """
CREATE FUNCTION translation_state_changed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    keys uuid[];
BEGIN
    IF TG_OP = 'UPDATE' AND OLD IS NOT DISTINCT FROM NEW THEN
        RETURN NULL;
    END IF;
    IF TG_ARGV[0] = 'translation_key' THEN
        keys := ARRAY[OLD.translation_key, NEW.translation_key];
    ELSIF TG_ARGV[0] = 'object_id' THEN
        keys := ARRAY[OLD.object_id, NEW.object_id];
    ELSIF TG_ARGV[0] = 'source_id' THEN
        keys := ARRAY(SELECT object_id FROM wagtail_localize_translationsource
                      WHERE id IN (OLD.source_id, NEW.source_id));
    ELSE
        keys := ARRAY(SELECT object_id FROM wagtail_localize_translationcontext
                      WHERE id IN (OLD.context_id, NEW.context_id));
    END IF;
    INSERT INTO home_staletranslation (translation_key)
    SELECT DISTINCT key FROM unnest(keys) AS key WHERE key IS NOT NULL ORDER BY key
    ON CONFLICT (translation_key) DO UPDATE SET translation_key = excluded.translation_key;
    RETURN NULL;
END $$
"""


class Migration(migrations.Migration):
    dependencies = [
        ("home", "0003_roles"),
        ("wagtail_localize", "0016_rename_page_revision_translationlog_revision"),
    ]

    operations = [
        migrations.CreateModel(
            name="StaleTranslation",
            fields=[
                ("translation_key", models.UUIDField(primary_key=True, serialize=False)),
            ],
            options={
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="TranslationState",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=100)),
                ("row_pk", models.BigIntegerField()),
                ("translation_key", models.UUIDField()),
                ("locale_pk", models.BigIntegerField()),
                ("is_source", models.BooleanField()),
                ("state", models.CharField(max_length=10)),
                ("title", models.TextField()),
                ("rank", models.CharField(max_length=255)),
            ],
            options={
                "default_permissions": (),
                "indexes": [
                    models.Index(
                        fields=["translation_key", "locale_pk"],
                        include=("state",),
                        name="translation_state_group",
                    ),
                    models.Index(
                        condition=models.Q(("is_source", True)),
                        fields=["kind", "rank", "row_pk"],
                        include=("translation_key",),
                        name="translation_state_sources",
                    ),
                    models.Index(
                        fields=["state", "locale_pk", "kind"],
                        include=("translation_key",),
                        name="translation_state_states",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        models.F("kind"), models.F("row_pk"), name="translation_state_row"
                    )
                ],
            },
        ),
        migrations.RunSQL(CHANGED, "DROP FUNCTION translation_state_changed() CASCADE"),
    ]
