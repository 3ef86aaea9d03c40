"""How editors see snippets: lists, forms and the views behind them. Registered by `home`."""

from __future__ import annotations

import copy
import uuid
from typing import Any

from django.db import models
from django.forms import Media, Select
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, ObjectList, PublishingPanel
from wagtail.admin.ui.tables import (
    BaseColumn,
    BooleanColumn,
    Column,
    LiveStatusTagColumn,
    LocaleColumn,
    NumberColumn,
    UpdatedAtColumn,
)
from wagtail.admin.utils import get_latest_str
from wagtail.models import Locale
from wagtail.snippets.views import snippets

from snippets.forms import AddressInput, MenuItemForm, SharedFieldPanel, TranslatedSnippetForm
from snippets.models import FooterLink, Hero, MenuItem, Partner
from snippets.models.ordered import in_listed_order
from snippets.reordering import ReorderView


class ThumbnailColumn(BaseColumn):
    """A small picture; `name` is the field that holds it."""

    cell_template_name = "snippets/admin/thumbnail_cell.html"

    def get_cell_context_data(self, instance: Any, parent_context: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_cell_context_data(instance, parent_context)
        context["picture"] = getattr(instance, self.name)
        return context


def leads_to(item: Any) -> str:
    """A link as a list shows it: the title of its page, or its route."""
    page = getattr(item, "page", None) or getattr(item, "button_page", None)
    if page is not None:
        return str(page.title)
    return left_to_right(getattr(item, "route", "") or getattr(item, "button_route", ""))


def left_to_right(address: str) -> str:
    """An address inside Arabic: its slashes would wander to the other end."""
    return format_html('<bdi dir="ltr">{}</bdi>', address) if address else ""


class IndexView(snippets.IndexView):
    """A list in its own order. `?ordering=order` is the list for dragging: one language whole."""

    def get_base_queryset(self) -> models.QuerySet[Any]:
        rows = super().get_base_queryset()
        pointers = [f.name for f in rows.model._meta.fields if isinstance(f, models.ForeignKey)]
        shown = {"page", "button_page", "parent", "image", "background_image", "latest_revision"}
        return rows.select_related(*shown.intersection(pointers))

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
        return Media(js=["snippets/reordering.js"]) if self.show_ordering_column else Media()

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(*args, **kwargs)
        context["media"] += self.media
        return context


class MenuItemIndexView(IndexView):
    def _get_title_column(self, field_name: str, *args: Any, **kwargs: Any) -> Any:
        def label(item: MenuItem) -> str:
            return f"— {get_latest_str(item)}" if item.parent_id else get_latest_str(item)

        return super()._get_title_column(field_name, *args, accessor=label, **kwargs)


class CopyView(snippets.CopyView):
    """A copy is a thing of its own, in the language of what was copied."""

    @cached_property
    def original(self) -> Any:
        return self.get_object()

    def get_locale(self) -> Locale:
        locale: Locale = self.original.locale
        return locale

    def get_initial_form_instance(self) -> Any:
        duplicate = copy.copy(self.original)
        duplicate.pk = duplicate.order = None
        duplicate._state = models.base.ModelState()
        duplicate.translation_key = uuid.uuid4()
        return duplicate


# Wagtail's own labels are fixed in the language in which this module was loaded.
LANGUAGE_AND_STATE = (
    LocaleColumn(label=_("Language")),
    LiveStatusTagColumn(label=_("Status")),
    UpdatedAtColumn(label=_("Updated")),
)


class TranslatedSnippetViewSet(snippets.SnippetViewSet):
    index_view_class = IndexView
    copy_view_class = CopyView
    reorder_view_class = ReorderView
    list_filter = ("live",)
    list_per_page = 50
    inspect_view_enabled = True


def form(*panels: Any, base: type[TranslatedSnippetForm] = TranslatedSnippetForm) -> ObjectList:
    return ObjectList([*panels, PublishingPanel()], base_form_class=base)


LINK = MultiFieldPanel(
    [SharedFieldPanel("page"), SharedFieldPanel("route", widget=AddressInput)],
    heading=_("Where it leads"),
)


class MenuItems(TranslatedSnippetViewSet):
    model = MenuItem
    icon = "list-ul"
    sort_order_field = "order"
    index_view_class = MenuItemIndexView
    list_display = (
        "__str__",
        Column("link", label=_("Leads to"), accessor=leads_to),
        NumberColumn("order", label=_("Order")),
        *LANGUAGE_AND_STATE,
    )
    edit_handler = form(
        FieldPanel("label"),
        LINK,
        SharedFieldPanel("parent", widget=Select),
        base=MenuItemForm,
    )


class Heroes(TranslatedSnippetViewSet):
    model = Hero
    icon = "desktop"
    list_display = (
        "__str__",
        ThumbnailColumn("background_image", label=_("Picture")),
        Column("button_label", label=_("Button")),
        Column("link", label=_("Leads to"), accessor=leads_to),
        *LANGUAGE_AND_STATE,
    )
    edit_handler = form(
        FieldPanel("title"),
        FieldPanel("description"),
        SharedFieldPanel("background_image"),
        MultiFieldPanel(
            [
                FieldPanel("button_label"),
                SharedFieldPanel("button_page"),
                SharedFieldPanel("button_route", widget=AddressInput),
            ],
            heading=_("Button"),
        ),
    )


class Partners(TranslatedSnippetViewSet):
    model = Partner
    icon = "group"
    sort_order_field = "order"
    list_display = (
        "__str__",
        ThumbnailColumn("image", label=_("Logo")),
        Column("url", label=_("Website"), accessor=lambda partner: left_to_right(partner.url)),
        NumberColumn("order", label=_("Order")),
        *LANGUAGE_AND_STATE,
    )
    edit_handler = form(
        FieldPanel("name"), SharedFieldPanel("image"), SharedFieldPanel("url", widget=AddressInput)
    )


class FooterLinks(TranslatedSnippetViewSet):
    model = FooterLink
    icon = "link"
    sort_order_field = "order"
    list_display = (
        "__str__",
        Column("key", label=_("Key")),
        Column("link", label=_("Leads to"), accessor=leads_to),
        BooleanColumn("is_external", label=_("New tab")),
        NumberColumn("order", label=_("Order")),
        *LANGUAGE_AND_STATE,
    )
    edit_handler = form(
        FieldPanel("label"),
        LINK,
        SharedFieldPanel("is_external"),
        SharedFieldPanel("key", widget=AddressInput),
    )
