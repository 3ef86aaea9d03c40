"""Which kinds of content and which documents there are.

A kind is one declaration in a module of its own in cms/delivery/kinds, or in another app, which
calls `register()` in its AppConfig.ready(). Everything else iterates: publishing, API v2, OpenAPI,
previews, "What changes", the admin's labels.

The modules of cms/delivery/kinds are imported when the registry is first read. From then on
nothing can be registered, because whoever read it would not know of what comes later.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from importlib import import_module
from inspect import isfunction
from pkgutil import iter_modules
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

from django.core.exceptions import ImproperlyConfigured
from django.utils.functional import Promise

from snippets.models.translated import TranslatedSnippet

if TYPE_CHECKING:
    from cms.delivery.content import Content
    from cms.delivery.languages import Language
    from cms.delivery.page_parts import Members
    from cms.delivery.pages import Website
    from cms.delivery.snippets import Item
    from cms.engines.changed_rows import Changes

HALF_HOUR = 30 * 60
HOUR = 60 * 60
# The position of what names none: behind all that do, by name.
LAST = 100

Text = str | Promise
Build = Callable[["Content", "Language"], object]
Row = TypeVar("Row", bound=TranslatedSnippet)


@dataclass(frozen=True, slots=True)
class WebsiteDataKey:
    """A key of website_data: its name, what builds its value, and the type of that."""

    name: str
    build: Build
    shape: object


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """A query parameter, beside `locale`, that chooses one item of a document.

    The item is that of the list `among` whose `name` is the given value; its type is `shape`.
    `message` is in its envelope. When there is none the answer is a 404: its message is
    `not_found`, `missing` says why, `example` is a query that gets it. The value of one that
    `is_address` may be any address at which visitors find the item (cms/api/documents.py).
    """

    name: str
    description: str
    among: str
    shape: object
    message: str
    missing: str
    not_found: str
    example: str
    is_address: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """Where a part is among the others: how many pages all have, said by the first part alone, and
    the number of the next part. None in a document that is not divided."""

    total: int | None = None
    next: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class InParts:
    """How a document that grows with the website is divided (cms/delivery/page_parts.py).

    `members` answers which pages are in which part, of these parts or of all. `touched` answers
    the ids of the pages that changes touch, None for all. `build` answers the data of the pages
    with these ids that are in the language; `update` does so too, given the data of before and the
    ids of the pages that are touched.
    """

    members: Callable[[Website, Collection[int] | None], Members]
    touched: Callable[[Content, Changes], set[int] | None]
    build: Callable[[Content, Language, list[int], Place], object]
    update: Callable[[Content, Language, list[int], Place, object, Collection[int]], object]


@dataclass(frozen=True, kw_only=True)
class Document:
    """One published document: `build` answers its data in one language, ready for JSON.

    `name` is its Redis key, `path` its address under /api/, `ttl` the seconds that the Redis keys
    live at most without being renewed. `label` is how the admin calls it, `message` is in its
    envelope, `summary` in OpenAPI. `shape` is the type of its data: a function, where that depends
    on what else is registered. `parts` are the keys that website_data has of it. One that is
    divided says how by `in_parts`; `build` answers its first part then.
    """

    name: str
    label: Text
    message: str
    summary: str
    build: Build
    shape: object
    ttl: int
    parameters: tuple[Parameter, ...] = ()
    parts: tuple[WebsiteDataKey, ...] = ()
    in_parts: InParts | None = None
    position: int = LAST

    @property
    def slug(self) -> str:
        return self.name.replace("_", "-")

    @property
    def path(self) -> str:
        return f"/api/{self.slug}/"

    def key(self, language: str | None = None, part: int = 1) -> str:
        """`menu_items`, or `menu_items:ar`; of a part `seo_data:ar:2`."""
        if language is None:
            return self.name
        return f"{self.name}:{language}" if part == 1 else f"{self.name}:{language}:{part}"

    def response_type(self) -> object:
        return self.shape() if isfunction(self.shape) else self.shape


@dataclass(frozen=True, kw_only=True, eq=False)
class Kind(Generic[Row]):
    """Translated rows that every build reads, in this order.

    `page_field` and `image_field` name the foreign keys to a page and to a picture, `parent_field`
    that to a row of the same kind which this one is under, `route_field` the address that a row
    leads to when no page is chosen. `image_shapes` are those that the picture is shown in, of
    snippets/picture_shapes.py. What `is_link` is left out of what readers get, together with
    what is under it, when it leads nowhere.
    """

    name: str
    model: type[Row]
    order: tuple[str, ...] = ("order", "pk")
    page_field: str | None = None
    image_field: str | None = None
    image_shapes: tuple[str, ...] = ()
    parent_field: str | None = None
    route_field: str | None = None
    is_link: bool = False
    position: int = LAST


@dataclass(frozen=True, kw_only=True, eq=False)
class Snippet(Kind[Row]):
    """A kind that readers get: as a document, in website_data and from API v2.

    `shape` is the type of an item and `build_item` builds it. `build` builds the whole document
    where that is not the list of all items. It is in website_data, behind what `parts` adds there.

    `fields` are those of API v2, after `id`, `meta`, `translation_key` and `locale`; the type of
    one that is neither a key of `shape` nor a plain column is in `field_shapes`. `summary` and
    `plural` describe the document and the endpoint in OpenAPI, `description` one item.

    "What changes" calls an item by its `title`, which is a key of `shape` and the model's
    `title_field`, and compares the keys `compared`, or all.
    """

    label: Text
    message: str
    plural: str
    summary: str
    description: str
    shape: type
    build_item: Callable[[Item[Row]], Any]
    build: Build | None = None
    parts: tuple[WebsiteDataKey, ...] = ()
    ttl: int = HALF_HOUR
    fields: tuple[str, ...]
    field_shapes: Mapping[str, object] = field(default_factory=dict)
    compared: tuple[str, ...] | None = None

    @property
    def slug(self) -> str:
        """The name of its endpoint in API v2."""
        return self.document.slug

    @property
    def title(self) -> str:
        return self.model.title_field

    @cached_property
    def document(self) -> Document:
        from cms.delivery.snippets import all_items

        build = self.build or all_items(self)
        shape: object = list[self.shape]  # type: ignore[name-defined]  # a type of run time
        return Document(
            name=self.name,
            label=self.label,
            message=self.message,
            summary=self.summary,
            build=build,
            shape=shape,
            ttl=self.ttl,
            parts=(*self.parts, WebsiteDataKey(self.name, build, shape)),
            position=self.position,
        )


class Named(Protocol):
    @property
    def name(self) -> str: ...
    @property
    def position(self) -> int: ...


Entry = TypeVar("Entry", bound=Named)


class Registry(Generic[Entry]):
    """Entries in the order of their positions, then of their names."""

    def __init__(self, what: str, discover: Callable[[], None]) -> None:
        self._what = what
        self._discover = discover
        self._entries: dict[str, Entry] = {}
        self._ordered: tuple[Entry, ...] | None = None

    def add(self, entry: Entry) -> None:
        if self._ordered is not None:
            message = f"The {self._what} “{entry.name}” comes too late: register it in ready()."
            raise ImproperlyConfigured(message)
        if entry.name in self._entries:
            raise ImproperlyConfigured(f"There are two of the {self._what} “{entry.name}”.")
        self._entries[entry.name] = entry

    def __iter__(self) -> Iterator[Entry]:
        return iter(self._read())

    def __len__(self) -> int:
        return len(self._read())

    def __getitem__(self, name: str) -> Entry:
        self._read()
        return self._entries[name]

    def get(self, name: str) -> Entry | None:
        self._read()
        return self._entries.get(name)

    def _read(self) -> tuple[Entry, ...]:
        if self._ordered is None:
            self._discover()
            entries = self._entries.values()
            self._ordered = tuple(sorted(entries, key=lambda entry: (entry.position, entry.name)))
        return self._ordered


def _import_the_kinds() -> None:
    package = import_module("cms.delivery.kinds")
    for module in iter_modules(package.__path__, f"{package.__name__}."):
        import_module(module.name)


DOCUMENTS: Registry[Document] = Registry("document", _import_the_kinds)
KINDS: Registry[Kind[Any]] = Registry("kind", _import_the_kinds)

Declared = TypeVar("Declared", bound="Document | Kind[Any]")


def register(declared: Declared) -> Declared:
    """Adds a document or a kind, and answers it. Raises ImproperlyConfigured for a second of one
    name, and when it comes too late."""
    if isinstance(declared, Document):
        DOCUMENTS.add(declared)
    else:
        KINDS.add(declared)
        if isinstance(declared, Snippet):
            DOCUMENTS.add(declared.document)
    return declared


def snippets() -> tuple[Snippet[Any], ...]:
    """The kinds that readers get."""
    return tuple(kind for kind in KINDS if isinstance(kind, Snippet))
