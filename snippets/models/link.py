"""A link that an editor sets: to a page of the website, or to a route."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from snippets.routes import RouteField


class Link(models.Model):
    """Leads to `page`, whose address it follows in each language, or else to `route`."""

    route = RouteField(
        _("address"),
        blank=True,
        help_text=_(
            "A path of the website (/about/), a full address (https://…), mailto:… or tel:…. "
            "The same in all languages; to lead to a page, choose the page instead."
        ),
    )
    page = models.ForeignKey(
        "wagtailcore.Page",
        verbose_name=_("page"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("The link follows this page when it moves, in each language."),
    )

    class Meta:
        abstract = True

    def clean(self) -> None:
        super().clean()
        if self.route and self.page_id:
            message = _("Choose a page or enter an address, not both.")
            raise ValidationError({"route": message})
        if not self.route and not self.page_id:
            raise ValidationError({"route": _("Choose a page or enter an address.")})
