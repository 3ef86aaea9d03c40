"""A campaign: drafts of several kinds in both languages, and the release that holds them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from cms.editorial.simulation import Draftable
from cms.publishing.publish import publish
from cms.releases import going_live, members
from cms.releases.models import Release
from home.models import ContentPage, SiteMetadata
from snippets.models import Hero, MenuItem
from tests import content
from tests.people import Person


def drafts(row: Any, **fields: Any) -> Any:
    """Saves a draft of what there is, and answers the row."""
    row = type(row)._base_manager.get(pk=row.pk)
    draft = row.get_latest_revision_as_object()
    for name, value in fields.items():
        setattr(draft, name, value)
    draft.save_revision()
    return type(row)._base_manager.get(pk=row.pk)


def release_of(*rows: Draftable, name: str = "National Day", **fields: Any) -> Release:
    release = Release.objects.create(name=name, **fields)
    for row in rows:
        members.add(release, row, None)
    return release


@dataclass
class Campaign:
    """A live page, a live menu item in both languages, and a new page, hero and metadata."""

    release: Release
    about: ContentPage
    parade: ContentPage
    item: MenuItem
    arabic_item: MenuItem
    hero: Hero
    metadata: SiteMetadata

    @property
    def rows(self) -> tuple[Draftable, ...]:
        return (
            self.parade, self.about, self.item, self.arabic_item, self.hero, self.metadata
        )  # fmt: skip


def prepared() -> Campaign:
    about = content.page(title="About", slug="about")
    item = content.menu_item("About", route="/about/")
    arabic_item = content.arabic(item, label="من نحن")
    parade = content.page("Parade", "parade", live=False)
    hero = content.snippet(Hero, title="National Day", live=False)
    metadata = content.snippet(SiteMetadata, site_name="The club")
    publish()
    about = drafts(about, title="About the parade", slug="about-the-parade")
    item = drafts(item, label="Parade")
    arabic_item = drafts(arabic_item, label="المسيرة")
    metadata = drafts(metadata, site_name="The club on National Day")
    campaign = Campaign(None, about, parade, item, arabic_item, hero, metadata)  # type: ignore[arg-type]
    campaign.release = release_of(*campaign.rows)
    return campaign


def goes_live(release: Release, by: Person) -> None:
    going_live.go_live(release.pk, by.user)
    publish()
    release.refresh_from_db()
