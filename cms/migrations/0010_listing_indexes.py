"""Indexes for listings of API v2 that are ordered or of one language, deep in their middle too.

Each holds every column that decides which pages readers may know of, so PostgreSQL walks to an
offset along the index and reads no page's row. `cms_page_by_id` also tells searches which of the
pages that match are readable.
"""

from django.db import migrations

INDEXES = {
    "cms_page_by_id": "wagtailcore_page (id) INCLUDE (path, locale_id) WHERE live",
    "cms_page_by_language": "wagtailcore_page (locale_id, path) INCLUDE (id) WHERE live",
    "cms_page_by_title": "wagtailcore_page (title, id) INCLUDE (path, locale_id) WHERE live",
    "cms_page_by_slug": "wagtailcore_page (slug, id) INCLUDE (path, locale_id) WHERE live",
    "cms_page_by_first_published": (
        "wagtailcore_page (first_published_at DESC, id) INCLUDE (path, locale_id) WHERE live"
    ),
}


class Migration(migrations.Migration):
    dependencies = [("cms", "0008_rollback")]

    operations = [
        migrations.RunSQL(
            f"CREATE INDEX IF NOT EXISTS {name} ON {definition}",
            f"DROP INDEX IF EXISTS {name}",
        )
        for name, definition in INDEXES.items()
    ]
