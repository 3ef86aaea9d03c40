"""Pages for the benchmark: `make(1000)` makes so many live ones.

One page, with three images of the demo site in its body and one for social media, and copies of it
beside it, by plain SQL: Wagtail takes 20 ms for each. Publishes them.
"""

from __future__ import annotations

from django.db import connection
from wagtail.models import Page

from cms.publishing.middleware import publish_now
from home.models import ContentPage, HomePage
from snippets.models import SiteImage

UNIQUE = ("id", "path", "slug", "url_path", "translation_key")


def make(number: int) -> None:
    home = HomePage.objects.filter(locale__language_code="en").get()
    pictures = list(SiteImage.objects.order_by("pk")[:3])
    page = ContentPage(
        title="Listed",
        slug="listed",
        locale=home.locale,
        social_image=pictures[0],
        body=[
            ("paragraph", "<p>A page of the benchmark, with three pictures.</p>"),
            *(("image", {"image": picture, "caption": picture.title}) for picture in pictures),
        ],
    )
    home.add_child(instance=page)
    page.save_revision().publish()
    copy(page, number - 1)
    Page.fix_tree()
    publish_now()


def copy(page: ContentPage, number: int) -> None:
    """Live copies of the page beside it. Their parent does not count them."""
    common = [str(field.column) for field in Page._meta.local_concrete_fields]
    common = [column for column in common if column not in UNIQUE]
    own = [str(field.column) for field in ContentPage._meta.local_concrete_fields][1:]
    columns, values = ", ".join(common), ", ".join(own)
    # Columns of our own models, and no word from outside.
    statement = f"""
        WITH made AS (
            INSERT INTO wagtailcore_page ({columns}, path, slug, url_path, translation_key)
            SELECT {columns}, left(path, -4) || 'Z' || lpad(upper(to_hex(n + others)), 3, '0'),
                slug || '-' || n, left(url_path, -1) || '-' || n || '/', gen_random_uuid()
            FROM wagtailcore_page, generate_series(1, %s) AS n,
                (SELECT count(*) AS others FROM wagtailcore_page) AS there
            WHERE id = %s
            RETURNING id
        )
        INSERT INTO home_contentpage (page_ptr_id, {values})
        SELECT made.id, {values} FROM made, home_contentpage WHERE page_ptr_id = %s
    """  # noqa: S608  # nosec B608
    with connection.cursor() as cursor:
        cursor.execute(statement, [number, page.pk, page.pk])
