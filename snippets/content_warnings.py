"""Warnings about content that may be saved and published as it is, and would disappoint readers.

A warning says that a link leads to a page that is not live, that an address has no https, or that a
picture has no alternative text in a language.

These are warnings and not errors on purpose. Content is made in any order: the menu item before its
page, the draft before its picture is described. An empty description is right for a picture that
only decorates. What can never be right (an address that is no route, a key that is taken) is an
error of the form instead. So that a warning is not lost, it is shown each time the content is
saved, and it stands beside the content in its list until the content is mended.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.admin.admin_url_finder import AdminURLFinder

from snippets.link_checks import LinkChecks
from snippets.models.image import SiteImage
from snippets.models.translated import TranslatedSnippet
from snippets.pointers import Pointers, pointers_of

SHOWN_AT_ONCE = 5


@dataclass(frozen=True)
class ContentWarning:
    """`picture` is what to edit, where that is not the page or snippet itself."""

    text: str
    picture: SiteImage | None = None


def content_warnings(
    pointers: Pointers, locale_id: int, checks: LinkChecks | None = None
) -> list[ContentWarning]:
    """`checks` are those of a whole list, where somebody has made them already."""
    checks = checks or LinkChecks(pointers.pages, pointers.routes)
    sentences = [checks.warning_about_page(page, locale_id) for page in pointers.pages]
    sentences += [checks.warning_about_route(route) for route in pointers.routes]
    warnings = [ContentWarning(sentence) for sentence in dict.fromkeys(sentences) if sentence]
    for picture in {picture.pk: picture for picture in pointers.pictures}.values():
        if sentence := picture.alt_text_warning():
            warnings.append(ContentWarning(sentence, picture))
    return warnings


def read_content_warnings(rows: Sequence[TranslatedSnippet]) -> None:
    """Sets each row's `content_warnings`: sentences. As many queries for a hundred as for one."""
    by_row = [(row, pointers_of(row)) for row in rows]
    checks = LinkChecks(
        (page for _row, pointers in by_row for page in pointers.pages),
        (route for _row, pointers in by_row for route in pointers.routes),
    )
    for row, pointers in by_row:
        warnings = content_warnings(pointers, row.locale_id, checks)
        row.content_warnings = [warning.text for warning in warnings]


def warn_about_snippet(request: HttpRequest, snippet: TranslatedSnippet) -> None:
    """After its form was saved (the hooks after_create_snippet and after_edit_snippet)."""
    show(request, content_warnings(pointers_of(snippet), snippet.locale_id))


def show(request: HttpRequest, warnings: Iterable[ContentWarning]) -> None:
    """Shows them on the next page. An autosave leads to no page, so it shows nothing."""
    if not request.accepts("text/html"):
        return
    warnings = list(warnings)
    finder = AdminURLFinder(request.user)
    for warning in warnings[:SHOWN_AT_ONCE]:
        url = finder.get_edit_url(warning.picture) if warning.picture is not None else None
        buttons = [messages.button(url, _("Describe it"))] if url else None
        messages.warning(request, warning.text, buttons=buttons)
    if len(warnings) > SHOWN_AT_ONCE:
        messages.warning(request, _("There are more warnings like these."))
