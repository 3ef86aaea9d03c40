"""Partners and sponsors, shown by their logos."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.images import get_image_model_string
from wagtail.models import TranslatableMixin
from wagtail.search import index

from snippets.models.ordered import Ordered
from snippets.models.translated import TranslatedSnippet
from snippets.routes import RouteField


class Partner(Ordered, TranslatedSnippet):
    name = models.CharField(_("name"), max_length=120)
    image = models.ForeignKey(
        get_image_model_string(),
        verbose_name=_("logo"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    url = RouteField(_("website"), blank=True)

    title_field = "name"
    shared_fields = ("image", "url")
    search_fields = [
        index.SearchField("name"),
        index.AutocompleteField("name"),
        index.FilterField("locale_id"),
    ]

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("partner")
        verbose_name_plural = _("partners")
        ordering = ["order", "pk"]
