"""The document of everything that each page of the website shows around its own content."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from typing_extensions import TypedDict, get_type_hints

from cms.delivery.content import Content
from cms.delivery.kinds.home_page import HomePage, home_page
from cms.delivery.kinds.site_metadata import SiteSeo, site_seo
from cms.delivery.languages import Language
from cms.delivery.registry import DOCUMENTS, HOUR, Document, WebsiteDataKey, register
from cms.delivery.shapes import Direction, Locale, Path, typed_dict


class SiteLanguage(TypedDict):
    code: Locale
    name: str
    dir: Direction
    path: Path
    url: str


class Site(TypedDict):
    name: str
    url: str
    languages: list[SiteLanguage]


class Opening(TypedDict):
    """How website_data begins, whatever kinds there are."""

    locale: Locale
    dir: Direction
    site: Site


def opening(content: Content, language: Language) -> Opening:
    return {
        "locale": language.code,
        "dir": language.dir,
        "site": {
            "name": site_seo(content, language)["site_name"],
            "url": content.site.url,
            "languages": [
                {
                    "code": other.code,
                    "name": other.name,
                    "dir": other.dir,
                    "path": f"/{other.code}/",
                    "url": content.site.absolute(f"/{other.code}/"),
                }
                for other in content.languages
            ],
        },
    }


_AT_THE_END = (
    WebsiteDataKey("home_page", home_page, HomePage | None),
    WebsiteDataKey("seo", site_seo, SiteSeo),
)


def parts() -> tuple[WebsiteDataKey, ...]:
    """The keys behind the opening: those of each kind, then the home page and the metadata."""
    return (*(part for document in DOCUMENTS for part in document.parts), *_AT_THE_END)


def website_data(content: Content, language: Language) -> dict[str, object]:
    return {
        **opening(content, language),
        **{part.name: part.build(content, language) for part in parts()},
    }


def shape() -> object:
    """The type of website_data: its keys depend on which kinds are registered."""
    keys = get_type_hints(Opening, include_extras=True)
    keys |= {part.name: part.shape for part in parts()}
    return typed_dict("WebsiteData", keys, "The whole shell of the website in one language")


WEBSITE_DATA = register(
    Document(
        name="website_data",
        label=_("Whole website"),
        message="Website data",
        summary="The whole shell of the website",
        build=website_data,
        shape=shape,
        ttl=HOUR,
        position=1,
    )
)
