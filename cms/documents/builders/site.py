"""The documents about the website as a whole: its home page, its metadata, and the shell."""

from __future__ import annotations

from typing import Any

from cms.documents.builders import seo, snippets
from cms.documents.builders.body import body
from cms.documents.builders.content import Content, once
from cms.documents.builders.languages import Language


@once
def home_page(content: Content, language: Language) -> dict[str, Any] | None:
    """The home page, in the source language while it is not translated; None without one."""
    page = content.home(language)
    if page is None:
        return None
    metadata = content.home_metadata.get(page.pk)
    hero_key = _key_of_hero(content, page.hero_id)
    return {
        "id": page.pk,
        "key": str(page.translation_key),
        "locale": metadata.language.code if metadata else language.code,
        "title": page.title,
        "path": metadata.path if metadata else f"/{language.code}/",
        "hero": snippets.hero_as_document(content, hero_key, language),
        "body": body(page.body, content.references, language),
        "seo": seo.as_document(
            metadata,
            content.alternates,
            defaults(content, language),
            content.references.images,
            content.site,
        )
        if metadata
        else None,
    }


@once
def site_seo(content: Content, language: Language) -> dict[str, Any]:
    """Site-wide metadata: what pages fall back to."""
    fallback = defaults(content, language)
    return {
        "site_name": fallback.site_name or content.site.name,
        "title_suffix": fallback.title_suffix,
        "description": fallback.description,
        "social_image": content.references.images.as_document(
            fallback.social_image_id, language.code
        ),
    }


def website_data(content: Content, language: Language) -> dict[str, Any]:
    """Everything that each page of the website shows around its own content."""
    home = home_page(content, language)
    return {
        "locale": language.code,
        "dir": language.dir,
        "site": {
            "name": site_seo(content, language)["site_name"],
            "url": content.site.url,
            "languages": [
                {
                    "code": one.code,
                    "name": one.name,
                    "dir": one.dir,
                    "path": f"/{one.code}/",
                    "url": content.site.absolute(f"/{one.code}/"),
                }
                for one in content.languages
            ],
        },
        "menu_items": snippets.menu_items(content, language),
        "hero": home["hero"] if home else None,
        "heroes": snippets.heroes(content, language),
        "partners": snippets.partners(content, language),
        "footer_links": snippets.footer_links(content, language),
        "home_page": home,
        "seo": site_seo(content, language),
    }


def seo_data(content: Content, language: Language) -> dict[str, Any]:
    """Site-wide metadata and that of every live, public page of one language."""
    fallback = defaults(content, language)
    images = content.references.images
    return {
        "locale": language.code,
        "dir": language.dir,
        "site": site_seo(content, language),
        "pages": [
            seo.as_document(page, content.alternates, fallback, images, content.site)
            for page in content.pages
            if page.language.code == language.code
        ],
    }


@once
def defaults(content: Content, language: Language) -> seo.SiteDefaults:
    return seo.site_defaults(content.shown(content.site_metadata, language))


def _key_of_hero(content: Content, hero_id: int | None) -> object:
    for key, group in content.heroes.items():
        if any(row.pk == hero_id for row in group.rows.values()):
            return key
    return None
