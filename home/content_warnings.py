"""Warnings about a page: see snippets/content_warnings.py.

The checks read the whole page as it was just saved, also as a draft: links, texts, pictures, hero.
Who may edit only a page's metadata is warned only of what is in it: picture, original.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpRequest
from django.utils.translation import gettext as _
from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock
from wagtail.models import Page

from home.blocks import RouteBlock
from home.canonical import warning_about_original
from home.models import WebsitePage
from home.roles import EDIT_CONTENT
from home.stream_leaves import leaves, streams_of
from home.videos import addresses_in, problems_of
from snippets.content_warnings import ContentWarning, content_warnings, show
from snippets.models import Hero, SiteImage
from snippets.pointers import Pointers, fields_to, pointers_of


def warn_about_page(request: HttpRequest, page: Page) -> None:
    """After its form was saved (the hooks after_create_page and after_edit_page)."""
    if not isinstance(page, WebsitePage):
        return
    pointers = Pointers()
    warnings: list[ContentWarning] = []
    if request.user.has_perm(EDIT_CONTENT):
        pointers = pointers_of_content(page)
        warnings += _warnings_about_heroes(page)
        problems = problems_of(addresses_in(page))
        warnings += [ContentWarning(f"{url}: {problem}") for url, problem in problems.items()]
    if page.social_image is not None:
        pointers.pictures.append(page.social_image)
    if sentence := warning_about_original(page):
        warnings.append(ContentWarning(sentence))
    show(request, [*warnings, *content_warnings(pointers, page.locale_id)])


def _warnings_about_heroes(page: WebsitePage) -> Iterator[ContentWarning]:
    for name in fields_to(type(page), Hero):
        hero = getattr(page, name)
        if hero is not None and not hero.live:
            text = _(
                "The hero “%(title)s” is not live: readers see the page without it until it is."
            )
            yield ContentWarning(text % {"title": hero.title})


def pointers_of_content(page: WebsitePage) -> Pointers:
    """Of everything but the page's metadata."""
    pointers = pointers_of(page, page.content_fields)
    images: list[int] = []
    for block, value in (leaf for stream in streams_of(page) for leaf in leaves(stream)):
        if isinstance(value, int):
            if isinstance(block, blocks.PageChooserBlock):
                pointers.pages.append(value)
            elif isinstance(block, ImageChooserBlock):
                images.append(value)
        elif isinstance(value, str) and value:
            if isinstance(block, RouteBlock):
                pointers.routes.append(value)
            elif isinstance(block, blocks.RichTextBlock):
                pointers.add_rich_text(value)
    by_pk = SiteImage.objects.in_bulk(images) if images else {}
    pointers.pictures += [by_pk[pk] for pk in images if pk in by_pk]
    return pointers
