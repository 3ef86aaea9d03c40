"""The two kinds of pages: the home page of a language, and everything under it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, ObjectList, TabbedInterface
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.search import index
from wagtail_localize.fields import BaseTranslatableField, SynchronizedField

from home.blocks import BodyBlock
from home.seo import SEO_PANELS, SearchMetadata
from snippets.models.translated import SharedFields, synchronized


def tabs(*content: FieldPanel) -> TabbedInterface:
    return TabbedInterface(
        [
            ObjectList([FieldPanel("title"), *content], heading=_("Content")),
            ObjectList(SEO_PANELS, heading=_("SEO")),
            ObjectList([FieldPanel("show_in_menus")], heading=_("Promote")),
        ]
    )


class HomePage(SharedFields, SearchMetadata, Page):  # type: ignore[misc]
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

    parent_page_types: ClassVar[list[str]] = ["wagtailcore.Page"]
    subpage_types: ClassVar[list[str]] = ["home.ContentPage"]

    shared_fields = ("hero",)
    # Its slug names a branch of the tree and is in no address: each language keeps its own.
    override_translatable_fields = [
        *synchronized(*shared_fields),
        SynchronizedField("canonical_url"),
        BaseTranslatableField("slug"),
    ]
    search_fields = [*Page.search_fields, index.SearchField("body")]
    edit_handler = tabs(FieldPanel("hero"), FieldPanel("body"))

    class Meta:
        verbose_name = _("home page")
        verbose_name_plural = _("home pages")


class ContentPage(SearchMetadata, Page):  # type: ignore[misc]
    """Any other page; pages nest."""

    introduction = models.TextField(_("introduction"), max_length=600, blank=True)
    body = StreamField(BodyBlock(), verbose_name=_("body"), blank=True)

    parent_page_types: ClassVar[list[str]] = ["home.HomePage", "home.ContentPage"]
    subpage_types: ClassVar[list[str]] = ["home.ContentPage"]

    # One ASCII slug for all languages: wagtail-localize would mangle an Arabic one.
    override_translatable_fields = [*synchronized("slug"), SynchronizedField("canonical_url")]
    search_fields = [
        *Page.search_fields,
        index.SearchField("introduction"),
        index.SearchField("body"),
    ]
    edit_handler = tabs(FieldPanel("introduction"), FieldPanel("body"))

    class Meta:
        verbose_name = _("page")
        verbose_name_plural = _("pages")
