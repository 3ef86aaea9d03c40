"""The website's menu: two levels, one order for all languages."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import TranslatableMixin
from wagtail.search import index

from snippets.models.link import Link
from snippets.models.ordered import Ordered
from snippets.models.translated import TranslatedSnippet


class MenuItem(Ordered, Link, TranslatedSnippet):
    label = models.CharField(_("label"), max_length=80)
    parent = models.ForeignKey(
        "self",
        verbose_name=_("under"),
        null=True,
        blank=True,
        # Never with it: what was under it moves to the first level.
        on_delete=models.SET_NULL,
        related_name="children",
        help_text=_("Leave empty for the first level. Items can be one level deep."),
    )

    title_field = "label"
    shared_fields = ("route", "page", "parent")
    search_fields = [
        index.SearchField("label"),
        index.AutocompleteField("label"),
        index.FilterField("locale_id"),
    ]

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("menu item")
        verbose_name_plural = _("menu items")
        ordering = ["order", "pk"]

    def clean(self) -> None:
        super().clean()
        if self.parent is None:
            return
        if self.parent.translation_key == self.translation_key:
            raise ValidationError({"parent": _("A menu item cannot be under itself.")})
        if self.parent.parent_id:
            message = _("“%(item)s” is itself under another item; menus have two levels.")
            raise ValidationError({"parent": message % {"item": self.parent.label}})
        # In any language: the parent is shared, so what is under a translation would go deeper.
        if MenuItem.objects.filter(parent__translation_key=self.translation_key).exists():
            message = _("This item has items under it, so it must stay on the first level.")
            raise ValidationError({"parent": message})
