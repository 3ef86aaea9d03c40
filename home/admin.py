"""The part of the admin's menu that holds the website's shell, and the form of its metadata."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.snippets.views.snippets import SnippetViewSetGroup

from home.models import SiteMetadata
from snippets.forms import SharedFieldPanel
from snippets.viewset import LANGUAGE_AND_STATE, TranslatedSnippetViewSet, form, viewsets


class WebsiteMetadata(TranslatedSnippetViewSet):
    model = SiteMetadata
    menu_order = 90
    icon = "globe"
    copy_view_enabled = False
    list_display = ("__str__", *LANGUAGE_AND_STATE)
    edit_handler = form(
        FieldPanel("site_name"),
        FieldPanel("title_suffix"),
        FieldPanel("description"),
        SharedFieldPanel("social_image"),
    )


class WebsiteSnippets(SnippetViewSetGroup):
    """Every type of snippet, of whatever app."""

    menu_label = _("Website")
    menu_icon = "site"
    menu_order = 150  # after the pages, before images

    @property
    def items(self) -> list[type[TranslatedSnippetViewSet]]:
        return viewsets()
