"""The large picture with words that opens a page."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.images import get_image_model_string
from wagtail.models import TranslatableMixin
from wagtail.search import index

from snippets.models.translated import TranslatedSnippet
from snippets.routes import RouteField


class Hero(TranslatedSnippet):
    """`button_page` leads to the page in each language; `button_route` is the same in all."""

    title = models.CharField(_("title"), max_length=120)
    description = models.TextField(_("description"), blank=True, max_length=400)
    button_label = models.CharField(_("button label"), max_length=60, blank=True)
    button_route = RouteField(
        _("button address"),
        blank=True,
        help_text=_(
            "A path of the website (/about/), a full address (https://…), mailto: or tel:."
        ),
    )
    button_page = models.ForeignKey(
        "wagtailcore.Page",
        verbose_name=_("button page"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("The button follows this page when it moves, in each language."),
    )
    background_image = models.ForeignKey(
        get_image_model_string(),
        verbose_name=_("background image"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    title_field = "title"
    shared_fields = ("button_route", "button_page", "background_image")
    search_fields = [
        index.SearchField("title", boost=2),
        index.SearchField("description"),
        index.AutocompleteField("title"),
        index.FilterField("locale_id"),
    ]

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("hero")
        verbose_name_plural = _("heroes")
        ordering = ["title", "pk"]

    def clean(self) -> None:
        super().clean()
        if self.button_route and self.button_page_id:
            message = _("Choose a page or enter an address, not both.")
            raise ValidationError({"button_route": message})
        leads_somewhere = bool(self.button_route or self.button_page_id)
        if self.button_label and not leads_somewhere:
            raise ValidationError({"button_route": _("Say where the button leads.")})
        if leads_somewhere and not self.button_label:
            raise ValidationError({"button_label": _("Say what the button reads.")})
