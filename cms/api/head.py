"""GET /api/head/?path=: the finished head of whatever the website shows at an address.

A website's server asks it and needs no JavaScript: it puts the HTML into its page, and answers with
the status of this answer. 200 is a page; 301 and 302 lead to `Location`, an address of the website
or of another; 404 is nothing, 410 what is gone for good. A client that asks for JSON has the same
in it.

A process keeps a head until something that it was made of changes (cms/api/touched.py). What is
not there, or is gone, is not kept: there is no end of such addresses.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import blake2b
from typing import Annotated, Literal
from urllib.parse import quote

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe
from pydantic import Field

from cms.api import envelope
from cms.api.envelope import ErrorAnswer, Problem, Success
from cms.api.errors import refuse_publicly
from cms.api.public_answer import public_answer
from cms.api.touched import carry_over, tags_of_answer
from cms.api.v2.page_lookup import PageLookup, look_up
from cms.delivery.languages import Language, languages
from cms.delivery.page_details import PageDetails
from cms.delivery.pages import Website, website
from cms.delivery.redirects import path_on
from cms.engines import metrics, read_log
from cms.engines.versioned_cache import VersionedCache
from cms.http.cors import PUBLIC
from cms.http.operation import UNCHANGED, OpenApiAnswer, OpenApiParameter, Operation, describe
from cms.publishing import version
from cms.publishing.publish import DatabaseErrors
from cms.publishing.version import Version
from cms.seo.head import Head, HeadTag, as_html, structured_data, tags_of, tags_of_no_page
from cms.seo.structured_data import as_json_ld, graph_of, parts_of
from home.addresses import normal_path, path_without_suffix
from home.redirect_rules import suffix_of

MAX_BYTES = 8 * 1024 * 1024
LONGEST_PATH = 2000
CACHE_TAG = "cms,head"
# What a head needs in memory beside its text, roughly: a hundred tags, and the tags of rows.
OVERHEAD = 8 * 1024
HTML = "text/html; charset=utf-8"
_heads: VersionedCache[str, Head] = VersionedCache(MAX_BYTES)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a request for an address is sent, and whether for ever."""

    location: str
    is_permanent: bool


@describe(
    Operation(
        id="get_head",
        tag="Search engines",
        summary="The finished head of what is at an address",
        description="For a website's server. The status is the one that the website should answer, "
        "with `Location` where that is a redirect: do not follow it, pass it on. With "
        "`format=html`, or `Accept: text/html`, the body is the HTML of the tags alone.",
        parameters=(
            OpenApiParameter(
                "path",
                Annotated[str, Field(min_length=1, max_length=LONGEST_PATH)],
                "An address of the website, as a browser sends it: /ar/about/?from=menu",
                required=True,
            ),
            OpenApiParameter("format", Literal["html", "json"], "Instead of `Accept`"),
        ),
        answers={
            "200": OpenApiAnswer(
                "A page, or a screen of the website",
                Success[Head],
                headers=("ETag", "Cache-Control", "Cache-Tag", "X-Content-Version"),
                text="text/html",
            ),
            "301": OpenApiAnswer("It has moved for good", Success[Head], text="text/html"),
            "302": OpenApiAnswer("It is somewhere else for now", Success[Head], text="text/html"),
            "304": UNCHANGED,
            "400": OpenApiAnswer("`path` is missing or too long", ErrorAnswer),
            "404": OpenApiAnswer("Nothing is there", Success[Head], text="text/html"),
            "410": OpenApiAnswer(
                "What was there is gone for good", Success[Head], text="text/html"
            ),
            "503": OpenApiAnswer("The database does not answer", ErrorAnswer),
        },
        examples={"200": "?path=/en/about/", "400": ""},
    )
)
@require_safe
def head(request: HttpRequest) -> HttpResponse:
    path, kind = request.GET.get("path", ""), request.GET.get("format", "")
    if not path or len(path) > LONGEST_PATH or "\x00" in path:
        return _refused("path", "Give an address of the website.")
    if kind not in ("", "html", "json"):
        return _refused("format", "A head is html or json.")
    try:
        of_version, found = head_at(path if path.startswith("/") else f"/{path}")
    except DatabaseErrors:
        return refuse_publicly(503, "Nobody can say now what is at this address.")
    accepts = request.headers.get("Accept", "")
    wants_html = kind == "html" or (not kind and "text/html" in accepts)
    return _response(request, of_version, found, wants_html)


def _refused(name: str, why: str) -> HttpResponse:
    problem = Problem("malformed_value", why, name)
    response = envelope.error_response(400, "The request cannot be understood", problem)
    response["Cache-Tag"] = CACHE_TAG
    for header, value in PUBLIC:
        response[header] = value
    return response


def head_at(path: str) -> tuple[Version, Head]:
    # Read before the content: what changes meanwhile has a newer version, and is made anew.
    of_version = version.read()
    number = of_version.number
    carry_over(_heads, number)
    kept = _heads.get(path, number)
    metrics.looked_up("head", kept is not None)
    if kept is not None:
        return of_version, kept
    with _heads.turn(path), read_log.reading(number) as log:
        made = _heads.get(path, number) or _make(path)
    if made["status"] < 400:
        tags = tags_of_answer(log.tags)
        _heads.put(path, made, 4 * len(made["html"]) + len(path) + OVERHEAD, number, tags)
    return of_version, made


def _make(path: str) -> Head:
    site = website(languages())
    own = normal_path(path_without_suffix(path))
    language = _language_of(site, own or "/")
    if own is not None and _is_screen(own, language):
        if own != path_without_suffix(path):
            return _moved(site, language, _Place(own + suffix_of(path), True))
        return _head(200, language, tags_of_no_page(site.name))
    match = look_up(site, path)
    if match is None:
        return _head(404, language, tags_of_no_page(site.name))
    if match.is_gone:
        return _head(410, language, tags_of_no_page(site.name))
    if (place := _sent_to(match, path)) is not None:
        return _moved(site, language, place)
    return _of_page(site, match)


def _language_of(site: Website, path: str) -> Language:
    code = path.split("/")[1]
    return next((each for each in site.languages if each.code == code), site.languages[0])


def _is_screen(path: str, language: Language) -> bool:
    """Whether the website has a screen of its own at an address."""
    return f"/{path.removeprefix(f'/{language.code}/')}" in settings.FRONTEND_ROUTES


def _sent_to(match: PageLookup, path: str) -> _Place | None:
    """Where visitors of `path` are sent; None when they stay. A page has one spelling of its
    address, decoded or encoded, and another one leads there."""
    asked, behind = path_without_suffix(path), suffix_of(path)
    if match.redirected:
        location = match.location or (match.path or "") + behind
        return _Place(location, bool(match.permanent))
    normal = normal_path(asked) or asked
    if asked in (normal, quote(normal), quote(normal).lower()):
        return None
    return _Place(normal + behind, True)


def _moved(site: Website, language: Language, place: _Place) -> Head:
    own = path_on(site, place.location)
    location = quote(own if own is not None else place.location, safe="/%?#=&+:;,!*'()@[]~$")
    if own is not None:
        location = site.absolute(location)
    status = 301 if place.is_permanent else 302
    made = _head(status, language, tags_of_no_page(site.name))
    made["location"] = location
    return made


def _of_page(site: Website, match: PageLookup) -> Head:
    page = match.page
    assert page is not None  # noqa: S101  # what leads to no page is sent there
    details = PageDetails(site, [page], parts_of(page))
    seo, language = details.part(page, "seo"), details.language(page)
    if not seo:
        return _head(200, language, tags_of_no_page(page.title))
    tags = tags_of(seo, details.site_name(page), site.languages)
    tags.append(structured_data(as_json_ld(graph_of(site, details, page, seo))))
    return _head(200, language, tags)


def _head(status: int, language: Language, tags: list[HeadTag]) -> Head:
    return {
        "status": status,
        "location": None,
        "locale": language.code,
        "dir": language.dir,
        "tags": tags,
        "html": as_html(tags),
    }


def _response(
    request: HttpRequest, of_version: Version, found: Head, wants_html: bool
) -> HttpResponse:
    if wants_html:
        content, kind = found["html"].encode(), HTML
    else:
        content = envelope.success(found, "Head", of_version.timestamp)
        kind = envelope.JSON
    etag = f'"{blake2b(content, digest_size=12).hexdigest()}"'
    response = public_answer(
        request,
        content,
        etag,
        cache_tag=CACHE_TAG,
        version=of_version.number,
        media=kind,
        status=found["status"],
    )
    if found["location"]:
        response["Location"] = found["location"]
    if found["status"] >= 400:
        response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex"
    response["Content-Language"] = found["locale"]
    response["Vary"] = "Accept"
    return response
