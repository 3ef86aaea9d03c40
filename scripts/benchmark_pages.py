"""Pages for the benchmark: `python -m scripts.benchmark_pages NUMBER` makes so many live ones.

One page, with three images of the demo site in its body and one for social media, and copies of it
beside it, by plain SQL: Wagtail takes 20 ms for each. Publishes them.
"""

from __future__ import annotations

import sys

import django

django.setup()

from django.db import connection  # noqa: E402
from wagtail.models import Page  # noqa: E402

from cms.publishing import publish_now  # noqa: E402
from home.models import ContentPage, HomePage  # noqa: E402
from snippets.models import SiteImage  # noqa: E402

UNIQUE = ("id", "path", "slug", "url_path", "translation_key")


def main() -> None:
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
    copies(page, int(sys.argv[1]) - 1)
    publish_now()


def copies(page: ContentPage, number: int) -> None:
    common = [
        field.column for field in Page._meta.local_concrete_fields if field.column not in UNIQUE
    ]
    own = [field.column for field in ContentPage._meta.local_concrete_fields][1:]
    columns, values = ", ".join(common), ", ".join(own)
    # Columns of our own models, and no word from outside.
    statement = f"""
        WITH made AS (
            INSERT INTO wagtailcore_page ({columns}, path, slug, url_path, translation_key)
            SELECT {columns}, left(path, -4) || 'Z' || lpad(upper(to_hex(n)), 3, '0'),
                slug || '-' || n, left(url_path, -1) || '-' || n || '/', gen_random_uuid()
            FROM wagtailcore_page, generate_series(1, %s) AS n WHERE id = %s
            RETURNING id
        )
        INSERT INTO home_contentpage (page_ptr_id, {values})
        SELECT made.id, {values} FROM made, home_contentpage WHERE page_ptr_id = %s
    """  # nosec B608
    with connection.cursor() as cursor:
        cursor.execute(statement, [number, page.pk, page.pk])
    Page.fix_tree()


if __name__ == "__main__":
    main()
