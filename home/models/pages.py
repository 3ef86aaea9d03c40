"""The two kinds of pages: the home page of a language, and everything under it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import (
    CommentPanel,
    FieldPanel,
    ObjectList,
    PublishingPanel,
    TabbedInterface,
    TitleFieldPanel,
)
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.search import index

from home.blocks import BodyBlock
from home.page_form import PageForm
from home.permissions import EDIT_CONTENT, EditedByRoles
from home.seo import METADATA, SEO_PANELS, SearchMetadata
from home.slugs import AsciiSlug
from snippets.models.translated import (
    RevisedByTranslation,
    SharedFields,
    its_own,
    synchronized,
)
from snippets.preview import Previewed


def tabs(*content: str) -> TabbedInterface:
    """The editor of a page. Everything but the SEO tab needs the right to edit content."""
    schedule = PublishingPanel(permission=EDIT_CONTENT)
    for panel in schedule.children:
        panel.permission = EDIT_CONTENT
    return TabbedInterface(
        [
            ObjectList(
                [
                    TitleFieldPanel("title", permission=EDIT_CONTENT),
                    *(FieldPanel(name, permission=EDIT_CONTENT) for name in content),
                    FieldPanel("show_in_menus", permission=EDIT_CONTENT),
                ],
                heading=_("Content"),
            ),
            ObjectList(SEO_PANELS, heading=_("SEO")),
            ObjectList([schedule, CommentPanel()], heading=_("Settings")),
        ]
    )


class HomePage(  # type: ignore[django-manager-missing]
    Previewed, EditedByRoles, AsciiSlug, SharedFields, RevisedByTranslation, SearchMetadata, Page
):
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
        *its_own("slug", *METADATA),
    ]
    search_fields = [*Page.search_fields, index.SearchField("body")]
    own_in_each_language = METADATA
    base_form_class = PageForm
    content_fields: ClassVar[tuple[str, ...]] = ("title", "hero", "body", "show_in_menus")
    edit_handler = tabs("hero", "body")

    class Meta:
        verbose_name = _("home page")
        verbose_name_plural = _("home pages")
        permissions = [("edit_page_content", _("Can edit more of a page than its metadata"))]


class ContentPage(  # type: ignore[django-manager-missing]
    Previewed, EditedByRoles, AsciiSlug, RevisedByTranslation, SearchMetadata, Page
):
    """Any other page; pages nest."""

    introduction = models.TextField(_("introduction"), max_length=600, blank=True)
    body = StreamField(BodyBlock(), verbose_name=_("body"), blank=True)

    parent_page_types: ClassVar[list[str]] = ["home.HomePage", "home.ContentPage"]
    subpage_types: ClassVar[list[str]] = ["home.ContentPage"]

    # One ASCII slug for all languages: wagtail-localize would mangle an Arabic one.
    override_translatable_fields = [*synchronized("slug"), *its_own(*METADATA)]
    search_fields = [
        *Page.search_fields,
        index.SearchField("introduction"),
        index.SearchField("body"),
    ]
    own_in_each_language = METADATA
    base_form_class = PageForm
    content_fields: ClassVar[tuple[str, ...]] = ("title", "introduction", "body", "show_in_menus")
    edit_handler = tabs("introduction", "body")

    class Meta:
        verbose_name = _("page")
        verbose_name_plural = _("pages")
