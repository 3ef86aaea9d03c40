"""The parts of pages that API v2 answers, for which everything that they say of other pages is read
in one query (page_rows.py)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from functools import cached_property

from wagtail.models import Page

from cms.api.v2 import remembered
from cms.api.v2.page_rows import RelatedPages
from cms.delivery.languages import Language
from cms.delivery.page_details import PageDetails
from cms.delivery.pages import Website
from cms.delivery.references import Wanted
from cms.delivery.rich_text import Format
from cms.delivery.search_metadata import Alternates


class PageParts(PageDetails):
    def __init__(
        self,
        site: Website,
        pages: Sequence[Page],
        parts: Collection[str],
        format: Format = "html",
        whole: bool = False,
        reader: Language | None = None,
        image_shapes: Collection[str] | None = None,
    ) -> None:
        super().__init__(site, pages, parts, format, whole, reader, image_shapes)
        self.references = replace(self.references, pages=self._related.directory())

    @cached_property
    def _related(self) -> RelatedPages:
        pages, parts = self._pages.values(), self._parts
        ids = {page.alias_of_id for page in pages} if parts & {"seo", "alias_of"} else set()
        keys = {page.translation_key for page in pages} if parts & {"seo", "translations"} else ()
        above = parts & {"breadcrumbs", "parent"}
        return RelatedPages.read(
            self._site,
            ids=ids - {None},
            paths={path for page in pages for path in _places_above(page)} if above else (),
            keys=keys,
            linked=super()._wanted().pages,
        )

    def _wanted(self) -> Wanted:
        return replace(super()._wanted(), pages=set())

    def _load_metadata(self) -> None:
        pages = self._related.metadata()
        self._metadata = {page.id: page for page in pages if page.id in self._pages}
        self._alternates = Alternates(self._site, pages)
        self._site_metadata = remembered.defaults(self._site.languages).rows

    def _load_ancestors(self) -> None:
        self._ancestors = {page.path: page for page in self._related.shown().values()}

    def _load_translations(self) -> None:
        for address in self._related.addresses():
            self._translations.setdefault(address.key, []).append(address)

    def _load_sources(self) -> dict[int, Page]:
        return self._related.shown()


def _places_above(page: Page) -> list[str]:
    """The places in the tree of the pages above, the root of the tree left out."""
    step = page.steplen
    return [page.path[:length] for length in range(2 * step, len(page.path), step)]
