"""The document of what every page says to search engines.

Up to 200 pages a language it is one document. Beyond, it comes in parts that begin alike
(cms/delivery/page_parts.py): the first says how many pages all have, and each where the next is.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Annotated, Any, NotRequired

from django.utils.translation import gettext_lazy as _
from pydantic import Field
from typing_extensions import TypedDict

from cms.delivery import page_parts
from cms.delivery.content import Content
from cms.delivery.images import OF_A_PAGE, ImageDirectory
from cms.delivery.kinds.site_metadata import SITE_METADATA, SiteSeo, defaults, site_seo
from cms.delivery.languages import Language
from cms.delivery.registry import HOUR, Document, InParts, Parameter, Place, register
from cms.delivery.search_metadata import Alternates, as_document, metadata_with_relatives
from cms.delivery.shapes import Direction, Locale, Seo
from cms.engines.changed_rows import Changes


class SeoData(TypedDict):
    locale: Locale
    dir: Direction
    site: SiteSeo
    pages: list[Seo]
    pages_total: NotRequired[
        Annotated[int, Field(description="Of all parts together; in the first of several parts")]
    ]
    next: NotRequired[
        Annotated[str, Field(description="Where the next part is; in every part but the last")]
    ]


def part(content: Content, language: Language, ids: list[int], place: Place) -> SeoData:
    """Site-wide metadata and that of the pages with these ids that are in the language."""
    fallback = defaults(content, language)
    pages = metadata_with_relatives(content.site, ids)
    wanted = set(ids)
    shown = [page for page in pages if page.id in wanted and page.language == language]
    pictures = [fallback.social_image_id, *(page.social_image_id for page in shown)]
    images = ImageDirectory(pictures, of_places=(*OF_A_PAGE, "social"))
    alternates = Alternates(content.site, pages)
    data: SeoData = {
        "locale": language.code,
        "dir": language.dir,
        "site": site_seo(content, language),
        "pages": [as_document(page, alternates, fallback, images, content.site) for page in shown],
    }
    if place.total is not None:
        data["pages_total"] = place.total
    if place.next is not None:
        data["next"] = f"{SEO_DATA.path}?locale={language.code}&part={place.next}"
    content.incomplete_images.update(images.incomplete)
    return data


def updated(
    content: Content,
    language: Language,
    ids: list[int],
    place: Place,
    earlier: Any,
    touched: Collection[int],
) -> SeoData:
    """As `part`, with what an earlier one says of the pages that are not touched."""
    entries: dict[int, Seo] = {entry["id"]: entry for entry in earlier["pages"]}
    kept = [pk for pk in ids if pk in entries and pk not in touched]
    data = part(content, language, sorted(set(ids).difference(kept)), place)
    pages = [*data["pages"], *(entries[pk] for pk in kept)]
    data["pages"] = sorted(pages, key=lambda entry: (entry["path"], entry["id"]))
    return data


def touched(content: Content, changes: Changes) -> set[int] | None:
    pictures = [row.social_image_id for row in content.rows(SITE_METADATA) if row.social_image_id]
    return page_parts.touched_pages(changes, content.site, pictures)


def first_part(content: Content, language: Language) -> SeoData:
    """Site-wide metadata and that of every live, public page of one language, or of the first
    part of them."""
    by_part = page_parts.members(content.site)[language.code]
    counts = {number: len(ids) for number, ids in by_part.items()}
    if not page_parts.is_divided(counts):
        ids = [pk for members in by_part.values() for pk in members]
        return part(content, language, ids, Place())
    following = min((number for number in counts if number > 1), default=None)
    return part(content, language, by_part.get(1, []), Place(sum(counts.values()), following))


SEO_DATA = register(
    Document(
        name="seo_data",
        label=_("Search engines"),
        message="SEO data",
        summary="What every page says to search engines",
        build=first_part,
        shape=SeoData,
        ttl=HOUR,
        parameters=(
            Parameter(
                name="path",
                description="One page alone, by an address that leads to it, as `find` takes it: "
                "/ar/about/. `path` in the answer is where it is",
                among="pages",
                shape=Seo,
                message="SEO data of one page",
                missing="No published page has this path",
                not_found="Page not found",
                example="?locale=en&path=/en/nothing/",
                is_address=True,
            ),
        ),
        in_parts=InParts(members=page_parts.members, touched=touched, build=part, update=updated),
        position=2,
    )
)
