"""The document of the website's first page."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from cms.delivery import search_metadata
from cms.delivery.body import body
from cms.delivery.content import Content, once
from cms.delivery.kinds.hero import Hero, hero_of_home
from cms.delivery.kinds.site_metadata import defaults
from cms.delivery.languages import Language
from cms.delivery.registry import HOUR, Document, register
from cms.delivery.shapes import Block, Identity, Path, Seo


class HomePage(Identity):
    title: str
    path: Path
    hero: Hero | None
    body: list[Block]
    seo: Seo | None


@once
def home_page(content: Content, language: Language) -> HomePage | None:
    """The home page, in another language while it is not translated; None where it was taken down,
    and where there is none in any language."""
    page = content.home(language)
    if page is None:
        return None
    metadata = content.home_metadata.get(page.pk)
    return {
        "id": page.pk,
        "translation_key": str(page.translation_key),
        "locale": metadata.language.code if metadata else language.code,
        "title": page.title,
        "path": metadata.path if metadata else f"/{language.code}/",
        "hero": hero_of_home(content, language),
        "body": body(page.body, content.references, language),
        "seo": search_metadata.as_document(
            metadata,
            content.home_alternates,
            defaults(content, language),
            content.references.images,
            content.site,
        )
        if metadata
        else None,
    }


HOME_PAGE = register(
    Document(
        name="home_page",
        label=_("Home page"),
        message="Home page",
        summary="The home page",
        build=home_page,
        shape=HomePage | None,
        ttl=HOUR,
        position=3,
    )
)
