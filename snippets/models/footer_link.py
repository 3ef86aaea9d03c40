"""Links at the foot of every page, found by frontends under a key."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import TranslatableMixin
from wagtail.search import index

from snippets.models.link import Link
from snippets.models.ordered import Ordered
from snippets.models.translated import TranslatedSnippet


class FooterLink(Ordered, Link, TranslatedSnippet):
    """`key` names the link for frontends ("instagram", "privacy"): one link per key.

    Keys are in small letters. One with capitals that was saved before stays: frontends ask for it.
    """

    key = models.SlugField(
        _("key"),
        max_length=60,
        help_text=_("The name by which the website finds this link, such as “privacy”."),
    )
    label = models.CharField(_("label"), max_length=80)
    is_external = models.BooleanField(
        _("opens in a new tab"), default=False, help_text=_("For addresses of other websites.")
    )

    title_field = "label"
    shared_fields = ("key", "route", "page", "is_external")
    search_fields = [
        index.SearchField("label"),
        index.SearchField("key"),
        index.AutocompleteField("label"),
        index.AutocompleteField("key"),
        index.FilterField("locale_id"),
    ]

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("footer link")
        verbose_name_plural = _("footer links")
        ordering = ["order", "pk"]

    def clean(self) -> None:
        super().clean()
        stored = FooterLink.objects.filter(pk=self.pk, key=self.key)
        if self.key != self.key.lower() and not stored.exists():
            self.key = self.key.lower()
        same_key = FooterLink.objects.filter(key=self.key)
        if not stored.exists():
            same_key = FooterLink.objects.filter(key__iexact=self.key)
        if other := same_key.exclude(translation_key=self.translation_key).first():
            message = _(
                "“%(label)s” already has the key “%(key)s”: choose another one, or edit that link."
            )
            raise ValidationError({"key": message % {"label": other.label, "key": other.key}})
