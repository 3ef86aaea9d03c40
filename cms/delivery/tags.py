"""The tags of rows: how an answer says which rows of the large tables it was made of, and how a
change says which it touched (cms/engines/read_log.py, cms/api/touched.py).

Rows of other tables have no tags: whoever reads some of them has read the table.
"""

from __future__ import annotations

from functools import cache

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
