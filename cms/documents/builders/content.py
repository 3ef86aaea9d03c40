"""Everything that one build reads, each thing once.

The number of queries depends on the kinds of content, not on how much of it there is; a test
holds that. Call it inside one snapshot of the database (cms/documents/publish.py).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import wraps
from typing import Any

from wagtail.models import Site

from cms.documents.builders.languages import Language, languages
from cms.documents.builders.pages import Website, readable, website
from cms.documents.builders.prepared import Prepared
from cms.documents.builders.references import References, Wanted, load, streams_of
from cms.documents.builders.seo import Alternates, PageMetadata, page_metadata
from cms.documents.builders.translations import Group, groups
from home.models import HomePage, SiteMetadata
from snippets.models import FooterLink, Hero, MenuItem, Partner


@dataclass(frozen=True)
class Content:
    languages: tuple[Language, ...]
    site: Website
    menu_items: dict[object, Group[MenuItem]]
    heroes: dict[object, Group[Hero]]
    partners: dict[object, Group[Partner]]
    footer_links: dict[object, Group[FooterLink]]
    site_metadata: dict[object, Group[SiteMetadata]]
    homes: dict[int, HomePage]
    # All pages, for seo_data alone: no other document may take longer for more pages.
    pages: list[PageMetadata]
    home_metadata: dict[int, PageMetadata]
    alternates: Alternates
    references: References
    # What documents share: see `once`.
    made: dict[Any, Any] = field(default_factory=dict, compare=False, repr=False)

    def shown(self, kind: dict[object, Group[Any]], language: Language) -> list[Any]:
        """The rows that a reader of this language gets, in their order."""
        rows = (group.in_language(language) for group in kind.values())
        return [row for row in rows if row is not None]

    def home(self, language: Language) -> HomePage | None:
        """The home page of a language, else that of the site's root page."""
        if language.locale_id in self.homes:
            return self.homes[language.locale_id]
        return min(self.homes.values(), key=lambda page: page.pk, default=None)


Part = Callable[[Content, Language], Any]


def once(build: Part) -> Part:
    """For what several documents show: built once for each language. Nobody may change it."""

    @wraps(build)
    def built_once(content: Content, language: Language) -> Any:
        key = (build, language.code)
        if key not in content.made:
            content.made[key] = build(content, language)
        return content.made[key]

    return built_once


# How a row is edited, which no document says; a row comes twice as fast without.
_EDITORIAL = frozenset(
    {
        *("expire_at", "expired", "go_live_at", "has_unpublished_changes"),
        *("last_published_at", "latest_revision", "latest_revision_created_at", "live_revision"),
        *("locked", "locked_at", "locked_by", "owner", "search_index_version"),
    }
)


def _rows_of(model: Any) -> Any:
    return model.objects.defer(*_EDITORIAL.intersection(f.name for f in model._meta.fields))


_MENU_ITEMS = Prepared(lambda: _rows_of(MenuItem).order_by("order", "pk"))
_HEROES = Prepared(lambda: _rows_of(Hero).order_by("pk"))
_PARTNERS = Prepared(lambda: _rows_of(Partner).order_by("order", "pk"))
_FOOTER_LINKS = Prepared(lambda: _rows_of(FooterLink).order_by("order", "pk"))
_SITE_METADATA = Prepared(lambda: _rows_of(SiteMetadata).order_by("pk"))
_HOMES = Prepared(
    lambda: _rows_of(HomePage).filter(
        pk__in=readable().filter(
            translation_key__in=Site.objects.filter(is_default_site=True).values(
                "root_page__translation_key"
            )
        )
    )
)


def read_content() -> Content:
    known = languages()
    site = website(known)
    menu_items = groups(_MENU_ITEMS.instances(), known)
    heroes = groups(_HEROES.instances(), known)
    partners = groups(_PARTNERS.instances(), known)
    footer_links = groups(_FOOTER_LINKS.instances(), known)
    metadata = groups(_SITE_METADATA.instances(), known)
    homes = _homes(site)
    pages = page_metadata(site)
    home_ids = {home.pk for home in homes.values()}

    wanted = Wanted()
    for row in (*_rows(menu_items), *_rows(footer_links)):
        wanted.pages |= {row.page_id} - {None}
    for hero in _rows(heroes):
        wanted.pages |= {hero.button_page_id} - {None}
        wanted.images |= {hero.background_image_id} - {None}
    for row in _rows(partners):
        wanted.images |= {row.image_id} - {None}
    for row in (*_rows(metadata), *pages):
        wanted.images |= {row.social_image_id} - {None}
    for home in homes.values():
        for stream in streams_of(home):
            wanted.add_stream(stream)

    return Content(
        languages=known,
        site=site,
        menu_items=menu_items,
        heroes=heroes,
        partners=partners,
        footer_links=footer_links,
        site_metadata=metadata,
        homes=homes,
        pages=pages,
        home_metadata={page.id: page for page in pages if page.id in home_ids},
        alternates=Alternates(site, pages),
        references=load(site, wanted),
    )


def _rows(kind: dict[object, Group[Any]]) -> Iterable[Any]:
    return (row for group in kind.values() for row in group.rows.values())


def _homes(site: Website) -> dict[int, HomePage]:
    """The readable home pages by locale id."""
    return {page.locale_id: page for page in _HOMES.instances() if page.locale_id in site.homes}
