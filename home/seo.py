"""What an editor says about a page for search engines and for sharing.

Wagtail's own `seo_title` and `search_description` are the title and description.
"""

from __future__ import annotations

from django.core.validators import MinValueValidator, URLValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.images import get_image_model_string
from wagtail.models import Page

from home.canonical import Original
from snippets.picture_shapes import BY_NAME

#: The file of the shape `social` that those who show links take: the JPEG.
SOCIAL_CROP = BY_NAME["social"].crops()[-1].spec


class SearchMetadata(models.Model):
    social_title = models.CharField(
        _("title when shared"),
        max_length=120,
        blank=True,
        help_text=_("Empty: the title for search engines."),
    )
    social_description = models.TextField(
        _("description when shared"),
        max_length=300,
        blank=True,
        help_text=_("Empty: the description for search engines."),
    )
    social_image = models.ForeignKey(
        get_image_model_string(),
        verbose_name=_("picture when shared"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("1200 × 630 pixels show whole everywhere. Empty: the website's picture."),
    )
    # The original of the page: another page of the website, an address, or neither for itself.
    canonical_page = models.ForeignKey(
        Page,
        verbose_name=_("original page"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_(
            "Its address is followed when it moves. Of a page in several languages it is the one "
            "in the language of this page."
        ),
    )
    canonical_url = models.CharField(
        _("canonical address"),
        max_length=500,
        blank=True,
        validators=[URLValidator(schemes=["http", "https"])],
        help_text=_("The full address, with https://. That of one of our pages becomes that page."),
    )
    is_indexable = models.BooleanField(
        _("show in search engines"),
        default=True,
        help_text=_("Off: the page asks search engines to leave it out."),
    )

    has_nofollow = models.BooleanField(
        _("do not follow its links (nofollow)"), default=False, db_default=False
    )
    has_nosnippet = models.BooleanField(
        _("show no text of it in results (nosnippet)"), default=False, db_default=False
    )
    max_snippet = models.PositiveSmallIntegerField(
        _("longest text in results, in characters (max-snippet)"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("Empty: search engines choose."),
    )
    max_image_preview = models.CharField(
        _("largest picture in results (max-image-preview)"),
        max_length=8,
        blank=True,
        default="",
        db_default="",
        choices=[("none", _("none")), ("standard", _("small")), ("large", _("large"))],
        help_text=_("Empty: search engines choose."),
    )
    is_left_out_of_sitemap = models.BooleanField(
        _("leave it out of the sitemap"),
        default=False,
        db_default=False,
        help_text=_("Search engines find it by links all the same."),
    )

    # The row is live and shows what its source says, because nobody has published a translation of
    # it yet: it was an alias when it was sent to translation. What a revision holds is never so.
    is_untranslated = models.BooleanField(default=False, db_default=False, editable=False)

    class Meta:
        abstract = True

    def clean(self) -> None:
        super().clean()
        if isinstance(self, Page):
            original = Original.of(self).normal(self)
            self.canonical_url, self.canonical_page_id = original.address, original.page_id


#: What a page tells search engines and social media about itself. It is not translated, but written
#: in each language for those who search in it. So a page may have it when its source has none.
METADATA = (
    *("seo_title", "search_description", "is_indexable", "canonical_page", "canonical_url"),
    *("has_nofollow", "has_nosnippet", "max_snippet", "max_image_preview"),
    "is_left_out_of_sitemap",
    *("social_title", "social_description", "social_image"),
)

#: Those that are text of one line.
METADATA_TEXTS = ("seo_title", "search_description", "social_title", "social_description")
