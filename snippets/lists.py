"""The lists of snippets, as editors look at them: the menu as a tree, partners by their logos.

A list is in its own order until somebody sorts it. `?ordering=order` is the list for dragging: all
rows of one language, always as a table. What the rows of one page of a list need is read for all of
them at once, so the number of queries does not grow with the rows.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Sequence
from operator import attrgetter
from typing import Any, TypeAlias

from django.contrib.admin.utils import quote
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.forms import Media
from django.utils.functional import cached_property
from django.utils.html import format_html
from wagtail.admin.ui.tables import BaseColumn, Column, Table, TitleColumn
from wagtail.admin.utils import get_latest_str
from wagtail.models import Page, Revision, WorkflowState
from wagtail.snippets.views import snippets

from snippets.content_warnings import read_content_warnings
from snippets.models import FooterLink, MenuItem, SiteImage
from snippets.models.ordered import in_listed_order
from snippets.models.translated import TranslatedSnippet
from snippets.pointers import fields_to, route_fields
from snippets.translation_buttons import read_translations

Row = models.Model
Rows: TypeAlias = "models.QuerySet[TranslatedSnippet]"  # not generic at run time
Context = dict[str, Any]  # of a template
THUMBNAIL, LOGO = "max-96x64", "max-165x165"
GRID, LIST = LAYOUTS = ("grid", "list")


class ThumbnailColumn(BaseColumn):
    """A small picture; `name` is the field that holds it, unless `picture_of` says otherwise."""

    cell_template_name = "snippets/admin/thumbnail_cell.html"

    def __init__(
        self,
        name: str,
        picture_of: Callable[[Row], Row | None] | None = None,
        **options: object,
    ) -> None:
        super().__init__(name, **options)
        self.picture_of = picture_of or attrgetter(name)

    def get_cell_context_data(self, instance: Row, parent_context: Context) -> Context:
        context: Context = super().get_cell_context_data(instance, parent_context)
        context["picture"] = self.picture_of(instance)
        return context


class TitleWithWarningsColumn(TitleColumn):
    """The title, and below it the warnings about the row (snippets/content_warnings.py)."""

    cell_template_name = "snippets/admin/title_with_warnings_cell.html"


class ContentColumn(Column):
    """Something that the row says, in the row's language and direction."""

    cell_template_name = "snippets/admin/content_cell.html"


def leads_to(row: Row) -> str:
    """A link as a list shows it: the title of its page in the row's language, or its route."""
    page = _page_of(row)
    if page is not None:
        return str(getattr(row, "title_of_its_page", page.title))
    routes = (getattr(row, name) for name in route_fields(type(row)))
    return left_to_right(next(filter(None, routes), ""))


def left_to_right(address: str) -> str:
    """An address inside Arabic: its slashes would wander to the other end."""
    return format_html('<bdi dir="ltr">{}</bdi>', address) if address else ""


def key_of(link: FooterLink) -> str:
    """A footer link's name for the website, as it is typed there."""
    return format_html('<code dir="ltr">{}</code>', link.key)


def _page_of(row: Row) -> Page | None:
    pages = (getattr(row, name) for name in fields_to(type(row), Page))
    return next(filter(None, pages), None)


def read_titles_of_pages(rows: Sequence[TranslatedSnippet]) -> None:
    """Sets each row's `title_of_its_page`, in one query.

    It is the title of the page that readers of the row's language come to: the translation of the
    chosen page where there is one.
    """
    rows_with_page = [(row, page) for row in rows if (page := _page_of(row)) is not None]
    keys = {page.translation_key for _row, page in rows_with_page}
    titles: dict[tuple[uuid.UUID, int], str] = {}
    if keys:
        translations = Page.objects.filter(translation_key__in=keys, live=True)
        columns = translations.values_list("translation_key", "locale_id", "title")
        titles = {(key, locale): title for key, locale, title in columns}
    for row, page in rows_with_page:
        row.title_of_its_page = titles.get((page.translation_key, row.locale_id), page.title)


def read_schedules(rows: Sequence[TranslatedSnippet]) -> None:
    """Sets each row's `scheduled_revision`, which its status asks for, in one query."""
    scheduled: dict[str, Revision] = {}
    if rows:
        kind = ContentType.objects.get_for_model(rows[0], for_concrete_model=False)
        revisions = Revision.objects.filter(
            content_type=kind, object_id__in=[str(row.pk) for row in rows]
        ).exclude(approved_go_live_at=None)
        scheduled = {each.object_id: each for each in revisions.order_by("created_at", "pk")}
    for row in rows:
        row.scheduled_revision = scheduled.get(str(row.pk))


class IndexView(snippets.IndexView):
    """A list in its own order, or for dragging."""

    renditions: tuple[str, ...] = (THUMBNAIL,)

    def get_base_queryset(self) -> Rows:
        rows = super().get_base_queryset()
        shown = (*fields_to(self.model, Page), *fields_to(self.model, TranslatedSnippet))
        rows = rows.select_related("latest_revision", *shown)
        pictures = SiteImage.objects.prefetch_renditions(*self.renditions)
        for name in fields_to(self.model, SiteImage):
            rows = rows.prefetch_related(models.Prefetch(name, queryset=pictures))
        # As PageQuerySet.prefetch_workflow_states: each status asks for them.
        workflows = WorkflowState.objects.active().select_related("current_task_state__task")
        return rows.prefetch_related(
            models.Prefetch("_workflow_states", workflows, to_attr="_current_workflow_states")
        )

    def get_valid_orderings(self) -> list[str]:
        """Rows can be dragged also after a language was chosen: each list is of one language."""
        valid: list[str] = super().get_valid_orderings()
        chosen = set(self.filters.form.changed_data) if self.is_filtering else set()
        if self.sort_order_field and not self.is_searching and chosen == {"locale"}:
            valid.append(self.sort_order_field)
        return valid

    def order_queryset(self, queryset: Rows) -> Rows:
        if self.show_ordering_column:
            return in_listed_order(self.model, queryset, locale=self.locale)
        queryset = super().order_queryset(queryset)
        if self.sort_order_field and self.ordering not in self.get_valid_orderings():
            return in_listed_order(self.model, queryset)
        return queryset

    @cached_property
    def media(self) -> Media:
        dragging = ["snippets/reordering.js"] if self.show_ordering_column else []
        return Media(js=dragging, css={"all": ["snippets/lists.css"]})

    def _get_title_column(self, *args: object, **kwargs: object) -> TitleColumn:
        kwargs.setdefault("column_class", TitleWithWarningsColumn)
        return super()._get_title_column(*args, **kwargs)

    def get_context_data(self, *args: object, **kwargs: object) -> Context:
        context: Context = super().get_context_data(*args, **kwargs)
        context["media"] += self.media
        if not self.is_export:
            rows = list(context["object_list"])  # the same objects that the table shows
            read_schedules(rows)
            read_translations(rows)
            read_content_warnings(rows)
            read_titles_of_pages(rows)
        return context


# --- The menu ------------------------------------------------------------------------------------


class TreeColumn(TitleWithWarningsColumn):
    """The label, and the item that it is under: in words where the list does not nest the row."""

    cell_template_name = "snippets/admin/tree_cell.html"

    def get_cell_context_data(self, instance: Row, parent_context: Context) -> Context:
        context: Context = super().get_cell_context_data(instance, parent_context)
        context["is_nested"] = parent_context["table"].nests(instance)
        return context


class Tree:
    """A table whose rows say what they are under (`data-under`), for its style and for dragging."""

    data: Iterable[MenuItem]

    @cached_property
    def _listed(self) -> set[int]:
        return {row.pk for row in self.data}

    def nests(self, item: MenuItem) -> bool:
        """Whether the list is in the order of the tree, and has the item that this is under."""
        return bool(getattr(item, "is_below", False)) and item.parent_id in self._listed

    def get_row_attrs(self, instance: MenuItem) -> dict[str, str]:
        attrs: dict[str, str] = super().get_row_attrs(instance)  # type: ignore[misc]
        if self.nests(instance):
            attrs["data-under"] = f"item_{quote(instance.parent_id or 0)}"
        return attrs


class MenuItemIndexView(IndexView):
    @cached_property
    def table_class(self) -> type[Table]:
        return type("MenuTable", (Tree, super().table_class), {})

    def _get_title_column(self, *args: object, **kwargs: object) -> TitleColumn:
        kwargs["column_class"] = TreeColumn
        return super()._get_title_column(*args, **kwargs)


# --- Partners ------------------------------------------------------------------------------------


class PartnerIndexView(IndexView):
    """By their logos, unless `?layout=list`."""

    template_name = "snippets/admin/partners.html"
    results_template_name = "snippets/admin/partners_results.html"
    renditions = (THUMBNAIL, LOGO)

    @cached_property
    def layout(self) -> str:
        if self.show_ordering_column or self.is_export:
            return LIST
        asked = self.request.GET.get("layout")
        return asked if asked in LAYOUTS else GRID

    def get_context_data(self, *args: object, **kwargs: object) -> Context:
        context = super().get_context_data(*args, **kwargs)
        if self.layout == GRID:
            context["cards"] = [
                {"partner": row, "title": get_latest_str(row), "url": self.get_edit_url(row)}
                for row in context["object_list"]
            ]
        return context | {"layout": self.layout}
