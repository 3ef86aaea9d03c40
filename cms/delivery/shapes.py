"""The shapes that several answers share, as types.

Builders return them and OpenAPI is made of them. A class's docstring and a field's description are
what the readers of OpenAPI see; every key is required, and an object has no others.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from django.conf import settings
from pydantic import ConfigDict, Field, with_config
from pydantic.config import JsonDict

# Of typing_extensions, because pydantic reads no other before Python 3.12.
from typing_extensions import TypeAliasType, TypedDict

from snippets.picture_shapes import NAMES

# Marks in a JSON Schema, for cms/api/openapi/json_schema.py: a type is written out where it is
# used; it may have other keys, or values, than it names. No key of an answer is called so.
INLINE = "x-inline"
CLOSED = "x-closed"


def _one_of_the_languages(schema: JsonDict) -> None:
    """The languages are a setting, and a type cannot name them."""
    schema["enum"] = [code for code, _name in settings.LANGUAGES]
    schema[CLOSED] = True


# Marks a type that has no name of its own in OpenAPI: it is written out where it is used.
inline = with_config(ConfigDict(json_schema_extra={INLINE: True}))


def typed_dict(name: str, keys: Mapping[str, object], description: str = "") -> type:
    """A TypedDict whose keys are not known before run time."""
    made: type = TypedDict(name, dict(keys))  # type: ignore[misc]  # mypy wants to read the keys
    made.__doc__ = description or None
    return made


Locale = Annotated[str, Field(json_schema_extra=_one_of_the_languages)]
Direction = Literal["ltr", "rtl"]
#: What `robots` of a page says (home/robots_directives.py).
ROBOTS = (
    "^(noindex, (no)?follow|index, (no)?follow(, (nosnippet|max-snippet:[0-9]+))?"
    "(, max-image-preview:(none|standard|large))?)$"
)
Path = Annotated[str, Field(description="An address of the website, such as /ar/about/")]
Route = Annotated[
    str, Field(description="A path of the website, a place in the page (#top) or a full address")
]
Moment = Annotated[
    str,
    Field(
        description="RFC 3339, such as 2026-01-01T00:00:00Z",
        json_schema_extra={"format": "date-time"},
    ),
]
Color = Annotated[
    str,
    Field(
        description="What to paint until the picture is there",
        json_schema_extra={"pattern": "^#[0-9a-f]{6}$"},
    ),
]


Placeholder = Annotated[
    str,
    Field(
        description="A ThumbHash: the picture, blurred, to paint until it is there",
        json_schema_extra={"contentEncoding": "base64"},
    ),
]

TranslationKey = Annotated[
    str,
    Field(description="The same in all languages", json_schema_extra={"format": "uuid"}),
]


class Identity(TypedDict):
    id: int
    translation_key: TranslationKey
    locale: Annotated[Locale, Field(description="The language that it is really in")]


class Source(TypedDict):
    type: str
    srcset: str


class FocalPoint(TypedDict):
    """0 to 1, from the top left"""

    x: float
    y: float


class ImageShape(TypedDict):
    """A picture, cut to a shape around its focal point. Until it is cut: the whole picture"""

    width: Annotated[int, Field(description="Of the file that `src` names, in pixels")]
    height: Annotated[int, Field(description="Of the file that `src` names, in pixels")]
    src: str
    srcset: str
    sources: list[Source]


def _of_the_table(schema: JsonDict) -> None:
    """The names are a table, and a type cannot repeat it."""
    shape = schema.pop("additionalProperties")
    schema["properties"] = dict.fromkeys(NAMES, shape)
    schema["additionalProperties"] = False
    schema[CLOSED] = True


ImageShapes = TypeAliasType(
    "ImageShapes",
    Annotated[
        dict[str, ImageShape],
        Field(
            description="The shapes that the place of the picture needs, or those that "
            "`image_shapes` chose",
            json_schema_extra=_of_the_table,
        ),
    ],
)


class Image(TypedDict):
    """A picture, in the sizes and formats that it has. `src` and `srcset` are for every browser,\
 `sources` (best first) for those that can"""

    id: int
    alt: Annotated[str, Field(description="For screen readers, in the reader's language")]
    width: Annotated[int, Field(description="Of the original, in pixels")]
    height: Annotated[int, Field(description="Of the original, in pixels")]
    src: str
    srcset: str
    sources: list[Source]
    focal_point: FocalPoint | None
    color: Color | None
    placeholder: Placeholder | None
    shapes: ImageShapes


class SocialImage(TypedDict):
    """The picture of a shared link: 1200 × 630, cropped around its focal point. Less, when the\
 original is smaller; the whole picture until the crop is made"""

    id: int
    alt: Annotated[str, Field(description="For screen readers, in the reader's language")]
    width: Annotated[int, Field(description="Of the file that `src` names, in pixels")]
    height: Annotated[int, Field(description="Of the file that `src` names, in pixels")]
    src: str


class PageLink(TypedDict):
    """A page that content leads to, in the reader's language where it is translated"""

    id: int
    title: str
    path: Path
    locale: Locale


class DocumentLink(TypedDict):
    id: int
    title: str
    url: str


class Embed(TypedDict):
    """A video or post of another website"""

    url: str
    title: str
    provider: str
    html: Annotated[str, Field(description="A frame of a known provider, or empty")]
    thumbnail: str
    width: int | None
    height: int | None


class Block(TypedDict):
    # What `value` is of each type, home/blocks.py says.
    type: str
    value: object
    id: str | None


class Heading(TypedDict):
    """A heading of a page's body"""

    id: Annotated[str, Field(description="The `id` of its element: `#id` leads to it")]
    text: str
    level: Annotated[str, Field(description="h2, h3 …")]


class Social(TypedDict):
    title: str
    description: str
    image: Annotated[SocialImage | None, Field(description="For `og:image`")]
    picture: Annotated[Image | None, Field(description="The same one, whole, in all its sizes")]


class Alternate(TypedDict):
    hreflang: str
    href: str


class Seo(TypedDict):
    """What a page says to search engines, complete: empty fields fell back already"""

    id: int
    locale: Locale
    path: Path
    url: str
    title: str
    description: str
    canonical: str
    robots: Annotated[
        str,
        Field(
            description="For the robots tag as it is",
            pattern=ROBOTS,
            examples=["index, follow, max-image-preview:large"],
        ),
    ]
    social: Social
    alternates: Annotated[list[Alternate], Field(description="hreflang, with x-default")]
    last_modified: Moment | None


class Crumb(TypedDict):
    id: int
    title: str
    path: Path


class Translation(TypedDict):
    id: int
    locale: Locale
    title: str
    path: Path
