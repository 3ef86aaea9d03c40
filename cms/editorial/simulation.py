"""What readers would get if a page or snippet were published now, or several together. It is built,
and then undone.

In a dry run (cms/engines/dry_run.py) the newest revisions are written as publishing would write
them, the documents are built, the revisions are taken back, and they are built again. So the
difference comes from these pages and snippets only: what others publish at the same time is not in
it, and a rollback does not hide it. In documents that list every page, only the pages are built
that the rows touch.

Nothing of it remains: no workflow is cancelled, no message is sent, and the search index and the
reference index are tables of the same database.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import NoneType
from typing import Any, TypeAlias

from django.core.exceptions import ValidationError
from django.db import models, transaction
from wagtail.admin.utils import get_latest_str
from wagtail.fields import RichTextField, StreamField
from wagtail.models import DraftStateMixin, Page, Revision

from cms.delivery import page_parts
from cms.delivery.body import body
from cms.delivery.content import Content, read_content
from cms.delivery.languages import Language
from cms.delivery.pages import readable
from cms.delivery.references import References, Wanted, load
from cms.delivery.registry import DOCUMENTS, Place
from cms.delivery.rich_text import rich_text
from cms.engines.changed_rows import ChangedRow, Changes, Column
from cms.engines.dry_run import dry_run
from cms.previews.as_if_published import Draftable, messages, write_as_if_published
from home.models import HomePage
from home.seo import SearchMetadata

# Pages of a document that are compared when a row touches more.
MOST_PAGES = 400

#: `page:ar` beside the documents: the page's own text, which the website reads by API v2. Of one of
#: several pages `page/12:ar`.
PAGE = "page"

Data = dict[str, Any]
Field: TypeAlias = "models.Field[Any, Any]"


class CannotSimulate(Exception):
    """The page or snippet cannot be published as it is. Says why."""


@dataclass(frozen=True)
class SimulatedPage:
    """A page among the documents; `title` is "" for the only one."""

    title: str
    model: type[models.Model]


@dataclass(frozen=True)
class Simulated:
    """Document keys (`menu_items:ar`) to their data, before and after publishing. `pages` are those
    of the keys of pages, without their languages. `looked_at` is how many pages were compared, of
    how many; None when all that the rows touch were."""

    before: Data
    after: Data
    pages: Mapping[str, SimulatedPage] = field(default_factory=dict)
    looked_at: tuple[int, int] | None = None


@dataclass(frozen=True)
class Drafted:
    """A row with the revision that would be published; None for its newest draft."""

    instance: Draftable
    revision: Revision | None = None


def simulate(instance: Draftable) -> Simulated:
    """Raises CannotSimulate, or Busy. Call it outside of a transaction."""
    return _simulate([Drafted(instance)], _only(instance))


def simulate_together(drafts: Sequence[Drafted]) -> Simulated:
    """As `simulate`, of several that go live at one time, in this order."""
    rows = [draft.instance for draft in drafts]
    return _simulate(drafts, {f"{PAGE}/{row.pk}": row for row in rows if _has_a_text(row)})


def _simulate(drafts: Sequence[Drafted], pages_of: Mapping[str, Draftable]) -> Simulated:
    rows = [draft.instance for draft in drafts]

    def publishing() -> Simulated:
        with transaction.atomic():
            places = [_place(row) for row in rows]
            for draft in drafts:
                write_draft(draft, named=len(drafts) > 1)
            content = read_content()
            pages, looked_at = _compared(_touched(rows, places, content), content)
            after = _documents(pages_of, content, pages)
            transaction.set_rollback(True)
        before = _documents(pages_of, read_content(), pages)
        looks = {
            name: SimulatedPage(get_latest_str(row) if len(rows) > 1 else "", type(row))
            for name, row in pages_of.items()
        }
        return Simulated(before, after, looks, looked_at)

    return dry_run(publishing)


def _only(instance: Draftable) -> dict[str, Draftable]:
    return {PAGE: instance} if _has_a_text(instance) else {}


def _has_a_text(instance: Draftable) -> bool:
    """Whether API v2 alone tells what it says: the home page is a document."""
    return isinstance(instance, Page) and not isinstance(instance, HomePage)


def write_draft(draft: Drafted, named: bool) -> None:
    """Raises CannotSimulate, which names the row if it is to be `named`."""
    try:
        write_as_if_published(draft.instance, draft.revision)
    except ValidationError as error:
        reason = " ".join(messages(error, draft.instance))
        if named:
            reason = f"\u2068{get_latest_str(draft.instance)}\u2069: {reason}"
        raise CannotSimulate(reason) from error


def _place(instance: Draftable) -> dict[str, Column]:
    """What others say of a page; nothing for a snippet."""
    if not isinstance(instance, Page):
        return {}
    columns = ("url_path", "live", "translation_key")
    row = Page.objects.filter(pk=instance.pk).values(*columns).first() or {}
    return {name: str(value) for name, value in row.items()}


def _touched(
    rows: Sequence[Draftable], places: Sequence[dict[str, Column]], content: Content
) -> set[int] | None:
    """The pages of which documents say something else once the rows are published; None for all."""
    touched: set[int] = set()
    for row, was in zip(rows, places, strict=True):
        pages = _touched_by(row, was, content)
        if pages is None:
            return None
        touched |= pages
    return touched


def _touched_by(instance: Draftable, was: dict[str, Column], content: Content) -> set[int] | None:
    table = type(instance)._meta.db_table
    tables: dict[str, dict[int, ChangedRow] | None] = {table: None}
    if isinstance(instance, Page):
        is_now = _place(instance)
        rows = {pk: ChangedRow({}, {}) for pk in _aliases(instance)}
        if was.get("url_path") != is_now.get("url_path"):
            below = Page.objects.filter(path__startswith=instance.path, depth__gt=instance.depth)
            ids = below.order_by("path").values_list("pk", flat=True)[:MOST_PAGES]
            rows |= {pk: ChangedRow({}, {"url_path": ""}) for pk in ids}
        rows[instance.pk] = ChangedRow(was, is_now)
        # As if search engines were told something else of it: whether so, nobody looks.
        tables = {Page._meta.db_table: rows, table: {instance.pk: ChangedRow({}, is_now)}}
    touched: set[int] | None = set()
    for document in DOCUMENTS:
        if document.in_parts is not None and touched is not None:
            pages = document.in_parts.touched(content, Changes(tables=tables))
            touched = None if pages is None else touched | pages
    return touched


def _aliases(page: Page) -> list[int]:
    return list(Page.objects.filter(alias_of=page.pk).values_list("pk", flat=True))


def _compared(
    touched: set[int] | None, content: Content
) -> tuple[list[int], tuple[int, int] | None]:
    """The pages to be compared: those touched, or as many of all as can be shown in time."""
    if touched is not None:
        return sorted(touched), None
    of_languages = page_parts.members(content.site).values()
    every = sorted(pk for parts in of_languages for ids in parts.values() for pk in ids)
    if len(every) <= MOST_PAGES:
        return every, None
    return every[:MOST_PAGES], (MOST_PAGES, len(every))


def _documents(pages_of: Mapping[str, Draftable], content: Content, pages: list[int]) -> Data:
    data: Data = {}
    for document in DOCUMENTS:
        for language in content.languages:
            key = document.key(language.code)
            if document.in_parts is None:
                data[key] = document.build(content, language)
            else:
                data[key] = document.in_parts.build(content, language, pages, Place())
    for name, row in pages_of.items():
        language_of_page = content.site.language_of(row.locale_id)
        if language_of_page is not None:
            data[f"{name}:{language_of_page.code}"] = _page(row, content, language_of_page)
    return data


def _page(instance: Draftable, content: Content, language: Language) -> Data | None:
    """The page's own fields as readers get them, None while they get nothing."""
    row = type(instance)._base_manager.filter(pk__in=readable().filter(pk=instance.pk)).first()
    if row is None or content.site.path(row.locale_id, row.url_path) is None:
        return None
    wanted = Wanted()
    wanted.add_fields(row)
    references = load(content.site, wanted)
    fields = {
        field.name: _as_readers_get_it(getattr(row, field.name), field, references, language)
        for field in own_fields(type(row))
    }
    return {"title": row.title, **fields}


def _as_readers_get_it(
    value: object, field: Field, references: References, language: Language
) -> object:
    """The value of a field, in what JSON has."""
    if isinstance(field, StreamField):
        return body(value, references, language)
    if isinstance(field, RichTextField):
        return rich_text(str(value), references, language)
    return value if isinstance(value, (str, int, float, bool, NoneType)) else str(value)


def own_fields(model: type[models.Model]) -> list[Field]:
    """The fields that this page type adds to Wagtail's and to the metadata."""
    common = {field.name for base in (Page, SearchMetadata) for field in base._meta.get_fields()}
    return [
        field
        for field in model._meta.concrete_fields
        if field.name not in common and not getattr(field.remote_field, "parent_link", False)
    ]


def can_be_simulated(model: type[models.Model]) -> bool:
    return issubclass(model, DraftStateMixin)
