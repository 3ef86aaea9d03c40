from __future__ import annotations

from typing import ClassVar

from django.db import models
from wagtail.fields import RichTextField
from wagtail.models import Page, TranslatableMixin
from wagtail.search import index

from home.models import WebsitePage
from snippets.models.link import Link
from snippets.models.ordered import Ordered
from snippets.models.translated import TranslatedSnippet


class Announcement(Ordered, Link, TranslatedSnippet):
    text = models.CharField(max_length=120)
    is_urgent = models.BooleanField(default=False)

    title_field = "text"
    shared_fields = ("route", "page", "is_urgent")
    search_fields = [
        index.SearchField("text"),
        index.AutocompleteField("text"),
        index.FilterField("locale_id"),
    ]

    class Meta(TranslatableMixin.Meta):
        verbose_name = "announcement"
        verbose_name_plural = "announcements"
        ordering = ["order", "pk"]


class Landing(WebsitePage):
    """A page without a body: a slogan, some rich text, and a day."""

    slogan = models.CharField(max_length=120, blank=True)
    details = RichTextField(blank=True)
    day = models.DateField(null=True, blank=True)

    content_fields = ("title", "slogan", "details", "day", "show_in_menus")
    api_fields: ClassVar[list[str]] = ["slogan", "details", "day"]
    search_fields = [
        *Page.search_fields,
        index.SearchField("slogan"),
        index.SearchField("details"),
    ]

    class Meta:
        verbose_name = "landing page"
        verbose_name_plural = "landing pages"
