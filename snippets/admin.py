"""How editors see snippets: what is in their lists and forms. Registered by `home`."""

from __future__ import annotations

import copy
import uuid
from typing import Any

from django.db import models
from django.forms import Select
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, ObjectList, PublishingPanel
from wagtail.admin.ui.tables import (
    BooleanColumn,
    Column,
    LiveStatusTagColumn,
    LocaleColumn,
    NumberColumn,
    UpdatedAtColumn,
)
from wagtail.models import Locale
from wagtail.snippets.views import snippets

from snippets.forms import (
    AddressInput,
    FooterLinkForm,
    MenuItemForm,
    SharedFieldPanel,
    TranslatedSnippetForm,
)
from snippets.lists import (
    IndexView,
    MenuItemIndexView,
    PartnerIndexView,
    ThumbnailColumn,
    key_of,
    leads_to,
    left_to_right,
)
from snippets.models import FooterLink, Hero, MenuItem, Partner
from snippets.reordering import ReorderView


class CopyView(snippets.CopyView):
    """A copy is a thing of its own, in the language of what was copied.

    What the copied row has been through, its lock among it, stays with it.
    """

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
        excluded = {*duplicate.default_exclude_fields_in_copy, *duplicate.exclude_fields_in_copy}
        for name in excluded:
            setattr(duplicate, name, duplicate._meta.get_field(name).get_default())
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
    index_view_class = PartnerIndexView
    index_template_name = PartnerIndexView.template_name
    index_results_template_name = PartnerIndexView.results_template_name
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
        Column("key", label=_("Key"), sort_key="key", accessor=key_of),
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
        base=FooterLinkForm,
    )
