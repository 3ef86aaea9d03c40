"""The documents of the snippets: what each of them says in one language.

Every item carries `id`, `key` (the same in all languages) and `locale` (the language it is really
in: another than the reader's where the translation is missing).
"""

from __future__ import annotations

from typing import Any

from cms.documents.builders.content import Content, once
from cms.documents.builders.languages import Language
from cms.documents.builders.pages import Website
from cms.documents.builders.references import References
from cms.documents.builders.translations import Group
from snippets.models import Hero
from snippets.routes import is_external


@once
def menu_items(content: Content, language: Language) -> list[dict[str, Any]]:
    """The menu as a tree. An item whose page readers cannot see is left out, with what is under
    it; so is an item under one that is left out."""
    items: dict[object, dict[str, Any]] = {}
    parents: dict[object, object] = {}
    keys = {pk: key for key, group in content.menu_items.items() for pk in group.ids}
    for key, group in content.menu_items.items():
        item = group.in_language(language)
        route = _route(content, group, language)
        if item is None or not route:
            continue
        items[key] = {
            **_identity(content.site, item),
            "label": item.label,
            "route": route,
            "is_external": is_external(route),
            "children": [],
        }
        parent = group.source.parent_id
        parents[key] = keys.get(parent) if parent else None
    for key, document in items.items():
        if parents[key] in items:
            items[parents[key]]["children"].append(document)
    return [document for key, document in items.items() if parents[key] is None]


@once
def heroes(content: Content, language: Language) -> list[dict[str, Any]]:
    return [
        hero_as_document(content, key, language)
        for key, group in content.heroes.items()
        if group.in_language(language) is not None
    ]


def hero_as_document(content: Content, key: object, language: Language) -> Any:
    """The hero of a translation group, or None when readers of the language get none."""
    return hero_in_language(content.heroes.get(key), content.references, language)


def hero_in_language(
    group: Group[Hero] | None, references: References, language: Language
) -> dict[str, Any] | None:
    hero = group.in_language(language) if group else None
    if group is None or hero is None:
        return None
    page = references.pages.in_language(group.source.button_page_id, language)
    return {
        **_identity(references.site, hero),
        "title": hero.title,
        "description": hero.description,
        "button_label": hero.button_label,
        "button_route": page.path if page else group.source.button_route,
        "background_image": references.images.as_document(
            group.source.background_image_id, language.code
        ),
    }


@once
def partners(content: Content, language: Language) -> list[dict[str, Any]]:
    return [
        {
            **_identity(content.site, partner),
            "name": partner.name,
            "image": content.references.images.as_document(partner.image_id, language.code),
            "url": partner.url,
        }
        for partner in content.shown(content.partners, language)
    ]


@once
def footer_links(content: Content, language: Language) -> list[dict[str, Any]]:
    found = []
    for group in content.footer_links.values():
        link = group.in_language(language)
        route = _route(content, group, language)
        if link is not None and route:
            found.append(
                {
                    **_identity(content.site, link),
                    "name": link.key,
                    "label": link.label,
                    "route": route,
                    "is_external": link.is_external,
                }
            )
    return found


def _identity(site: Website, row: Any) -> dict[str, Any]:
    language = site.language_of(row.locale_id)
    return {
        "id": row.pk,
        "key": str(row.translation_key),
        "locale": language.code if language else "",
    }


def _route(content: Content, group: Any, language: Language) -> str:
    """Where a link leads, "" for nowhere: its page's address, else the route as entered."""
    if group.source.page_id:
        page = content.references.pages.in_language(group.source.page_id, language)
        return page.path if page else ""
    return str(group.source.route)
