"""The shapes of answers, as JSON Schema.

Every object names all of its keys and has no others, so that a key that is added, lost or misspelt
contradicts its schema. Blocks are read off home/blocks.py.
"""

from __future__ import annotations

import copy
from typing import Any

from django.conf import settings
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.embeds.blocks import EmbedBlock
from wagtail.images.blocks import ImageChooserBlock

from home.blocks import BodyBlock

Schema = dict[str, Any]

STRING: Schema = {"type": "string"}
INTEGER: Schema = {"type": "integer"}
BOOLEAN: Schema = {"type": "boolean"}
NUMBER: Schema = {"type": "number"}
MOMENT: Schema = {
    "type": "string",
    "format": "date-time",
    "description": "RFC 3339, such as 2026-01-01T00:00:00Z",
}
HTML: Schema = {"type": "string", "description": "Safe HTML, or what `rich_text_format` asks for"}


def obj(description: str = "", /, **properties: Schema) -> Schema:
    found: Schema = {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }
    return {"description": description, **found} if description else found


def array(of: Schema, description: str = "") -> Schema:
    found: Schema = {"type": "array", "items": of}
    return {"description": description, **found} if description else found


def ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def or_null(schema: Schema) -> Schema:
    if isinstance(schema.get("type"), str) and "enum" not in schema:
        return {**schema, "type": [schema["type"], "null"]}
    return {"anyOf": [schema, {"type": "null"}]}


def any_of(*schemas: Schema) -> Schema:
    return {"anyOf": list(schemas)}


def partly(schema: Schema, below: tuple[str, ...] = ()) -> Schema:
    """The schema with none of its keys required; so also those objects that are in `below`."""
    found = copy.deepcopy(schema)
    found.pop("required", None)
    for name in below:
        found["properties"][name] = _loosened(found["properties"][name])
    return found


def _loosened(schema: Schema) -> Schema:
    if "items" in schema:
        return {**schema, "items": _loosened(schema["items"])}
    if "anyOf" in schema:
        return {"anyOf": [_loosened(one) for one in schema["anyOf"]]}
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return ref(f"{name}Fields") if f"{name}Fields" in NARROWED else schema
    return partly(schema) if schema.get("type") == "object" else schema


# --- Blocks ----------------------------------------------------------------------------------


def of_block(block: blocks.Block) -> Schema:
    """The JSON of a block's value (cms/documents/builders/body.py)."""
    if isinstance(block, blocks.StructBlock):
        return obj(**{name: of_block(child) for name, child in block.child_blocks.items()})
    if isinstance(block, blocks.ListBlock):
        return array(of_block(block.child_block))
    if isinstance(block, blocks.StreamBlock):
        return array(any_of(*(_item(name, child) for name, child in block.child_blocks.items())))
    for kind, schema in _LEAVES:
        if isinstance(block, kind):
            return schema
    if isinstance(block, blocks.ChoiceBlock):
        return {"type": "string", "enum": [value for value, _label in block.field.choices if value]}
    return STRING


_LEAVES: tuple[tuple[Any, Schema], ...] = (
    (blocks.RichTextBlock, HTML),
    (blocks.PageChooserBlock, or_null(ref("PageLink"))),
    (ImageChooserBlock, or_null(ref("Image"))),
    (DocumentChooserBlock, or_null(ref("DocumentLink"))),
    (EmbedBlock, or_null(ref("Embed"))),
    (blocks.BooleanBlock, BOOLEAN),
    (blocks.IntegerBlock, or_null(INTEGER)),
)


def _item(name: str, block: blocks.Block) -> Schema:
    return obj(type={"type": "string", "const": name}, value=of_block(block), id=or_null(STRING))


def _block_name(name: str) -> str:
    return "".join(word.capitalize() for word in name.split("_")) + "Block"


_BODY = BodyBlock().child_blocks
BLOCKS: dict[str, Schema] = {_block_name(name): _item(name, one) for name, one in _BODY.items()}
BLOCK: Schema = {
    "description": "A block of a page's body: `type` says what `value` is",
    "oneOf": [ref(_block_name(name)) for name in _BODY],
    "discriminator": {
        "propertyName": "type",
        "mapping": {name: f"#/components/schemas/{_block_name(name)}" for name in _BODY},
    },
}

# --- Content ---------------------------------------------------------------------------------

LOCALE: Schema = {"type": "string", "enum": [code for code, _name in settings.LANGUAGES]}
DIRECTION: Schema = {"type": "string", "enum": ["ltr", "rtl"]}
PATH: Schema = {"type": "string", "description": "An address of the website, such as /ar/about/"}
ROUTE: Schema = {"type": "string", "description": "A path of the website or a full address"}

IMAGE = obj(
    "A picture, in the sizes and formats that it has. `src` and `srcset` are for every browser,"
    " `sources` (best first) for those that can",
    id=INTEGER,
    alt={"type": "string", "description": "For screen readers, in the reader's language"},
    width={"type": "integer", "description": "Of the original, in pixels"},
    height={"type": "integer", "description": "Of the original, in pixels"},
    src=STRING,
    srcset=STRING,
    sources=array(obj(type=STRING, srcset=STRING)),
    focal_point=or_null(obj("0 to 1, from the top left", x=NUMBER, y=NUMBER)),
    color={
        "type": ["string", "null"],
        "pattern": "^#[0-9a-f]{6}$",
        "description": "What to paint until the picture is there",
    },
)
_IDENTITY = {
    "id": INTEGER,
    "key": {"type": "string", "description": "The same in all languages"},
    "locale": {**LOCALE, "description": "The language that it is really in"},
}
_TRAIL = array(obj(id=INTEGER, title=STRING, path=PATH), "From the home page to the page itself")
_TRANSLATIONS = array(obj(locale=LOCALE, title=STRING, path=PATH), "Of this page, itself included")
_IMAGE_OR_NULL = or_null(ref("Image"))
_LINK_OR_NULL = or_null(ref("PageLink"))

# --- API v2 ----------------------------------------------------------------------------------


def _meta(**more: Schema) -> Schema:
    return obj(type=STRING, detail_url=STRING, **more)


_BESIDE = or_null(
    obj(
        id=INTEGER,
        meta=obj(type=or_null(STRING), detail_url=STRING, html_url=STRING),
        title=STRING,
    )
)
_PAGE_META = {
    "html_url": STRING,
    "slug": STRING,
    "show_in_menus": BOOLEAN,
    "seo_title": STRING,
    "search_description": STRING,
    "first_published_at": or_null(MOMENT),
}
_PAGE_PARTS: dict[str, Schema] = {
    "path": PATH,
    "locale": LOCALE,
    "dir": DIRECTION,
    "last_published_at": or_null(MOMENT),
    "introduction": STRING,
    "hero": or_null(ref("Hero")),
    "body": array(ref("Block")),
    "seo": or_null(ref("Seo")),
    "breadcrumbs": _TRAIL,
    "translations": _TRANSLATIONS,
}
PAGE = obj(
    "A page with all that a website shows of it",
    id=INTEGER,
    meta=_meta(**_PAGE_META, alias_of=_BESIDE, parent=_BESIDE, locale=LOCALE),
    title=STRING,
    **_PAGE_PARTS,
)
_NARROW_PARTS = ("hero", "body", "seo", "breadcrumbs", "translations")
LISTED_PAGE = obj(
    "A page of a listing, as it comes without `fields`",
    id=INTEGER,
    meta=_meta(html_url=STRING, slug=STRING, first_published_at=or_null(MOMENT), locale=LOCALE),
    title=STRING,
    locale=LOCALE,
)
WHY_FOUND = obj(
    "With `search`: why the page is here. HTML that is safe, the words in `<mark>`",
    score=NUMBER,
    title=STRING,
    snippet=STRING,
)
FIND = {
    **obj(
        "What was found at an address",
        requested={"type": "string", "description": "What was asked for"},
        path={"type": ["string", "null"], "description": "Where the page is; null for no page"},
        redirected={
            "type": "boolean",
            "description": "The page is at `path` and not at `requested`: redirect there",
        },
        permanent={
            "type": ["boolean", "null"],
            "description": "301 or 302; null when nothing redirects",
        },
        fallback={
            "type": "boolean",
            "description": "The page is not translated; this is another language's",
        },
    ),
}
FIND["properties"]["location"] = {
    "type": "string",
    "description": "Where the redirect leads, when that is no page of the website",
}


def _snippet(kind: str, **fields: Schema) -> Schema:
    return obj(
        kind,
        id=INTEGER,
        meta=_meta(),
        translation_key={"type": "string", "format": "uuid"},
        locale={**LOCALE, "description": "The language that it is really in"},
        **fields,
    )


ITEMS: dict[str, Schema] = {
    "ImageItem": obj(
        "A picture of the library",
        id=INTEGER,
        meta=_meta(tags=array(STRING), download_url=STRING),
        title=STRING,
        **{name: IMAGE["properties"][name] for name in IMAGE["properties"] if name != "id"},
    ),
    "DocumentItem": obj(
        "A file for download",
        id=INTEGER,
        meta=_meta(tags=array(STRING), download_url=STRING),
        title=STRING,
    ),
    "RedirectItem": obj(
        "An old address and where its content is now",
        id=INTEGER,
        meta=_meta(),
        old_path=STRING,
        location=ROUTE,
        is_permanent=BOOLEAN,
        page=_LINK_OR_NULL,
    ),
    "MenuItemItem": _snippet(
        "An item of the menu",
        label=STRING,
        route=ROUTE,
        is_external=BOOLEAN,
        page=_LINK_OR_NULL,
        parent=or_null(obj(id=INTEGER, meta=_meta(), label=STRING)),
        order=INTEGER,
    ),
    "HeroItem": _snippet(
        "A large picture with words",
        title=STRING,
        description=STRING,
        button_label=STRING,
        button_route=STRING,
        button_page=_LINK_OR_NULL,
        background_image=_IMAGE_OR_NULL,
    ),
    "PartnerItem": _snippet(
        "A partner or sponsor", name=STRING, image=_IMAGE_OR_NULL, url=STRING, order=INTEGER
    ),
    "FooterLinkItem": _snippet(
        "A link at the foot of every page",
        key={"type": "string", "description": "The name by which a website finds the link"},
        label=STRING,
        route=ROUTE,
        page=_LINK_OR_NULL,
        is_external=BOOLEAN,
        order=INTEGER,
    ),
}
_NARROW_ITEMS = ("sources", "page", "parent", "background_image", "image", "button_page")

HERO = obj(
    **_IDENTITY,
    title=STRING,
    description=STRING,
    button_label=STRING,
    button_route=STRING,
    background_image=_IMAGE_OR_NULL,
)
SEO = obj(
    "What a page says to search engines, complete: empty fields fell back already",
    id=INTEGER,
    locale=LOCALE,
    path=PATH,
    url=STRING,
    title=STRING,
    description=STRING,
    canonical=STRING,
    robots={"type": "string", "enum": ["index, follow", "noindex, follow"]},
    social=obj(title=STRING, description=STRING, image=_IMAGE_OR_NULL),
    alternates=array(obj(hreflang=STRING, href=STRING), "hreflang, with x-default"),
    last_modified=or_null(MOMENT),
)
PAGE_LINK = obj(
    "A page that content leads to, in the reader's language where it is translated",
    id=INTEGER,
    title=STRING,
    path=PATH,
    locale=LOCALE,
)

# Objects of which `fields=name(key)` shows some keys: their names with "Fields" behind.
NARROWED: dict[str, Schema] = {
    "ImageFields": partly(IMAGE),
    "HeroFields": partly(HERO),
    "SeoFields": partly(SEO),
    "PageLinkFields": partly(PAGE_LINK),
    "BlockFields": partly(obj(type=STRING, value={}, id=or_null(STRING))),
}

# --- Documents -------------------------------------------------------------------------------

MENU_ITEM = obj(
    **_IDENTITY,
    label=STRING,
    route=ROUTE,
    is_external=BOOLEAN,
    children=array(ref("MenuItem")),
)
PARTNER = obj(**_IDENTITY, name=STRING, image=_IMAGE_OR_NULL, url=STRING)
FOOTER_LINK = obj(
    **_IDENTITY,
    name={"type": "string", "description": "The name by which a website finds the link"},
    label=STRING,
    route=ROUTE,
    is_external=BOOLEAN,
)
HOME_PAGE = obj(
    **_IDENTITY,
    title=STRING,
    path=PATH,
    hero=or_null(ref("Hero")),
    body=array(ref("Block")),
    seo=or_null(ref("Seo")),
)
SITE_SEO = obj(
    site_name=STRING, title_suffix=STRING, description=STRING, social_image=_IMAGE_OR_NULL
)
WEBSITE_DATA = obj(
    "The whole shell of the website in one language",
    locale=LOCALE,
    dir=DIRECTION,
    site=obj(
        name=STRING,
        url=STRING,
        languages=array(obj(code=LOCALE, name=STRING, dir=DIRECTION, path=PATH, url=STRING)),
    ),
    menu_items=array(ref("MenuItem")),
    hero=or_null(ref("Hero")),
    heroes=array(ref("Hero")),
    partners=array(ref("Partner")),
    footer_links=array(ref("FooterLink")),
    home_page=or_null(ref("HomePage")),
    seo=ref("SiteSeo"),
)
SEO_DATA = obj(locale=LOCALE, dir=DIRECTION, site=ref("SiteSeo"), pages=array(ref("Seo")))

# --- Errors ----------------------------------------------------------------------------------

ERROR = obj(
    "An error of our own endpoints",
    status={"type": "string", "const": "error"},
    data={"type": "null"},
    message=STRING,
    timestamp=MOMENT,
    errors=array(
        obj(
            code={"type": "string", "description": "For programs"},
            detail={"type": "string", "description": "For people"},
            field={"type": ["string", "null"], "description": "The parameter that is meant"},
        )
    ),
)
V2_ERROR: Schema = {
    "description": "An error of API v2, in Wagtail's shape",
    "anyOf": [
        {
            "type": "object",
            "properties": {
                "message": STRING,
                "field": {"type": "string", "description": "The parameter that is meant"},
            },
            "required": ["message"],
            "additionalProperties": False,
        },
        obj(detail=STRING),
    ],
}


def envelope(data: Schema, description: str = "") -> Schema:
    return obj(
        description,
        status={"type": "string", "const": "success"},
        data=data,
        message=STRING,
        timestamp=MOMENT,
    )


def by_language(of: Schema) -> Schema:
    return obj(
        "Without `locale`: all languages", **{code: of for code, _name in settings.LANGUAGES}
    )


def listing(of: Schema, meta: Schema | None = None) -> Schema:
    return obj(meta=meta or obj(total_count=INTEGER), items=array(of))


def schemas() -> dict[str, Schema]:
    found = {
        "Image": IMAGE,
        "PageLink": PAGE_LINK,
        "DocumentLink": obj(id=INTEGER, title=STRING, url=STRING),
        "Embed": obj(
            "A video or post of another website",
            url=STRING,
            title=STRING,
            provider=STRING,
            html={"type": "string", "description": "A frame of a known provider, or empty"},
            thumbnail=STRING,
            width=or_null(INTEGER),
            height=or_null(INTEGER),
        ),
        **BLOCKS,
        "Block": BLOCK,
        "Hero": HERO,
        "Seo": SEO,
        "SiteSeo": SITE_SEO,
        "MenuItem": MENU_ITEM,
        "Partner": PARTNER,
        "FooterLink": FOOTER_LINK,
        "HomePage": HOME_PAGE,
        "WebsiteData": WEBSITE_DATA,
        "SeoData": SEO_DATA,
        **NARROWED,
        "Page": PAGE,
        "ListedPage": LISTED_PAGE,
        "PageFields": {
            **partly(PAGE, _NARROW_PARTS),
            "description": "With `fields`: the fields that were asked for",
        },
        "WhyFound": WHY_FOUND,
        "Find": FIND,
        **ITEMS,
        "Error": ERROR,
        "V2Error": V2_ERROR,
    }
    for name, item in ITEMS.items():
        below = tuple(one for one in _NARROW_ITEMS if one in item["properties"])
        found[f"{name}Fields"] = {
            **partly(item, below),
            "description": "With `fields`: the fields that were asked for",
        }
    page_fields = found["PageFields"]["properties"]
    page_fields["meta"] = partly(PAGE["properties"]["meta"])
    page_fields["search"] = ref("WhyFound")
    found["ListedPage"] = copy.deepcopy(LISTED_PAGE)
    found["ListedPage"]["properties"]["search"] = ref("WhyFound")
    for name in ITEMS:
        meta = found[f"{name}Fields"]["properties"]["meta"]
        found[f"{name}Fields"]["properties"]["meta"] = partly(meta)
    return found
