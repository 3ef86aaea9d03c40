from __future__ import annotations

from django.db import models
from wagtail.admin.panels import (
    CommentPanel,
    FieldPanel,
    MultiFieldPanel,
    ObjectList,
    PublishingPanel,
    TabbedInterface,
    TitleFieldPanel,
)
from wagtail.fields import StreamField
from wagtail.models import Page

from home.blocks import BodyBlock
from home.seo import METADATA, SearchMetadata


class StockPage(SearchMetadata, Page):  # type: ignore[django-manager-missing]
    introduction = models.TextField(max_length=600, blank=True)
    body = StreamField(BodyBlock(), blank=True)

    edit_handler = TabbedInterface(
        [
            ObjectList(
                [
                    TitleFieldPanel("title"),
                    FieldPanel("introduction"),
                    FieldPanel("body"),
                    FieldPanel("show_in_menus"),
                ],
                heading="Content",
            ),
            ObjectList(
                [MultiFieldPanel([FieldPanel(name) for name in ("slug", *METADATA)])],
                heading="SEO",
            ),
            ObjectList([PublishingPanel(), CommentPanel()], heading="Settings"),
        ]
    )
