"""Metadata of pages for search engines and sharing: one generator for every answer.

`hreflang` alternates (Google, "Localized versions of your page"): every live, public, indexable
translation that is a page of its own, itself included, and `x-default`. An alias shows another
page's text: its canonical address is its source's, and it is nobody's alternate.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any

from django.apps import apps
from django.conf import settings

from cms.documents.builders.images import ImageDirectory
from cms.documents.builders.languages import Language
from cms.documents.builders.pages import Website, readable
from cms.documents.builders.prepared import Prepared
from home.seo import SearchMetadata


@dataclass(frozen=True, slots=True)
class PageMetadata:
    """One live, public page of the website, as far as search engines care."""

    id: int
    key: object
    language: Language
    path: str
    title: str
    seo_title: str
    description: str
    social_title: str
    social_description: str
    social_image_id: int | None
    canonical_url: str
    is_indexable: bool
    alias_of_id: int | None
    last_published_at: datetime | None

    @property
    def is_alternate(self) -> bool:
        return self.is_indexable and self.alias_of_id is None and not self.canonical_url


_COLUMNS = (
    "pk",
    "translation_key",
    "locale_id",
    "url_path",
    "title",
    "seo_title",
    "search_description",
    "social_title",
    "social_description",
    "social_image_id",
    "canonical_url",
    "is_indexable",
    "alias_of_id",
    "last_published_at",
)


def page_types() -> list[Any]:
    """The page models that carry search metadata."""
    return [model for model in apps.get_models() if issubclass(model, SearchMetadata)]


def _rows(model: Any) -> Any:
    return model.objects.filter(pk__in=readable().values("pk"))


@cache
def _all_of(model: Any) -> Prepared:
    return Prepared(lambda: _rows(model).order_by().values_list(*_COLUMNS))


def page_metadata(site: Website, only: Any = None) -> list[PageMetadata]:
    """The site's readable pages by address; `only` narrows them. One query per page type."""
    found = []
    for model in page_types():
        if only is None:
            rows = _all_of(model).values()
        else:
            rows = _rows(model).filter(only).values_list(*_COLUMNS)
        for row in rows:
            pk, key, locale_id, url_path, *rest = row
            language, path = site.language_of(locale_id), site.path(locale_id, url_path)
            if language is not None and path is not None:
                found.append(PageMetadata(pk, key, language, path, *rest))
    return sorted(found, key=lambda page: (page.path, page.id))


class Alternates:
    """Which pages are translations of each other, for hreflang."""

    def __init__(self, site: Website, pages: Iterable[PageMetadata]) -> None:
        self._site = site
        self._by_key: dict[object, list[PageMetadata]] = {}
        self._paths = {page.id: page.path for page in pages}
        for page in pages:
            if page.is_alternate:
                self._by_key.setdefault(page.key, []).append(page)

    def of(self, page: PageMetadata) -> list[dict[str, str]]:
        if not page.is_alternate:
            return []
        order = {language.code: number for number, language in enumerate(self._site.languages)}
        versions = sorted(self._by_key[page.key], key=lambda one: order[one.language.code])
        default = next(
            (one for one in versions if one.language.code == settings.LANGUAGE_CODE), versions[0]
        )
        return [
            {"hreflang": one.language.code, "href": self._site.absolute(one.path)}
            for one in versions
        ] + [{"hreflang": "x-default", "href": self._site.absolute(default.path)}]

    def canonical(self, page: PageMetadata) -> str:
        if page.canonical_url:
            return page.canonical_url
        original = self._paths.get(page.alias_of_id or 0)
        return self._site.absolute(original or page.path)


@dataclass(frozen=True)
class SiteDefaults:
    """What a page that leaves a field empty falls back to, in one language."""

    site_name: str = ""
    title_suffix: str = ""
    description: str = ""
    social_image_id: int | None = None


def site_defaults(shown: list[Any]) -> SiteDefaults:
    """Of the SiteMetadata rows that a reader of one language gets: one, or none yet."""
    if not shown:
        return SiteDefaults()
    row = shown[0]
    return SiteDefaults(row.site_name, row.title_suffix, row.description, row.social_image_id)


def as_document(
    page: PageMetadata,
    alternates: Alternates,
    defaults: SiteDefaults,
    images: ImageDirectory,
    site: Website,
) -> dict[str, Any]:
    title = page.seo_title or f"{page.title}{defaults.title_suffix}"
    description = page.description or defaults.description
    image = images.as_document(page.social_image_id or defaults.social_image_id, page.language.code)
    return {
        "id": page.id,
        "locale": page.language.code,
        "path": page.path,
        "url": site.absolute(page.path),
        "title": title,
        "description": description,
        "canonical": alternates.canonical(page),
        "robots": "index, follow" if page.is_indexable else "noindex, follow",
        "social": {
            "title": page.social_title or title,
            "description": page.social_description or description,
            "image": image,
        },
        "alternates": alternates.of(page),
        "last_modified": rfc3339(page.last_published_at),
    }


def rfc3339(moment: datetime | None) -> str | None:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if moment else None
