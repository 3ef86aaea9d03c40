"""/sitemap.xml: what search engines shall know of, for the website to pass on as its own.

It lists each page that wants to be found, with its other languages (hreflang) and its pictures.
Beyond `PAGES_OF_A_PART` pages it is an index of `/sitemap.xml?part=1` and so on, with the website's
own address. A process keeps an answer for as long as the content has the same version.

The pictures of a page are those that its row names. Wagtail's reference index knows them too, but
it follows later, and raises no version: processes that read it at two moments said two things.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC
from typing import Annotated, TypeAlias
from xml.sax.saxutils import escape, quoteattr

from django.db import connection
from django.db.models import Model, Q, QuerySet
from django.db.models.expressions import RawSQL
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe
from pydantic import Field
from wagtail.blocks import RichTextBlock
from wagtail.fields import StreamField
from wagtail.images.blocks import ImageChooserBlock
from wagtail.models import Page

from cms.delivery.images import ImageDirectory
from cms.delivery.languages import languages
from cms.delivery.pages import Website, readable, under_the_homes, website
from cms.delivery.references import Wanted
from cms.delivery.search_metadata import (
    Alternates,
    PageMetadata,
    original_place,
    page_metadata,
    page_types,
)
from cms.engines import metrics
from cms.engines.versioned_cache import VersionedCache
from cms.http.caching import CACHE_CONTROL, matches
from cms.http.operation import TEXT, UNCHANGED, OpenApiParameter, Operation, describe
from cms.http.operation import OpenApiAnswer as Answer
from cms.publishing import version
from home.stream_leaves import leaves, streams_of

PAGES_OF_A_PART = 1000
PICTURES_OF_A_PAGE = 20
# The bytes of parts that a process keeps, 300 kB each at most; and of the list of parts.
MAX_BYTES = 24 * 1024 * 1024
BYTES_OF_A_BLOCK = 40

_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
_IMAGE = "http://www.google.com/schemas/sitemap-image/1.1"
_XHTML = "http://www.w3.org/1999/xhtml"


@dataclass(frozen=True, slots=True)
class Listed:
    """The parts of a website's sitemap: each is a block of ids. Without blocks, it has one part."""

    site: Website
    blocks: tuple[int, ...]


Ids: TypeAlias = "QuerySet[Page, tuple[int]]"

_parts: VersionedCache[int | None, bytes] = VersionedCache(MAX_BYTES)
_listed: VersionedCache[str, Listed] = VersionedCache(MAX_BYTES)
# One part at a time: each takes much memory while it is made.
_making = threading.Lock()


def _xml_of(part: int | None, number: int) -> bytes | None:
    """The XML of version `number`, made when it is not kept; None when there is no such part.

    Which parts there are is asked once a version, so that parts that do not exist cost nothing,
    however often strangers ask for them.
    """
    kept = _parts.get(part, number)
    metrics.looked_up("sitemap", kept is not None)
    if kept is not None:
        return kept  # while another part is being made
    with _making:
        listed = _listed.get_or_make("all", number, _list, _weight)
        if part is not None and not 1 <= part <= max(1, len(listed.blocks)):
            return None
        return _parts.get_or_make(part, number, lambda: build(part, listed), len)


def _list() -> Listed:
    return read_blocks(website(languages()))


def _weight(listed: Listed) -> int:
    return BYTES_OF_A_BLOCK * (1 + len(listed.blocks))


@describe(
    Operation(
        id="get_sitemap",
        tag="Search engines",
        summary="The sitemap, for the website to pass on",
        answers={
            "200": Answer("The sitemap, or the index of its parts", str, "application/xml"),
            "304": UNCHANGED,
            "400": Answer("`part` is no number", str, TEXT),
            "404": Answer("There is no such part", str, TEXT),
        },
        parameters=(OpenApiParameter("part", Annotated[int, Field(ge=1, le=99999)]),),
    )
)
@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    part = request.GET.get("part", "")
    is_number = "part" not in request.GET or (part.isdecimal() and 0 < len(part) < 6)
    if set(request.GET) - {"part"} or len(request.GET.getlist("part")) > 1 or not is_number:
        return _plain("The only parameter is “part”, a number from 1.", 400)
    # Read before the content: what changes meanwhile has a newer version, and is made anew.
    number = version.read().number
    xml = _xml_of(int(part) if part else None, number)
    if xml is None:
        return _plain("The sitemap has no such part.", 404)
    response = HttpResponse(xml, content_type="application/xml; charset=utf-8")
    response["ETag"] = f'"{number}-{len(xml):x}"'
    response["Cache-Control"] = CACHE_CONTROL
    response["Cache-Tag"] = "cms,sitemap"
    response["X-Content-Version"] = str(number)
    response["X-Robots-Tag"] = "noindex"
    if matches(request.headers.get("If-None-Match", ""), response["ETag"]):
        unchanged = HttpResponse(status=304, headers=response.headers)
        del unchanged["Content-Type"]
        return unchanged
    return response


def _plain(message: str, status: int) -> HttpResponse:
    response = HttpResponse(f"{message}\n", status=status, content_type="text/plain; charset=utf-8")
    response["Cache-Control"] = "no-store"
    response["Cache-Tag"] = "cms,sitemap"
    return response


def build(part: int | None, listed: Listed) -> bytes:
    """The sitemap, or the index of its parts, or one part."""
    if not listed.blocks:
        return _urls(listed.site, _ids(listed.site))
    if part is None:
        return _index(listed.site, len(listed.blocks))
    return _urls(listed.site, _ids(listed.site, listed.blocks[part - 1]))


def read_blocks(site: Website) -> Listed:
    """Which parts there are, without reading the pages: two queries per type at most.

    A part holds the pages of one block of ids, so it does not change when pages of other parts come
    and go.
    """
    beginning = _together(pages[: PAGES_OF_A_PART + 1] for pages in _wanted(site))
    if len(beginning) <= PAGES_OF_A_PART:
        return Listed(site, ())
    blocks: set[int] = set()
    for pages in _wanted(site):
        of_the_block = pages.filter(
            pk__gt=RawSQL("block * %s", [PAGES_OF_A_PART]),
            pk__lte=RawSQL("(block + 1) * %s", [PAGES_OF_A_PART]),
        )
        sql, params = of_the_block[:1].query.sql_with_params()
        # One look into an index for each block. Django wrote the SQL that is put in.
        statement = f"""
            SELECT block FROM generate_series(
                0, (SELECT max(id) / %s FROM wagtailcore_page)
            ) AS block WHERE ({sql}) IS NOT NULL
        """  # noqa: S608  # nosec B608
        with connection.cursor() as cursor:
            cursor.execute(statement, [PAGES_OF_A_PART, *params])
            blocks.update(block for (block,) in cursor.fetchall())
    return Listed(site, tuple(sorted(blocks)))


def _wanted(site: Website) -> Iterator[Ids]:
    """The ids of the pages that want to be found under their own address, by type."""
    shown = readable().filter(under_the_homes(site)).values("pk")
    own = {
        **{"is_indexable": True, "alias_of": None, "canonical_url": ""},
        **{"is_untranslated": False, "is_left_out_of_sitemap": False},
    }
    for model in page_types():
        pages = model._default_manager.filter(pk__in=shown, **own).order_by().values_list("pk")
        yield pages.filter(canonical_page=None)
        # Those few apart: where their original is, no index knows.
        others = pages.filter(canonical_page__isnull=False)
        yield others.alias(original_place=original_place()).filter(original_place=None)


def _ids(site: Website, block: int | None = None) -> list[int]:
    """Of the wanted pages all, or those of one block."""
    first = 0 if block is None else block * PAGES_OF_A_PART
    among = Q() if block is None else Q(pk__gt=first, pk__lte=first + PAGES_OF_A_PART)
    return sorted(_together(pages.filter(among) for pages in _wanted(site)))


def _together(parts: Iterable[Ids]) -> list[int]:
    """In one query."""
    first, *others = parts
    return [pk for (pk,) in first.union(*others, all=True)]


def _index(site: Website, parts: int) -> bytes:
    entries = "".join(
        f"<sitemap><loc>{escape(site.absolute(f'/sitemap.xml?part={number}'))}</loc></sitemap>\n"
        for number in range(1, parts + 1)
    )
    return f'{_HEAD}<sitemapindex xmlns="{_SITEMAP}">\n{entries}</sitemapindex>\n'.encode()


def _urls(site: Website, ids: list[int]) -> bytes:
    keys = Page.objects.filter(pk__in=ids).values("translation_key")
    pages = page_metadata(site, Q(translation_key__in=keys))
    alternates = Alternates(site, pages)
    wanted = set(ids)
    shown = [page for page in pages if page.id in wanted]
    pictures = _pictures(shown)
    urls = "".join(_url(site, page, alternates, pictures.get(page.id, ())) for page in shown)
    namespaces = f'xmlns="{_SITEMAP}" xmlns:image="{_IMAGE}" xmlns:xhtml="{_XHTML}"'
    return f"{_HEAD}<urlset {namespaces}>\n{urls}</urlset>\n".encode()


def _url(site: Website, page: PageMetadata, alternates: Alternates, pictures: Iterable[str]) -> str:
    parts = [f"<loc>{escape(site.absolute(page.path))}</loc>"]
    if page.last_published_at is not None:
        parts.append(
            f"<lastmod>{page.last_published_at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}</lastmod>"
        )
    parts += [
        f'<xhtml:link rel="alternate" hreflang={quoteattr(link["hreflang"])}'
        f" href={quoteattr(link['href'])}/>"
        for link in alternates.of(page)
    ]
    parts += [
        f"<image:image><image:loc>{escape(address)}</image:loc></image:image>"
        for address in pictures
    ]
    return f"<url>{''.join(parts)}</url>\n"


def _pictures(pages: list[PageMetadata]) -> dict[int, list[str]]:
    """The addresses of each page's pictures, by the page's id. One query per type, and two."""
    of_page = {page.id: [page.social_image_id] for page in pages if page.social_image_id}
    for model in page_types():
        streams = [column.name for column in model._meta.fields if isinstance(column, StreamField)]
        if streams:
            rows = model._default_manager.filter(pk__in=[page.id for page in pages]).order_by()
            for row in rows.only("pk", *streams):
                of_page[row.pk] = [*pictures_of(row), *of_page.get(row.pk, ())]
    pictures = (pk for images in of_page.values() for pk in images)
    directory = ImageDirectory(pictures, of_places=())
    return {
        page: [image["src"] for pk in images if (image := directory.as_document(pk, ""))]
        for page, images in (
            (page, list(dict.fromkeys(images))[:PICTURES_OF_A_PAGE])
            for page, images in of_page.items()
        )
    }


def pictures_of(row: Model) -> Iterator[int]:
    """The ids of the pictures in a row's StreamFields, in their order."""
    for stream in streams_of(row):
        for block, value in leaves(stream):
            if isinstance(block, ImageChooserBlock) and isinstance(value, int):
                yield value
            elif isinstance(block, RichTextBlock) and isinstance(value, str):
                wanted = Wanted()
                wanted.add_rich_text(value)
                yield from sorted(wanted.images)
