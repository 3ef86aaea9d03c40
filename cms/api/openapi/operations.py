"""Every public address: its parameters and answers.

An address of Django that is in neither `PATHS` nor `NOT_PUBLIC` fails a test.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.conf import settings

from cms.api import documents
from cms.api.openapi.schemas import (
    BOOLEAN,
    INTEGER,
    LOCALE,
    NUMBER,
    STRING,
    Schema,
    any_of,
    array,
    by_language,
    envelope,
    listing,
    obj,
    or_null,
    ref,
)
from cms.api.v2.endpoint import (
    LARGEST_NUMBER,
    LONGEST_SEARCH,
    LONGEST_VALUE,
    MOST_FOUND,
    MOST_SEARCH_WORDS,
)

JSON = "application/json"

# Addresses under /api/ and at the root that are for editors, or no endpoint.
NOT_PUBLIC = ("api/preview/userbar/", "documents/log-in/", "^api/")


@dataclass(frozen=True)
class Answer:
    description: str
    schema: Schema | None = None
    media: str = JSON
    headers: tuple[str, ...] = ()


@dataclass(frozen=True)
class Operation:
    """One address. `examples` are the queries whose real answers are shown."""

    path: str
    id: str
    tag: str
    summary: str
    answers: dict[str, Answer]
    description: str = ""
    parameters: tuple[Schema, ...] = ()
    method: str = "get"
    security: tuple[dict[str, list[str]], ...] = ()
    examples: dict[str, str] = field(default_factory=dict)


def parameter(name: str, schema: Schema, description: str = "", **more: Any) -> Schema:
    return {
        "name": name,
        "in": "query",
        "schema": schema,
        **({"description": description} if description else {}),
        **more,
    }


def text(longest: int = LONGEST_VALUE, **more: Any) -> Schema:
    return {"type": "string", "maxLength": longest, **more}


_ERROR = ref("ErrorAnswer")
_V2_ERROR = ref("V2Error")
_REFUSED = Answer("The parameter that `errors` names cannot be understood", _ERROR)
_V2_REFUSED = Answer("The parameter that `field` names cannot be understood", _V2_ERROR)
_V2_NOTHING = Answer("There is nothing readers may see there", any_of(_V2_ERROR, _ERROR))
_NOT_YET = Answer("Nothing has been published yet; try again in a second", _ERROR)
_CACHED = ("ETag", "Cache-Control", "Cache-Tag", "X-Content-Version")
_UNCHANGED = Answer("It is as `If-None-Match` says", None)

# --- Documents -------------------------------------------------------------------------------

_LOCALE = parameter(
    "locale", LOCALE, "One language; without it `data` has all of them by their codes"
)
_DATA: dict[str, tuple[Schema, str]] = {
    "website_data": (ref("WebsiteData"), "The whole shell of the website"),
    "seo_data": (ref("SeoData"), "What every page says to search engines"),
    "home_page": (or_null(ref("HomePage")), "The home page"),
    "menu_items": (array(ref("MenuItem")), "The menu, as a tree"),
    "heroes": (array(ref("Hero")), "Large pictures with words"),
    "partners": (array(ref("Partner")), "Partners and sponsors"),
    "footer_links": (array(ref("FooterLink")), "Links at the foot of every page"),
}


def _documents() -> list[Operation]:
    found = []
    for path, document in documents.PATHS.items():
        schema, summary = _DATA[document.name]
        choices = [by_language(schema), schema]
        parameters = [_LOCALE]
        answers = {"400": _REFUSED, "503": _NOT_YET}
        examples = {"200": "?locale=en", "400": "?locale=xx"}
        if document.name == "seo_data":
            choices.append(ref("Seo"))
            path_of_page = text(minLength=1)
            parameters.append(
                parameter("path", path_of_page, "One page alone, by its address: /ar/about/")
            )
            answers["404"] = Answer("No published page has this path", _ERROR)
            examples["404"] = "?locale=en&path=/en/nothing/"
        found.append(
            Operation(
                path,
                document.name,
                "Documents",
                summary,
                {
                    "200": Answer("As it was published", envelope(any_of(*choices)), JSON, _CACHED),
                    "304": _UNCHANGED,
                    **answers,
                },
                description="Answered from memory, with one version in all documents.",
                parameters=tuple(parameters),
                examples=examples,
            )
        )
    return found


# --- API v2 ----------------------------------------------------------------------------------

_FIELDS = parameter(
    "fields",
    text(),
    "Which fields an answer has, in Wagtail's syntax: `title,seo`; `*` for all; `_,title` for "
    "this one alone; `*,-body` for all but one; `seo(_,title)` for a key of a field",
    examples={"some": {"value": "path,seo(_,title)"}, "all": {"value": "*"}},
)
_RICH_TEXT = parameter(
    "rich_text_format",
    {"type": "string", "enum": ["html", "markdown", "db_html", "db_markdown"], "default": "html"},
    "How rich text is written",
)
_LISTING = (
    parameter(
        "limit",
        {
            "type": "integer",
            "minimum": 0,
            "maximum": settings.WAGTAILAPI_LIMIT_MAX,
            "default": 20,
        },
        "Items at most",
    ),
    parameter(
        "offset",
        {"type": "integer", "minimum": 0, "maximum": LARGEST_NUMBER, "default": 0},
        "Items to leave out first",
    ),
    parameter(
        "order",
        text(),
        "Fields to order by, `-` in front for descending: `-first_published_at,title`; `random`",
        examples={"newest": {"value": "-first_published_at"}},
    ),
    _FIELDS,
)
_SEARCH = (
    parameter(
        "search",
        text(LONGEST_SEARCH),
        f"Words to find, at most {MOST_SEARCH_WORDS}",
        examples={"arabic": {"value": "البحر"}},
    ),
    parameter(
        "search_operator",
        {"type": "string", "enum": ["and", "or"]},
        "Whether all words must be found or one; without it all, and one where all is nothing",
    ),
)
_V2_LOCALE = parameter("locale", LOCALE, "What readers of this language get")
_RELATIVE: Schema = {
    "anyOf": [
        {"type": "integer", "minimum": 0, "maximum": LARGEST_NUMBER},
        {"type": "string", "const": "root"},
    ]
}
_PAGE_PARAMETERS = (
    parameter("type", text(), "Page types: `home.ContentPage`, several with commas"),
    parameter("locale", LOCALE, "Pages of this language"),
    parameter(
        "child_of",
        _RELATIVE,
        "Pages right under this one; `root` is the home page, of `locale` where that is given",
    ),
    parameter(
        "ancestor_of",
        {"type": "integer", "minimum": 0, "maximum": LARGEST_NUMBER},
        "Pages above this one",
    ),
    parameter("descendant_of", _RELATIVE, "Pages anywhere under this one"),
    parameter("translation_of", _RELATIVE, "This page in the other languages"),
    parameter("site", text(), "The website's host; there is one website"),
    parameter("slug", text(), "Pages with this slug"),
    parameter("title", text(), "Pages with exactly this title"),
    parameter("show_in_menus", {"type": "string", "enum": ["true", "false", "1", "0"]}),
    *_SEARCH,
)
_ID = {
    "name": "id",
    "in": "path",
    "required": True,
    "schema": {"type": "integer", "minimum": 1},
}


def _listing_of(name: str) -> Schema:
    return listing(any_of(ref(name), ref(f"{name}Fields")))


def _v2() -> list[Operation]:
    pages = "/api/v2/pages/"
    meta = {
        **obj(total_count=INTEGER),
        "properties": {
            "total_count": INTEGER,
            "search": obj(
                "With `search`",
                instead=array(STRING, "What was searched for, when nothing matched the query"),
            ),
        },
    }
    found = [
        Operation(
            pages,
            "list_pages",
            "Pages",
            "Pages, filtered, ordered, searched",
            {
                "200": Answer(
                    "A part of the pages",
                    listing(any_of(ref("ListedPage"), ref("PageFields")), meta),
                    JSON,
                    ("Cache-Tag",),
                ),
                "304": _UNCHANGED,
                "400": _V2_REFUSED,
                "404": Answer("There is no such `site`", _V2_ERROR),
            },
            description="Any field of a page can be a filter: `?slug=about`."
            f" With `search`, `limit` is at most {MOST_FOUND}.",
            parameters=(*_LISTING, _RICH_TEXT, *_PAGE_PARAMETERS),
            examples={"200": "?search=sailing&limit=1", "400": "?limit=1000"},
        ),
        Operation(
            f"{pages}{{id}}/",
            "get_page",
            "Pages",
            "A page, with all that a website shows of it",
            {
                "200": Answer(
                    "The page", any_of(ref("Page"), ref("PageFields")), JSON, ("Cache-Tag",)
                ),
                "304": _UNCHANGED,
                "400": _V2_REFUSED,
                "404": _V2_NOTHING,
            },
            parameters=(_ID, _FIELDS, _RICH_TEXT),
            examples={"200": "", "400": "?fields=nothing"},
        ),
        Operation(
            f"{pages}find/",
            "find_page",
            "Pages",
            "The page at an address of the website",
            {
                "200": Answer(
                    "The page and how it was found, or where a redirect leads",
                    any_of(_with_find("Page"), _with_find("PageFields"), obj(find=ref("Find"))),
                    JSON,
                    ("Cache-Tag",),
                ),
                "302": Answer("With `id`: where the page's own answer is", None),
                "304": _UNCHANGED,
                "400": _V2_REFUSED,
                "404": Answer("Nothing is at this address, and nothing leads away", _V2_ERROR),
            },
            description="In every language; follows redirects, and falls back to the other "
            "language while a page is not translated. `find` says which of it happened.",
            parameters=(
                parameter("html_path", text(), "An address of the website: /ar/about/"),
                parameter("id", {"type": "integer", "minimum": 0, "maximum": LARGEST_NUMBER}),
                _FIELDS,
                _RICH_TEXT,
            ),
            examples={
                "200": "?html_path=/en/about/&fields=_,id,title,path",
                "404": "?html_path=/en/no/",
            },
        ),
    ]
    for name, (item, tag, what, more) in _OTHERS.items():
        found += _endpoint(name, item, tag, what, more)
    return found


def _with_find(name: str) -> Schema:
    from cms.api.openapi.schemas import schemas

    page = schemas()[name]
    return {
        **page,
        "properties": {**page["properties"], "find": ref("Find")},
        "required": [*page.get("required", []), "find"],
    }


_HTML_PATH = parameter("html_path", text(), "The old address")
_OTHERS: dict[str, tuple[str, str, str, tuple[Schema, ...]]] = {
    "images": ("ImageItem", "Files", "Pictures", (_V2_LOCALE, *_SEARCH)),
    "documents": ("DocumentItem", "Files", "Files for download", _SEARCH),
    "redirects": ("RedirectItem", "Redirects", "Old addresses", ()),
    "menu-items": ("MenuItemItem", "Shell", "Items of the menu", (_V2_LOCALE,)),
    "heroes": ("HeroItem", "Shell", "Large pictures with words", (_V2_LOCALE,)),
    "partners": ("PartnerItem", "Shell", "Partners and sponsors", (_V2_LOCALE,)),
    "footer-links": ("FooterLinkItem", "Shell", "Links at the foot of every page", (_V2_LOCALE,)),
}


def _endpoint(
    name: str, item: str, tag: str, what: str, more: tuple[Schema, ...]
) -> list[Operation]:
    path, slug = f"/api/v2/{name}/", name.replace("-", "_")
    own = (_V2_LOCALE,) if name == "images" else ()
    find = (_HTML_PATH,) if name == "redirects" else ()
    return [
        Operation(
            path,
            f"list_{slug}",
            tag,
            f"{what}, filtered and ordered",
            {
                "200": Answer("A part of them", _listing_of(item), JSON, ("Cache-Tag",)),
                "304": _UNCHANGED,
                "400": _V2_REFUSED,
            },
            parameters=(*_LISTING, *more),
            examples={"200": "?limit=1", "400": "?order=nothing"},
        ),
        Operation(
            f"{path}{{id}}/",
            f"get_{slug}",
            tag,
            f"{what}: one",
            {
                "200": Answer("It", any_of(ref(item), ref(f"{item}Fields")), JSON, ("Cache-Tag",)),
                "304": _UNCHANGED,
                "400": _V2_REFUSED,
                "404": _V2_NOTHING,
            },
            parameters=(_ID, _FIELDS, *own),
            examples={"200": "", "400": "?nothing=1"},
        ),
        Operation(
            f"{path}find/",
            f"find_{slug}",
            tag,
            f"{what}: where one is",
            {
                "302": Answer("Where its own answer is", None),
                "400": _V2_REFUSED,
                "404": _V2_NOTHING,
            },
            parameters=(
                parameter("id", {"type": "integer", "minimum": 0, "maximum": LARGEST_NUMBER}),
                *find,
                _FIELDS,
            ),
            examples={"404": "?id=999999"},
        ),
    ]


# --- The rest --------------------------------------------------------------------------------

_CHECK = {
    **obj(ok=BOOLEAN),
    "properties": {"ok": BOOLEAN, "ms": NUMBER, "error": STRING},
}
_HEALTH = obj(
    checks={"type": "object", "additionalProperties": _CHECK},
    versions=obj(**{name: or_null(INTEGER) for name in ("postgresql", "redis", "memory", "files")}),
    lag=or_null(INTEGER),
)
_TEXT = "text/plain"


def _rest() -> list[Operation]:
    return [
        Operation(
            "/",
            "information",
            "About",
            "What this is and where the rest is",
            {
                "200": Answer(
                    "It",
                    envelope(
                        obj(
                            name=STRING,
                            version=STRING,
                            languages=array(LOCALE),
                            website=or_null(STRING),
                            links={"type": "object", "additionalProperties": STRING},
                        )
                    ),
                )
            },
            examples={"200": ""},
        ),
        Operation(
            "/health/",
            "health",
            "Health",
            "How this process and the servers behind it are",
            {
                "200": Answer("All is well", envelope(_HEALTH)),
                "503": Answer("Something is not: `message` names it", envelope(_HEALTH)),
            },
        ),
        Operation(
            "/health/live/",
            "health_live",
            "Health",
            "Whether the process is alive",
            {"200": Answer("It is", envelope(obj(alive=BOOLEAN)))},
            examples={"200": ""},
        ),
        Operation(
            "/health/ready/",
            "health_ready",
            "Health",
            "Whether the process can answer readers",
            {
                "200": Answer("It can", envelope(obj(ready=BOOLEAN, version=or_null(INTEGER)))),
                "503": Answer("It cannot", _ERROR),
            },
            examples={"200": ""},
        ),
        Operation(
            "/api/update-redis/",
            "update_redis",
            "Publishing",
            "Rebuild the published documents now",
            {
                "200": Answer(
                    "They are rebuilt",
                    envelope(obj(version=INTEGER, languages=array(LOCALE), milliseconds=INTEGER)),
                ),
                "401": Answer("The token is missing or wrong", _ERROR),
                "403": Answer("Without the permission to rebuild", _ERROR),
                "429": Answer("More than 30 tries a minute", _ERROR),
                "503": Answer("PostgreSQL or Redis does not answer", _ERROR),
            },
            method="post",
            security=({"token": []},),
            examples={"200": "", "401": ""},
        ),
        Operation(
            "/api/preview/",
            "preview",
            "Publishing",
            "A draft, by the token that the editor's preview carries",
            {
                "200": Answer(
                    "The draft",
                    envelope(
                        obj(
                            kind={"type": "string", "enum": ["page", "snippet"]},
                            content_type=STRING,
                            locale=LOCALE,
                            path=STRING,
                            website_data=ref("WebsiteData"),
                            page=or_null(ref("Page")),
                            highlight=or_null(obj(document=STRING, id=INTEGER)),
                        )
                    ),
                ),
                "403": Answer("The token is no token, or too old", _ERROR),
            },
            parameters=(parameter("token", {"type": "string"}, required=True),),
            examples={"403": "?token=x"},
        ),
        Operation(
            "/sitemap.xml",
            "sitemap",
            "Search engines",
            "The sitemap, for the website to pass on",
            {
                "200": Answer("The sitemap, or the index of its parts", STRING, "application/xml"),
                "304": _UNCHANGED,
                "400": Answer("`part` is no number", STRING, _TEXT),
                "404": Answer("There is no such part", STRING, _TEXT),
            },
            parameters=(parameter("part", {"type": "integer", "minimum": 1, "maximum": 99999}),),
        ),
        Operation(
            "/robots.txt",
            "robots",
            "Search engines",
            "What crawlers may read, for the website to pass on",
            {"200": Answer("It", STRING, _TEXT)},
        ),
        Operation(
            "/.well-known/security.txt",
            "security",
            "About",
            "Whom to tell of a security problem (RFC 9116)",
            {
                "200": Answer("It", STRING, _TEXT),
                "404": Answer("Nobody is named", STRING, _TEXT),
            },
        ),
        Operation(
            "/api/openapi.json",
            "openapi",
            "About",
            "This description",
            {"200": Answer("OpenAPI 3.1", {"type": "object"}), "304": _UNCHANGED},
        ),
        Operation(
            "/api/docs/",
            "docs",
            "About",
            "This description, to read and to try",
            {"200": Answer("A page", STRING, "text/html")},
        ),
    ]


def operations() -> list[Operation]:
    return [*_documents(), *_v2(), *_rest()]
