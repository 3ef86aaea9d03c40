"""The tags of rows: how an answer says which rows of the large tables it was made of, and how a
change says which it touched (cms/engines/read_log.py, cms/api/touched.py).

Rows of other tables have no tags: whoever reads some of them has read the table.

Clients and CDNs get tags as digests (`cache_tags`): which private page an answer depends on, and
where it is, is nobody's business.
"""

from __future__ import annotations

from base64 import urlsafe_b64encode
from collections.abc import Collection
from functools import cache, lru_cache

from django.utils.crypto import salted_hmac
from taggit.models import TaggedItem
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Page, get_page_models

from snippets.models.deleted import DeletedTranslation


@cache
def page_tables() -> frozenset[str]:
    """The table of all pages and those of their types."""
    return frozenset(model._meta.db_table for model in (Page, *get_page_models()))


@cache
def image_tables() -> frozenset[str]:
    """The table of images and that of their renditions."""
    model = get_image_model()
    return frozenset({model._meta.db_table, model.get_rendition_model()._meta.db_table})


@cache
def document_tables() -> frozenset[str]:
    return frozenset({get_document_model()._meta.db_table})


DELETED_TABLES = frozenset({DeletedTranslation._meta.db_table})
TAGGED_TABLES = frozenset({TaggedItem._meta.db_table})


def page(page_id: object) -> str:
    """A page, all that its rows say."""
    return f"page:{page_id}"


def place(page_id: object) -> str:
    """Where a page is: its language, its address, its place in the tree."""
    return f"place:{page_id}"


def children(path: str) -> str:
    """Which pages are right under a place in the tree, also those that are to come."""
    return f"children:{path}"


def translations(key: object) -> str:
    """The pages with a translation key, also those that are to come."""
    return f"translations:{key}"


def places(key: object) -> str:
    """Where the pages with a translation key are, also those that are to come."""
    return f"places:{key}"


def address(url_path: object) -> str:
    """The page at an address of Wagtail's, whichever it is."""
    return f"address:{url_path}"


def image(image_id: object) -> str:
    """An image and its renditions."""
    return f"image:{image_id}"


def document(document_id: object) -> str:
    return f"document:{document_id}"


def tagged(content_type_id: object, object_id: object) -> str:
    """What a file is tagged with."""
    return f"tagged:{content_type_id}:{object_id}"


# --- For clients and CDNs ----------------------------------------------------------------------

# An answer with more tags names tables in their place: a header has to fit into a proxy's buffer.
MOST_IN_A_HEADER = 64


def cache_tags(of: Collection[str]) -> list[str]:
    """The tags as clients see them: eight letters each, the same in the whole installation."""
    return sorted(map(_digest, of))


def of_a_header(of: Collection[str]) -> list[str]:
    """As `cache_tags`. Those of rows become their tables' where they are too many: a change of a
    row touches its table too."""
    if len(of) <= MOST_IN_A_HEADER:
        return cache_tags(of)
    tables: set[str] = set()
    for tag in of:
        kind = tag.partition(":")[0]
        tables |= _tables_of().get(kind, {tag})
    return cache_tags(tables)


@cache
def _tables_of() -> dict[str, frozenset[str]]:
    pages = dict.fromkeys(
        ("page", "place", "children", "translations", "places", "address"),
        page_tables() | DELETED_TABLES,
    )
    return {
        **pages,
        "image": image_tables(),
        "document": document_tables(),
        "tagged": TAGGED_TABLES,
    }


@lru_cache(maxsize=20_000)
def _digest(tag: str) -> str:
    return urlsafe_b64encode(salted_hmac("cms.tags", tag, algorithm="sha256").digest()[:6]).decode()
