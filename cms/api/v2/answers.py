"""The types of what API v2 answers, but for snippets: pages, files, redirects, errors.

Those of snippets are made of their declarations (shapes.py).
"""

from __future__ import annotations

from typing import Annotated, NotRequired

from pydantic import Field
from typing_extensions import TypeAliasType, TypedDict

from cms.api.v2.shapes import ItemMeta, with_fields_of_page_types
from cms.delivery.kinds.hero import Hero
from cms.delivery.shapes import (
    Block,
    Crumb,
    Direction,
    Heading,
    Image,
    Locale,
    Moment,
    PageLink,
    Path,
    Route,
    Seo,
    Translation,
    TranslationKey,
    inline,
)

# --- Pages -----------------------------------------------------------------------------------


class MetaBeside(TypedDict):
    type: str | None
    detail_url: str
    html_url: str


class PageBeside(TypedDict):
    id: int
    meta: MetaBeside
    title: str


class ListedPageMeta(ItemMeta):
    html_url: str
    slug: str
    first_published_at: Moment | None
    locale: Locale


class PageMeta(ListedPageMeta):
    show_in_menus: bool
    seo_title: str
    search_description: str
    alias_of: PageBeside | None
    parent: PageBeside | None


class WhyFound(TypedDict):
    """With `search`: why the page is here. HTML that is safe, the words in `<mark>`"""

    score: float
    title: str
    snippet: str


class ListedPage(TypedDict):
    """A page of a listing, as it comes without `fields`"""

    id: int
    meta: ListedPageMeta
    title: str
    path: Path
    locale: Locale
    search: NotRequired[WhyFound]


@with_fields_of_page_types
class Page(TypedDict):
    """A page with all that a website shows of it"""

    id: int
    meta: PageMeta
    title: str
    path: Path
    locale: Locale
    dir: Direction
    translation_key: TranslationKey
    last_published_at: Moment | None
    introduction: str
    hero: Hero | None
    body: list[Block]
    table_of_contents: Annotated[list[Heading], Field(description="The headings of the body")]
    seo: Seo | None
    breadcrumbs: Annotated[list[Crumb], Field(description="From the home page to the page itself")]
    translations: Annotated[list[Translation], Field(description="Of this page, itself included")]
    has_children: Annotated[bool, Field(description="Whether readers see pages under it")]


class Children(TypedDict):
    """With `include=children`: the first pages right under the page, in their order"""

    items: list[ListedPage]
    more: Annotated[
        bool, Field(description="There are more: `/api/v2/pages/?child_of=<id>` has all")
    ]


class Find(TypedDict):
    """What was found at an address"""

    requested: Annotated[str, Field(description="What was asked for")]
    path: Annotated[str | None, Field(description="Where the page is; null for no page")]
    redirected: Annotated[
        bool, Field(description="The page is at `path` and not at `requested`: redirect there")
    ]
    permanent: Annotated[bool | None, Field(description="301 or 302; null when nothing redirects")]
    fallback: Annotated[
        bool, Field(description="The page is not translated; this is another language's")
    ]
    location: NotRequired[
        Annotated[
            str,
            Field(
                description="Where the redirect leads, when that is no page of the website, or "
                "something stands behind the page's address: /en/about/?from=old#top"
            ),
        ]
    ]


# --- Listings --------------------------------------------------------------------------------


class ListingMeta(TypedDict):
    total_count: int


class MatchesElsewhere(TypedDict):
    """A language in which pages match too"""

    locale: Locale
    total_count: Annotated[int, Field(description="How many, among all pages; 1,000 at most")]


class Instead(TypedDict):
    """With `search`"""

    instead: Annotated[
        list[str],
        Field(description="What was searched for, when nothing matched the query"),
    ]
    other_languages: Annotated[
        list[MatchesElsewhere],
        Field(description="With `locale`: the other languages that have matches"),
    ]


class SearchMeta(ListingMeta):
    search: NotRequired[Instead]


@inline
class Listing(TypedDict):
    meta: ListingMeta
    items: list[object]


@inline
class SearchListing(TypedDict):
    meta: SearchMeta
    items: list[object]


# --- Files and redirects ---------------------------------------------------------------------


class FileMeta(ItemMeta):
    tags: list[str]
    download_url: str


class ImageItem(Image):
    """A picture of the library"""

    meta: FileMeta
    title: str


class DocumentItem(TypedDict):
    """A file for download"""

    id: int
    meta: FileMeta
    title: str


class RedirectItem(TypedDict):
    """An old address and where its content is now"""

    id: int
    meta: ItemMeta
    old_path: str
    location: Annotated[
        Route | None, Field(description="null alone with `gone=true`: gone for good (410)")
    ]
    is_permanent: bool
    page: PageLink | None


# --- Errors ----------------------------------------------------------------------------------


class Refusal(TypedDict):
    message: str
    field: NotRequired[Annotated[str, Field(description="The parameter that is meant")]]


class Detail(TypedDict):
    detail: str


V2Error = TypeAliasType(
    "V2Error",
    Annotated[Refusal | Detail, Field(description="An error of API v2, in Wagtail's shape")],
)
