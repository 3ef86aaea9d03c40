"""A page that tells news, or any story with an author and a date."""

from __future__ import annotations

from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.fields import StreamField
from wagtail.images import get_image_model_string
from wagtail.models import Page
from wagtail.search import index

from home.blocks import BodyBlock
from home.models.website_page import WebsitePage


class ArticlePage(WebsitePage):
    """All languages have the same dates and picture; the author's name is written in each."""

    introduction = models.TextField(_("introduction"), max_length=600, blank=True)
    author = models.CharField(
        _("author"),
        max_length=120,
        blank=True,
        help_text=_("Empty: the organisation of the website."),
    )
    published = models.DateField(
        _("date of the article"),
        null=True,
        blank=True,
        help_text=_("Empty: the day on which it was published here first."),
    )
    updated = models.DateField(
        _("updated on"),
        null=True,
        blank=True,
        help_text=_("When what it says last changed; not for mended slips of the pen."),
    )
    lead_picture = models.ForeignKey(
        get_image_model_string(),
        verbose_name=_("lead picture"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    body = StreamField(BodyBlock(), verbose_name=_("body"), blank=True)

    shared_fields = ("published", "updated", "lead_picture")
    content_fields = (
        *("title", "introduction", "author", "published", "updated", "lead_picture", "body"),
        "show_in_menus",
    )
    api_fields: ClassVar = ["author", "published", "updated", "lead_picture"]
    search_fields = [
        *Page.search_fields,
        *(index.SearchField(name) for name in ("introduction", "author", "body")),
    ]

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")

    def clean(self) -> None:
        super().clean()
        if self.updated and not self.published:
            raise ValidationError({"published": _("It was updated: say when it was published.")})
        if self.updated and self.published and self.updated < self.published:
            raise ValidationError(
                {"updated": _("It was updated before it was published: change one of the two.")}
            )
