"""Indexes for what readers ask, also of Wagtail's table of pages.

`cms_page_address` answers which page an address shows. It is a hash, because an address may be
longer than an entry of a b-tree.

`cms_page_readable` answers how many pages a listing has and which of them come on one page of
results. It holds every column that decides it, so PostgreSQL reads no page's row.

`cms_page_text_title_words` answers which pages say a word in their title.
"""

from django.db import migrations

INDEXES = {
    "cms_page_address": "wagtailcore_page USING hash (url_path)",
    "cms_page_readable": "wagtailcore_page (path) INCLUDE (id, locale_id) WHERE live",
    "cms_page_text_title_words": "cms_pagetext USING gin (ts_filter(vector, '{a}'))",
}


class Migration(migrations.Migration):
    dependencies = [
        ("cms", "0006_content_change"),
        ("wagtailcore", "0098_apitoken"),
    ]

    operations = [
        migrations.RunSQL(
            f"CREATE INDEX IF NOT EXISTS {name} ON {definition}",
            f"DROP INDEX IF EXISTS {name}",
        )
        for name, definition in INDEXES.items()
    ]
