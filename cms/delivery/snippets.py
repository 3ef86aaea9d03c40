"""What the readers of a language get of a kind: which rows, and where each of them leads.

The one place of these rules. Documents, API v2 and previews ask here:

- A row is shown in the reader's language, else in the source's (cms/delivery/translations.py).
- What translations share (its page, route, image, parent) is taken from the source row.
- A link that leads nowhere is left out, and so is a row under one that is left out.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from cms.delivery.images import WIDTHS
from cms.delivery.languages import Language
from cms.delivery.pages import PageAddress
from cms.delivery.references import References, Wanted
from cms.delivery.shapes import Identity, Image
from cms.delivery.translations import Group
from snippets.models.translated import TranslatedSnippet
from snippets.routes import shown_route

if TYPE_CHECKING:
    from cms.delivery.content import Content
    from cms.delivery.registry import Kind, Snippet

Row = TypeVar("Row", bound=TranslatedSnippet)
Groups = dict[object, Group[Row]]


@dataclass(frozen=True, slots=True)
class Item(Generic[Row]):
    """A row that readers of a language get. `key` is that of its translation group, `source` the
    row with what its translations share, `parent` the key of the group that it is under."""

    kind: Kind[Row]
    key: object
    row: Row
    source: Row
    language: Language
    references: References
    parent: object | None = None

    def identity(self) -> Identity:
        language = self.references.site.language_of(self.row.locale_id)
        return {
            "id": self.row.pk,
            "translation_key": str(self.row.translation_key),
            "locale": language.code if language else "",
        }

    @property
    def page(self) -> PageAddress | None:
        """The page that was chosen, when readers may know of it."""
        page_id = _id(self.source, self.kind.page_field)
        return self.references.pages.in_language(page_id, self.language)

    @property
    def image(self) -> Image | None:
        return self.image_up_to(WIDTHS[-1])

    def image_up_to(self, widest: int) -> Image | None:
        """The image without wider renditions."""
        image_id = _id(self.source, self.kind.image_field)
        return self.references.images.as_document(
            image_id, self.language.code, widest, self.kind.image_shapes
        )

    @property
    def route(self) -> str:
        """Where it leads: to the page that was chosen, else to the address that was entered. ""
        is nowhere."""
        if _id(self.source, self.kind.page_field) is not None:
            page = self.page
            return page.path if page else ""
        field = self.kind.route_field
        return shown_route(str(getattr(self.source, field))) if field else ""


def _id(row: Any, field: str | None) -> int | None:
    """The foreign key of a row."""
    return getattr(row, f"{field}_id") if field else None


def items_in_language(
    kind: Kind[Row], groups: Groups[Row], references: References, language: Language
) -> dict[object, Item[Row]]:
    """What readers of a language get, by translation key, in the order of the groups."""
    keys = keys_by_id(groups) if kind.parent_field else {}
    items: dict[object, Item[Row]] = {}
    for key, group in groups.items():
        item = _item(kind, key, group, references, language, keys)
        if item is not None and (item.route or not kind.is_link):
            items[key] = item
    if not kind.parent_field:
        return items
    return {key: item for key, item in items.items() if _is_reached(item, items)}


def item_in_language(
    kind: Kind[Row], group: Group[Row] | None, references: References, language: Language
) -> Item[Row] | None:
    """One item, whatever else there is of its kind."""
    if group is None:
        return None
    return _item(kind, group.source.translation_key, group, references, language, {})


def want(wanted: Wanted, kind: Kind[Row], groups: Groups[Row]) -> None:
    """Adds the pages and images that the rows of a kind point to."""
    rows = [row for group in groups.values() for row in group.rows.values()]
    for ids, name in ((wanted.pages, kind.page_field), (wanted.images, kind.image_field)):
        if name:
            ids.update(pk for row in rows if (pk := _id(row, name)) is not None)


def keys_by_id(groups: Groups[Row]) -> dict[int, object]:
    """The translation key of each row, also of those in other languages."""
    return {pk: key for key, group in groups.items() for pk in group.ids}


def _item(
    kind: Kind[Row],
    key: object,
    group: Group[Row],
    references: References,
    language: Language,
    keys: dict[int, object],
) -> Item[Row] | None:
    row = group.in_language(language)
    if row is None:
        return None
    parent_id = _id(group.source, kind.parent_field)
    # The parent's own id, when no reader of any language gets it: then nothing has that key.
    parent = None if parent_id is None else keys.get(parent_id, parent_id)
    return Item(kind, key, row, group.source, language, references, parent)


def _is_reached(item: Item[Row], items: dict[object, Item[Row]]) -> bool:
    """Whether everything that the item is under is shown."""
    above: set[object] = set()
    while item.parent is not None:
        if item.parent not in items or item.parent in above:
            return False
        above.add(item.parent)
        item = items[item.parent]
    return True


def all_items(kind: Snippet[Row]) -> Callable[[Content, Language], list[Any]]:
    """The builder of the document that lists all items of a kind."""
    from cms.delivery.content import once

    def items(content: Content, language: Language) -> list[Any]:
        return [kind.build_item(item) for item in content.items(kind, language).values()]

    return once(items)
