"""What readers get of a page's metadata: what the page says, and where it says nothing, the rest.

A title for search engines is the page's own title and the end of every title. A description is the
website's. What is shared says what search engines say. The picture is the website's.
home/static/home/search-preview.js says the same while somebody types.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class SiteDefaults:
    """What a page that leaves a field empty falls back to, in one language."""

    site_name: str = ""
    title_suffix: str = ""
    description: str = ""
    social_image_id: int | None = None


@dataclass(frozen=True)
class WrittenMetadata:
    """What stands in the fields of a page. `title` is its name, which is never empty."""

    title: str
    seo_title: str = ""
    search_description: str = ""
    social_title: str = ""
    social_description: str = ""
    social_image_id: int | None = None


@dataclass(frozen=True)
class EffectiveMetadata:
    title: str
    description: str
    social_title: str
    social_description: str
    social_image_id: int | None


def in_effect(written: WrittenMetadata, defaults: SiteDefaults) -> EffectiveMetadata:
    title = written.seo_title or f"{written.title}{defaults.title_suffix}"
    description = written.search_description or defaults.description
    return EffectiveMetadata(
        title=title,
        description=description,
        social_title=written.social_title or title,
        social_description=written.social_description or description,
        social_image_id=written.social_image_id or defaults.social_image_id,
    )
