"""The lists of snippets, as editors look at them: the menu as a tree, partners by their logos.

A list is in its own order until somebody sorts it. `?ordering=order` is the list for dragging: one
language, whole, always as a table. What the rows of a page of a list need is read for all of them
at once, so the number of queries does not grow with them.
"""

from __future__ import annotations

from operator import attrgetter
from typing import Any

from django.contrib.admin.utils import quote
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.forms import Media
from django.utils.functional import cached_property
from django.utils.html import format_html
from wagtail.admin.ui.tables import BaseColumn, TitleColumn
from wagtail.admin.utils import get_latest_str
from wagtail.images import get_image_model
from wagtail.models import Page, Revision, WorkflowState
from wagtail.snippets.views import snippets

from snippets.advice import read_advice
from snippets.models.ordered import in_listed_order
from snippets.translation_buttons import read_translations

THUMBNAIL, LOGO = "max-96x64", "max-165x165"
GRID, LIST = LAYOUTS = ("grid", "list")


class ThumbnailColumn(BaseColumn):
    """A small picture; `name` is the field that holds it, unless `picture_of` says otherwise."""

    cell_template_name = "snippets/admin/thumbnail_cell.html"

    def __init__(self, name: str, picture_of: Any = None, **options: Any) -> None:
        super().__init__(name, **options)
        self.picture_of = picture_of or attrgetter(name)

    def get_cell_context_data(self, instance: Any, parent_context: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_cell_context_data(instance, parent_context)
        context["picture"] = self.picture_of(instance)
        return context


class AdvisedColumn(TitleColumn):
    """The title, and below it what the editor should know (snippets/advice.py)."""

    cell_template_name = "snippets/admin/advised_cell.html"


def leads_to(item: Any) -> str:
    """A link as a list shows it: the title of its page in the row's language, or its route."""
    page = _page_of(item)
    if page is not None:
        return str(getattr(item, "title_of_its_page", page.title))
    return left_to_right(getattr(item, "route", "") or getattr(item, "button_route", ""))


def left_to_right(address: str) -> str:
    """An address inside Arabic: its slashes would wander to the other end."""
    return format_html('<bdi dir="ltr">{}</bdi>', address) if address else ""


def key_of(link: Any) -> str:
    """A footer link's name for the website, as it is typed there."""
    return format_html('<code dir="ltr">{}</code>', link.key)


def _page_of(item: Any) -> Any:
    return getattr(item, "page", None) or getattr(item, "button_page", None)


def read_titles_of_pages(rows: list[Any]) -> None:
    """Sets each row's `title_of_its_page`: of the page that readers of its language come to, which
    is the chosen page's translation where there is one. One query."""
    leading = [(row, page) for row in rows if (page := _page_of(row)) is not None]
    keys = {page.translation_key for _row, page in leading}
    titles: dict[Any, str] = {}
    if keys:
        found = Page.objects.filter(translation_key__in=keys, live=True)
        titles = {
            (key, locale): title
            for key, locale, title in found.values_list("translation_key", "locale_id", "title")
        }
    for row, page in leading:
        row.title_of_its_page = titles.get((page.translation_key, row.locale_id), page.title)


def read_schedules(rows: list[Any]) -> None:
    """Their `scheduled_revision`, which each status asks for, in one query."""
    scheduled: dict[str, Revision] = {}
    if rows:
        kind = ContentType.objects.get_for_model(rows[0], for_concrete_model=False)
        revisions = Revision.objects.filter(
            content_type=kind, object_id__in=[str(row.pk) for row in rows]
        ).exclude(approved_go_live_at=None)
        scheduled = {one.object_id: one for one in revisions.order_by("created_at", "pk")}
    for row in rows:
        row.scheduled_revision = scheduled.get(str(row.pk))


class IndexView(snippets.IndexView):
    """A list in its own order, or for dragging."""

    renditions: tuple[str, ...] = (THUMBNAIL,)

    def get_base_queryset(self) -> models.QuerySet[Any]:
        rows = super().get_base_queryset()
        pointers = [f.name for f in rows.model._meta.fields if isinstance(f, models.ForeignKey)]
        shown = {"page", "button_page", "parent", "latest_revision"}
        rows = rows.select_related(*shown.intersection(pointers))
        pictures = get_image_model().objects.prefetch_renditions(*self.renditions)
        for name in {"image", "background_image", "social_image"}.intersection(pointers):
            rows = rows.prefetch_related(models.Prefetch(name, queryset=pictures))
        # As PageQuerySet.prefetch_workflow_states: each status asks for them.
        workflows = WorkflowState.objects.active().select_related("current_task_state__task")
        return rows.prefetch_related(
            models.Prefetch("_workflow_states", workflows, to_attr="_current_workflow_states")
        )

    def get_valid_orderings(self) -> list[str]:
        """Choosing a language is how one comes to its list, so it does not end dragging."""
        valid: list[str] = super().get_valid_orderings()
        chosen = set(self.filters.form.changed_data) if self.is_filtering else set()
        if self.sort_order_field and not self.is_searching and chosen == {"locale"}:
            valid.append(self.sort_order_field)
        return valid

    def order_queryset(self, queryset: models.QuerySet[Any]) -> models.QuerySet[Any]:
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

    def _get_title_column(self, *args: Any, **kwargs: Any) -> Any:
        kwargs.setdefault("column_class", AdvisedColumn)
        return super()._get_title_column(*args, **kwargs)

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(*args, **kwargs)
        context["media"] += self.media
        if not self.is_export:
            rows = list(context["object_list"])  # the same objects that the table shows
            read_schedules(rows)
            read_translations(rows)
            read_advice(rows)
            read_titles_of_pages(rows)
        return context


# --- The menu ------------------------------------------------------------------------------------


class TreeColumn(AdvisedColumn):
    """The label, and what it is under: said to those who do not see it, or not nested here."""

    cell_template_name = "snippets/admin/tree_cell.html"

    def get_cell_context_data(self, instance: Any, parent_context: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_cell_context_data(instance, parent_context)
        context["is_nested"] = parent_context["table"].nests(instance)
        return context


class Tree:
    """A table whose rows say what they are under (`data-under`), for its style and for dragging."""

    data: Any

    @cached_property
    def _listed(self) -> set[Any]:
        return {row.pk for row in self.data}

    def nests(self, item: Any) -> bool:
        """Whether the list is in the order of the tree, and has what this is under."""
        return bool(getattr(item, "is_below", False)) and item.parent_id in self._listed

    def get_row_attrs(self, instance: Any) -> dict[str, Any]:
        attrs: dict[str, Any] = super().get_row_attrs(instance)  # type: ignore[misc]
        if self.nests(instance):
            attrs["data-under"] = f"item_{quote(instance.parent_id)}"
        return attrs


class MenuItemIndexView(IndexView):
    @cached_property
    def table_class(self) -> Any:
        return type("MenuTable", (Tree, super().table_class), {})

    def _get_title_column(self, *args: Any, **kwargs: Any) -> Any:
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

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(*args, **kwargs)
        if self.layout == GRID:
            context["cards"] = [
                {"partner": row, "title": get_latest_str(row), "url": self.get_edit_url(row)}
                for row in context["object_list"]
            ]
        return context | {"layout": self.layout}
