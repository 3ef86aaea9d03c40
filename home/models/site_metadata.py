"""What search engines and shared links say of the website as a whole, in each language."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.images import get_image_model_string
from wagtail.models import TranslatableMixin

from snippets.models.translated import TranslatedSnippet
from snippets.names import normal_name


class SiteMetadata(TranslatedSnippet):
    """One per language; what a page leaves empty falls back to it."""

    site_name = models.CharField(_("name of the website"), max_length=80)
    title_suffix = models.CharField(
        _("end of every title"),
        max_length=60,
        blank=True,
        help_text=_("Such as “ | ADMSC”, added to the titles of pages that set none for search."),
    )
    description = models.TextField(_("description"), max_length=300, blank=True)
    social_image = models.ForeignKey(
        get_image_model_string(),
        verbose_name=_("picture when shared"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    title_field = "site_name"
    shared_fields = ("social_image",)

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("website metadata")
        verbose_name_plural = _("website metadata")

    def take_normal_name(self) -> None:
        super().take_normal_name()
        self.description = normal_name(self.description)
        # It begins with a space more often than not: it stands behind a title.
        space = " " if self.title_suffix[:1].isspace() else ""
        suffix = normal_name(self.title_suffix)
        self.title_suffix = f"{space}{suffix}" if suffix else ""

    def clean(self) -> None:
        super().clean()
        if SiteMetadata.objects.exclude(translation_key=self.translation_key).exists():
            raise ValidationError(_("The website has its metadata already: edit or translate it."))
