"""The parameters of API v2: which values they take and what they are for.

Each endpoint declares which of them it knows (`known_query_parameters`,
`detail_parameters`, `find_query_parameters`).
"""

from __future__ import annotations

from typing import Annotated, Literal

from django.conf import settings
from pydantic import Field

from cms.api.v2.endpoint import (
    IMAGE_SHAPES,
    LARGEST_NUMBER,
    LONGEST_SEARCH,
    LONGEST_VALUE,
    MOST_SEARCH_WORDS,
)
from cms.api.v2.lookups import COMPARISONS, OF_TYPES, TITLE
from cms.delivery.rich_text import Format
from cms.delivery.shapes import Locale
from cms.http.operation import OpenApiParameter as Parameter
from snippets.picture_shapes import NAMES, SHAPES

Text = Annotated[str, Field(max_length=LONGEST_VALUE)]
Number = Annotated[int, Field(ge=0, le=LARGEST_NUMBER)]
PageOrRoot = Number | Literal["root"]

ID = Parameter("id", Annotated[int, Field(ge=1)], place="path")

_A_SHAPE = f"({'|'.join(NAMES)})"
_SOME_SHAPES = f"^{_A_SHAPE}(,{_A_SHAPE})*$"

# In the order in which they are shown.
PARAMETERS = (
    Parameter("html_path", Text, "An address of the website: /ar/about/"),
    Parameter("id", Number),
    Parameter(
        "limit",
        Annotated[int, Field(ge=0, le=settings.WAGTAILAPI_LIMIT_MAX)],
        "Items at most",
        default=20,
    ),
    Parameter("offset", Number, "Items to leave out first", default=0),
    Parameter(
        "order",
        Text,
        "Fields to order by, `-` in front for descending: `-first_published_at,title`; `random`",
        examples={"newest": "-first_published_at"},
    ),
    Parameter(
        "fields",
        Text,
        "Which fields an answer has, in Wagtail's syntax: `title,seo`; `*` for all; `_,title` for "
        "this one alone; `*,-body` for all but one; `seo(_,title)` for a key of a field",
        examples={"some": "path,seo(_,title)", "all": "*"},
    ),
    Parameter(
        IMAGE_SHAPES,
        Annotated[str, Field(max_length=LONGEST_VALUE, pattern=_SOME_SHAPES)],
        "Which shapes every picture is in, several with commas; without it those that its place "
        "needs, none in a list of pictures. "
        + "; ".join(f"`{shape.name}` {shape.purpose}" for shape in SHAPES),
        examples={"some": "card,hero"},
    ),
    Parameter("rich_text_format", Format, "How rich text is written", default="html"),
    Parameter("type", Text, "Page types: `home.ContentPage`, several with commas"),
    Parameter("locale", Locale, "What readers of this language get"),
    Parameter(
        "fallback",
        Literal["true", "false", "1", "0"],
        "With `locale`: also pages that are not translated, in the language that they are in",
        default="false",
    ),
    Parameter(
        "include", Literal["children"], "The first pages right under the page, in `children`"
    ),
    Parameter(
        "child_of",
        PageOrRoot,
        "Pages right under this one; `root` is the home page, of `locale` where that is given",
    ),
    Parameter("ancestor_of", Number, "Pages above this one"),
    Parameter("descendant_of", PageOrRoot, "Pages anywhere under this one"),
    Parameter("translation_of", PageOrRoot, "This page in the other languages"),
    Parameter(
        "gone",
        Literal["true", "false", "1", "0"],
        "The old addresses that are gone for good, in place of those that lead somewhere",
        default="false",
    ),
    Parameter("site", Text, "The website's host; there is one website"),
    Parameter("slug", Text, "Pages with this slug"),
    Parameter("title", Text, "Pages with exactly this title"),
    Parameter("show_in_menus", Literal["true", "false", "1", "0"]),
    *(
        Parameter(comparison.name, comparison.shape, comparison.description)
        for comparison in COMPARISONS
    ),
    *(
        Parameter(
            name,
            Annotated[str, Field(max_length=LONGEST_VALUE, examples=["2026-12-05"])],
            f"{comparison.description}: a moment, or a day in the website's time zone. "
            f"With `type={model._meta.app_label}.{model.__name__}`",
        )
        for name, (model, comparison) in OF_TYPES.items()
    ),
    Parameter(
        TITLE,
        Annotated[str, Field(min_length=1, max_length=LONGEST_SEARCH)],
        "Pages whose title says these words, as a search compares them; 1,000 at most",
        examples={"arabic": "بطاقة"},
    ),
    Parameter(
        "search",
        Annotated[str, Field(max_length=LONGEST_SEARCH)],
        f"Words to find, at most {MOST_SEARCH_WORDS}",
        examples={"arabic": "البحر"},
    ),
    Parameter(
        "search_operator",
        Literal["and", "or"],
        "Whether all words must be found or one; without it all, and one where all is nothing",
    ),
)
# Where a parameter means something else than elsewhere.
MEANINGS = {
    ("pages", "locale"): "Pages of this language; of `find`: that of an address without one",
    ("redirects", "html_path"): "The old address",
}
