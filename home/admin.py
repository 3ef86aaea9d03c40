"""The part of the admin's menu that holds the website's shell, and the form of its metadata."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.admin.widgets.button import Button
from wagtail.snippets.views.snippets import SnippetViewSetGroup

from home.models import SiteMetadata
from home.page_form import is_translated
from home.permissions import metadata_url
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


def metadata_buttons(
    page: Any, user: Any, view_name: str | None = None, next_url: str | None = None
) -> Iterator[Button]:
    """The way to the metadata of a translated page, whose "edit" leads to its texts."""
    if is_translated(page) and page.permissions_for_user(user).can_edit():
        yield Button(_("Edit metadata"), metadata_url(page), icon_name="globe", priority=15)
