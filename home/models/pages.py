"""The two types of pages: the home page of a language, and everything under it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.search import index

from home.blocks import BodyBlock
from home.models.website_page import WebsitePage
from home.seo import METADATA
from snippets.models.translated import its_own, synchronized


class HomePage(WebsitePage):
    """The first page of a language. All of them open with the same hero, translated."""

    hero = models.ForeignKey(
        "snippets.Hero",
        verbose_name=_("hero"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    body = StreamField(BodyBlock(), verbose_name=_("body"), blank=True)

    parent_page_types = ("wagtailcore.Page",)

    shared_fields = ("hero",)
    # Its slug names a branch of the tree and is in no address: each language keeps its own.
    override_translatable_fields = [
        *synchronized(*shared_fields),
        *its_own("slug", *METADATA),
    ]
    search_fields = [*Page.search_fields, index.SearchField("body")]
    content_fields = ("title", "hero", "body", "show_in_menus")

    class Meta:
        verbose_name = _("home page")
        verbose_name_plural = _("home pages")
        permissions = [("edit_page_content", _("Can edit more of a page than its metadata"))]


class ContentPage(WebsitePage):
    """Any other page; pages nest."""

    introduction = models.TextField(_("introduction"), max_length=600, blank=True)
    body = StreamField(BodyBlock(), verbose_name=_("body"), blank=True)

    search_fields = [
        *Page.search_fields,
        index.SearchField("introduction"),
        index.SearchField("body"),
    ]
    content_fields = ("title", "introduction", "body", "show_in_menus")

    class Meta:
        verbose_name = _("page")
        verbose_name_plural = _("pages")
