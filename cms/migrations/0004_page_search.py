"""What pages say, for searches; see cms/search/index.py."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.search
from django.db import migrations, models

# Notes the page of a changed row. Its argument is the column with the page's id. The note's row is
# written even when it is there, so that it stays locked as long as the change is not committed.
CHANGED = """
CREATE FUNCTION page_text_changed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    page bigint;
BEGIN
    IF TG_TABLE_NAME = 'wagtailcore_page' THEN
        IF TG_OP = 'INSERT' AND NOT NEW.live THEN
            RETURN NULL;
        ELSIF TG_OP = 'UPDATE' AND OLD.live = NEW.live AND OLD.title = NEW.title
              AND OLD.seo_title = NEW.seo_title
              AND OLD.search_description = NEW.search_description THEN
            RETURN NULL;
        END IF;
    ELSIF TG_OP = 'UPDATE' AND OLD IS NOT DISTINCT FROM NEW THEN
        RETURN NULL;
    END IF;
    page := to_jsonb(CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END) ->> TG_ARGV[0];
    INSERT INTO cms_stalepagetext (page_id) VALUES (page)
    ON CONFLICT (page_id) DO UPDATE SET page_id = excluded.page_id;
    RETURN NULL;
END $$
"""


class Migration(migrations.Migration):
    dependencies = [
        ("cms", "0003_publishers_rebuild"),
    ]

    operations = [
        migrations.CreateModel(
            name="StalePageText",
            fields=[
                ("page_id", models.BigIntegerField(primary_key=True, serialize=False)),
            ],
            options={
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="PageText",
            fields=[
                ("page_id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("recipe", models.PositiveSmallIntegerField()),
                ("title", models.TextField()),
                ("text", models.TextField()),
                ("vector", django.contrib.postgres.search.SearchVectorField()),
            ],
            options={
                "default_permissions": (),
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        fields=["vector"], name="page_text_words"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SearchWord",
            fields=[
                ("word", models.CharField(max_length=60, primary_key=True, serialize=False)),
                (
                    "trigrams",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=3), size=None
                    ),
                ),
            ],
            options={
                "default_permissions": (),
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        fields=["trigrams"], name="search_word_trigrams"
                    )
                ],
            },
        ),
        migrations.RunSQL(CHANGED, "DROP FUNCTION page_text_changed() CASCADE"),
    ]
