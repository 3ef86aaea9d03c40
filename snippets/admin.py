"""How editors see each type of snippet: what is in its list and in its form."""

from __future__ import annotations

from django.forms import Select
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.admin.ui.tables import BooleanColumn, Column, NumberColumn

from snippets.forms import AddressInput, FooterLinkForm, MenuItemForm, SharedFieldPanel
from snippets.lists import (
    ContentColumn,
    MenuItemIndexView,
    PartnerIndexView,
    ThumbnailColumn,
    key_of,
    leads_to,
    left_to_right,
)
from snippets.models import FooterLink, Hero, MenuItem, Partner
from snippets.viewset import LANGUAGE_AND_STATE, TranslatedSnippetViewSet, form

LINK = MultiFieldPanel(
    [SharedFieldPanel("page"), SharedFieldPanel("route", widget=AddressInput)],
    heading=_("Where it leads"),
)


class MenuItems(TranslatedSnippetViewSet):
    model = MenuItem
    menu_order = 10
    icon = "list-ul"
    sort_order_field = "order"
    index_view_class = MenuItemIndexView
    list_display = (
        "__str__",
        ContentColumn("link", label=_("Leads to"), accessor=leads_to),
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
    menu_order = 20
    icon = "desktop"
    list_display = (
        "__str__",
        ThumbnailColumn("background_image", label=_("Picture")),
        ContentColumn("button_label", label=_("Button")),
        ContentColumn("link", label=_("Leads to"), accessor=leads_to),
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
    menu_order = 30
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
    menu_order = 40
    icon = "link"
    sort_order_field = "order"
    list_display = (
        "__str__",
        Column("key", label=_("Key"), sort_key="key", accessor=key_of),
        ContentColumn("link", label=_("Leads to"), accessor=leads_to),
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
