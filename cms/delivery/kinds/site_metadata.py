"""What the website as a whole says to search engines, and what its pages fall back to."""

from __future__ import annotations

from typing_extensions import TypedDict

from cms.delivery.content import Content, once
from cms.delivery.languages import Language
from cms.delivery.registry import Kind, register
from cms.delivery.search_metadata import site_defaults
from cms.delivery.shapes import SocialImage
from cms.delivery.snippets import Groups
from home.effective_metadata import SiteDefaults
from home.models import SiteMetadata

SITE_METADATA = register(
    Kind(name="site_metadata", model=SiteMetadata, order=("pk",), image_field="social_image")
)


class SiteSeo(TypedDict):
    site_name: str
    title_suffix: str
    description: str
    social_image: SocialImage | None


def defaults_of(groups: Groups[SiteMetadata], language: Language) -> SiteDefaults:
    """What pages of a language fall back to."""
    rows = (group.in_language(language) for group in groups.values())
    return site_defaults([row for row in rows if row is not None])


@once
def defaults(content: Content, language: Language) -> SiteDefaults:
    return defaults_of(content.of(SITE_METADATA), language)


@once
def site_seo(content: Content, language: Language) -> SiteSeo:
    fallback = defaults(content, language)
    return {
        "site_name": fallback.site_name or content.site.name,
        "title_suffix": fallback.title_suffix,
        "description": fallback.description,
        "social_image": content.references.images.social(fallback.social_image_id, language.code),
    }
