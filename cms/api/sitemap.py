"""/sitemap.xml: what search engines shall know of, for the website to pass on as its own.

Each page that wants to be found, with its other languages (hreflang) and its pictures. Beyond
`PAGES_OF_A_PART` pages it is an index of `/sitemap.xml?part=1` and so on, with the website's own
address. An answer is kept in the process for as long as the content has the same version.

The pictures of a page are those of Wagtail's reference index, which follows each save of a page.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable
from datetime import UTC
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe
from wagtail.images import get_image_model
from wagtail.models import Page, ReferenceIndex

from cms.api.documents import CACHE_CONTROL, matches
from cms.documents import version
from cms.documents.builders.images import ImageDirectory
from cms.documents.builders.languages import languages
from cms.documents.builders.pages import Website, readable, under_the_homes, website
from cms.documents.builders.seo import Alternates, PageMetadata, page_metadata, page_types

PAGES_OF_A_PART = 10_000
PICTURES_OF_A_PAGE = 20
# Parts that a process keeps, of 3 MB each at most.
MOST_KEPT = 8

_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
_IMAGE = "http://www.google.com/schemas/sitemap-image/1.1"
_XHTML = "http://www.w3.org/1999/xhtml"


class _Shelf:
    """The sitemaps of one version. Which pages there are is asked once, so that a part that there
    is not costs nothing, however often strangers ask for one."""

    def __init__(self, number: int) -> None:
        self.number = number
        self._lock = threading.Lock()
        self._pages: tuple[Website, list[int]] | None = None
        self._parts: dict[int | None, bytes] = {}

    def get(self, part: int | None) -> bytes | None:
        """The XML, made when there is none; None when there is no such part."""
        if (kept := self._parts.get(part)) is not None:
            return kept  # nobody who can be answered waits for what is being made
        with self._lock:
            if self._pages is None:
                site = website(languages())
                self._pages = site, listed(site)
            if part is not None and not 1 <= part <= _parts_of(self._pages[1]):
                return None
            if part not in self._parts:
                made = build(part, *self._pages)
                if len(self._parts) >= MOST_KEPT:
                    del self._parts[next(iter(self._parts))]
                self._parts[part] = made
            return self._parts[part]


def _shelf_of(number: int) -> _Shelf:
    global _shelf
    shelf = _shelf
    if shelf.number != number:
        with _changing:
            if _shelf.number != number:
                _shelf = _Shelf(number)
            shelf = _shelf
    return shelf


_shelf = _Shelf(0)
_changing = threading.Lock()


@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    part = request.GET.get("part", "")
    is_number = "part" not in request.GET or (part.isdecimal() and 0 < len(part) < 6)
    if set(request.GET) - {"part"} or len(request.GET.getlist("part")) > 1 or not is_number:
        return _plain("The only parameter is “part”, a number from 1.", 400)
    # Read before the content: what changes meanwhile has a newer version, and is made anew.
    number = version.read().number
    xml = _shelf_of(number).get(int(part) if part else None)
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


def build(part: int | None, site: Website, ids: list[int]) -> bytes:
    """Of the pages `ids` (see `listed`) the sitemap or the index of its parts, or one part."""
    parts = _parts_of(ids)
    if part is None and parts > 1:
        return _index(site, parts)
    start = ((part or 1) - 1) * PAGES_OF_A_PART
    return _urls(site, ids[start : start + PAGES_OF_A_PART])


def _parts_of(ids: list[int]) -> int:
    return max(1, -(-len(ids) // PAGES_OF_A_PART))


def listed(site: Website) -> list[int]:
    """The ids of the pages that want to be found under their own address. A query per type."""
    shown = readable().filter(under_the_homes(site)).values("pk")
    own = {"is_indexable": True, "alias_of": None, "canonical_url": ""}
    return sorted(
        pk
        for model in page_types()
        for pk in model.objects.filter(pk__in=shown, **own).values_list("pk", flat=True)
    )


def _index(site: Website, parts: int) -> bytes:
    found = "".join(
        f"<sitemap><loc>{escape(site.absolute(f'/sitemap.xml?part={number}'))}</loc></sitemap>\n"
        for number in range(1, parts + 1)
    )
    return f'{_HEAD}<sitemapindex xmlns="{_SITEMAP}">\n{found}</sitemapindex>\n'.encode()


def _urls(site: Website, ids: list[int]) -> bytes:
    keys = Page.objects.filter(pk__in=ids).values("translation_key")
    pages = page_metadata(site, Q(translation_key__in=keys))
    alternates = Alternates(site, pages)
    wanted = set(ids)
    shown = [page for page in pages if page.id in wanted]
    pictures = _pictures(shown)
    found = "".join(_url(site, page, alternates, pictures.get(page.id, ())) for page in shown)
    namespaces = f'xmlns="{_SITEMAP}" xmlns:image="{_IMAGE}" xmlns:xhtml="{_XHTML}"'
    return f"{_HEAD}<urlset {namespaces}>\n{found}</urlset>\n".encode()


def _url(site: Website, page: PageMetadata, alternates: Alternates, pictures: Iterable[str]) -> str:
    said = [f"<loc>{escape(site.absolute(page.path))}</loc>"]
    if page.last_published_at is not None:
        said.append(
            f"<lastmod>{page.last_published_at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}</lastmod>"
        )
    said += [
        f'<xhtml:link rel="alternate" hreflang={quoteattr(one["hreflang"])}'
        f" href={quoteattr(one['href'])}/>"
        for one in alternates.of(page)
    ]
    said += [
        f"<image:image><image:loc>{escape(address)}</image:loc></image:image>"
        for address in pictures
    ]
    return f"<url>{''.join(said)}</url>\n"


def _pictures(pages: list[PageMetadata]) -> dict[int, list[str]]:
    """The addresses of each page's pictures, by the page's id."""
    image_type, page_type = ContentType.objects.get_for_models(get_image_model(), Page).values()
    rows = ReferenceIndex.objects.filter(
        base_content_type=page_type,
        to_content_type=image_type,
        object_id__in=[str(page.id) for page in pages],
    )
    of_page: dict[int, list[int]] = {}
    for page_id, image_id in rows.order_by("pk").values_list("object_id", "to_object_id"):
        images = of_page.setdefault(int(page_id), [])
        if int(image_id) not in images and len(images) < PICTURES_OF_A_PAGE:
            images.append(int(image_id))
    directory = ImageDirectory(pk for images in of_page.values() for pk in images)
    addresses: dict[int, Any] = {}
    for images in of_page.values():
        for pk in images:
            if pk not in addresses and (shown := directory.as_document(pk, "")) is not None:
                addresses[pk] = shown["src"]
    return {
        page: [addresses[pk] for pk in images if pk in addresses]
        for page, images in of_page.items()
    }
