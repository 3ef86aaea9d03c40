"""A language whose pages repeat those of another: what Settings → Locales calls synchronising.

wagtail-localize walks an index of all pages in which a page that was moved in one language, and not
in the other, may come before its parent. It then made the parent twice, which was an error page
with half of the tree left behind. See snippets/upstream_patches/table.py.
"""

from __future__ import annotations

from django.db import transaction
from wagtail.models import Locale, Page


def repeat_the_tree(source: Locale, target: Locale, *, page_index: object = None) -> None:
    """Makes an alias in `target` for each page of `source` of which nothing is in `target` yet.

    Parents come before children. All of it or, when one cannot be made, nothing.
    """
    pages = Page.objects.filter(locale=source, depth__gt=1).order_by("path")
    with transaction.atomic():
        for page in pages.specific().iterator():
            if not page.get_translations().filter(locale=target).exists():
                page.copy_for_translation(target, copy_parents=True, alias=True)
