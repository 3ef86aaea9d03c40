"""What pages of each language fall back to, as the website's metadata says."""

from __future__ import annotations

from collections.abc import Mapping

from home.effective_metadata import SiteDefaults
from home.models import SiteMetadata


def defaults_by_language() -> dict[str, SiteDefaults]:
    """By language code, the source first. One query."""
    rows = SiteMetadata.objects.filter(live=True).select_related("locale").order_by("pk")
    return {
        row.locale.language_code: SiteDefaults(
            row.site_name, row.title_suffix, row.description, row.social_image_id
        )
        for row in rows
    }


def defaults_in(by_language: Mapping[str, SiteDefaults], code: str) -> SiteDefaults:
    """As readers of a language get it: the source where there is no translation."""
    source = next(iter(by_language.values()), SiteDefaults())
    return by_language.get(code, source)
