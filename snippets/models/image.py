"""Images of the website, with an alternative text in each language."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.images.models import AbstractImage, AbstractRendition
from wagtail.images.models import Image as WagtailImage


class SiteImage(AbstractImage):
    """A picture. `alt_texts` maps a language code to what a screen reader says there.

    The languages are those of the settings, so a third language needs no migration.
    """

    alt_texts = models.JSONField(_("alternative texts"), default=dict, blank=True, editable=False)

    # Wagtail's `description` is one text for all languages: `alt_texts` are in its place.
    admin_form_fields = tuple(f for f in WagtailImage.admin_form_fields if f != "description")

    class Meta(AbstractImage.Meta):
        verbose_name = _("image")
        verbose_name_plural = _("images")
        permissions = [("choose_image", "Can choose image")]

    def alt_in(self, language: str) -> str:
        """The alternative text in `language`, else in the first language that has one, else "".

        Never the title: that is a file's name more often than not.
        """
        texts: dict[str, Any] = self.alt_texts if isinstance(self.alt_texts, dict) else {}
        if text := texts.get(language):
            return str(text)
        for code, _name in settings.LANGUAGES:
            if text := texts.get(code):
                return str(text)
        return str(self.description or "")

    @property
    def default_alt_text(self) -> str:
        return self.alt_in(settings.LANGUAGE_CODE)


class SiteRendition(AbstractRendition):
    image = models.ForeignKey(SiteImage, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["image", "filter_spec", "focal_point_key"], name="one_rendition_per_spec"
            )
        ]
