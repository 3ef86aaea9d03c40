"""The part of the admin's menu that holds the website's shell, and the form of its metadata."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.snippets.views.snippets import SnippetViewSetGroup

from home.models import SiteMetadata
from snippets.admin import (
    LANGUAGE_AND_STATE,
    FooterLinks,
    Heroes,
    MenuItems,
    Partners,
    TranslatedSnippetViewSet,
    form,
)
from snippets.forms import SharedFieldPanel


class WebsiteMetadata(TranslatedSnippetViewSet):
    model = SiteMetadata
    icon = "globe"
    copy_view_enabled = False
    list_display = ("__str__", *LANGUAGE_AND_STATE)
    edit_handler = form(
        FieldPanel("site_name"),
        FieldPanel("title_suffix"),
        FieldPanel("description"),
        SharedFieldPanel("social_image"),
    )


class Website(SnippetViewSetGroup):
    items = (MenuItems, Heroes, Partners, FooterLinks, WebsiteMetadata)
    menu_label = _("Website")
    menu_icon = "site"
    menu_order = 150  # after the pages, before images
