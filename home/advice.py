"""What an editor of a page is told besides of errors: see snippets/advice.py.

A page is looked through whole: its links, its texts, its pictures and its hero, as they were just
saved, draft or not. Who may edit nothing but a page's metadata is told of its picture alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bs4 import BeautifulSoup
from django.http import HttpRequest
from django.utils.translation import gettext as _
from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock

from home.blocks import RouteBlock
from home.permissions import EDIT_CONTENT
from snippets.advice import Advice, Pointers, advice, tell


def tell_of_page(request: HttpRequest, page: Any) -> None:
    """After its form was saved (the hooks after_create_page and after_edit_page)."""
    found = Pointers()
    told: list[Advice] = []
    if request.user.has_perm(EDIT_CONTENT):
        found = pointers_of_body(page.body)
        told = list(_of_hero(getattr(page, "hero", None)))
    if page.social_image is not None:
        found.pictures.append(page.social_image)
    tell(request, [*told, *advice(found, page.locale_id)])


def _of_hero(hero: Any) -> Iterator[Advice]:
    if hero is not None and not hero.live:
        text = _("The hero “%(title)s” is not live: readers see the page without it until it is.")
        yield Advice(text % {"title": hero.title})


def pointers_of_body(body: Any) -> Pointers:
    found = Pointers()
    for block, value in _leaves(body.stream_block, body):
        if not value:
            continue
        if isinstance(block, blocks.PageChooserBlock):
            found.pages.append(value.pk)
        elif isinstance(block, RouteBlock):
            found.routes.append(value)
        elif isinstance(block, ImageChooserBlock):
            found.pictures.append(value)
        elif isinstance(block, blocks.RichTextBlock):
            _add_links(found, value.source)
    return found


def _leaves(block: Any, value: Any) -> Iterator[tuple[blocks.Block, Any]]:
    """Every block that holds no other, with its value."""
    if value is None:
        return
    if isinstance(block, blocks.StreamBlock):
        for child in value:
            yield from _leaves(child.block, child.value)
    elif isinstance(block, blocks.ListBlock):
        for item in value:
            yield from _leaves(block.child_block, item)
    elif isinstance(block, blocks.StructBlock):
        for name, child_block in block.child_blocks.items():
            yield from _leaves(child_block, value.get(name))
    else:
        yield block, value


def _add_links(found: Pointers, html: str) -> None:
    for link in BeautifulSoup(html, "html.parser").find_all("a"):
        if link.get("linktype") == "page" and str(link.get("id", "")).isdecimal():
            found.pages.append(int(str(link["id"])))
        elif link.get("href"):
            found.routes.append(str(link["href"]))
