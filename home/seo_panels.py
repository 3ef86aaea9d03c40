"""The SEO tab: metadata, and how others will show it, while somebody types.

The panels render what is there; home/static/home/search-preview.js fills it from the form and from
the facts of home/metadata_preview.py.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.forms import Media
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, Panel


class MetadataFieldPanel(FieldPanel):
    """A field, and below it: what readers get when it is empty, how wide that is, and what the
    other languages say."""

    class BoundPanel(FieldPanel.BoundPanel):
        template_name = "home/admin/metadata_field.html"


class SearchResultPanel(Panel):
    """The page in the list of a search engine, on a desktop and on a phone."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "home/admin/search_result.html"
        media = Media(
            js=["home/text_width.js", "home/width_meter.js", "home/search-preview.js"],
            css={"all": ["home/search-preview.css"]},
        )

        def get_context_data(
            self, parent_context: Mapping[str, object] | None = None
        ) -> dict[str, object]:
            from home.metadata_preview import preview_facts

            facts = preview_facts(self.instance, self.form, self.request.user)
            return super().get_context_data(parent_context) | {"facts": facts}


class SocialCardPanel(Panel):
    """The page as a link that somebody shares: WhatsApp, Facebook, X."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "home/admin/social_card.html"
        cards = (("whatsapp", "WhatsApp"), ("facebook", "Facebook"), ("x", "X"))


class OriginalChoicePanel(FieldPanel):
    """The choice of the page's original; the fields of the other choices hide below it."""

    class BoundPanel(FieldPanel.BoundPanel):
        media = Media(js=["home/canonical.js"])


SEO_PANELS = [
    MultiFieldPanel(
        [
            FieldPanel("slug"),
            MetadataFieldPanel("seo_title"),
            MetadataFieldPanel("search_description"),
            SearchResultPanel(heading=_("In a list of search results")),
            FieldPanel("is_indexable"),
            OriginalChoicePanel("canonical_choice"),
            FieldPanel("canonical_page"),
            FieldPanel("canonical_url"),
        ],
        heading=_("Search engines"),
    ),
    MultiFieldPanel(
        [
            FieldPanel("has_nofollow"),
            FieldPanel("has_nosnippet"),
            FieldPanel("max_snippet"),
            FieldPanel("max_image_preview"),
            FieldPanel("is_left_out_of_sitemap"),
        ],
        heading=_("What search engines may do"),
        classname="collapsed",
    ),
    MultiFieldPanel(
        [
            MetadataFieldPanel("social_title"),
            MetadataFieldPanel("social_description"),
            MetadataFieldPanel("social_image"),
            SocialCardPanel(heading=_("As a shared link")),
        ],
        heading=_("When shared"),
    ),
]
