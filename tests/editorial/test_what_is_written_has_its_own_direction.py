"""Everything typed or read in the admin has the language and direction of the page or snippet that
it is of, whatever the language of the admin.

A full stop, a bracket and a name in the other script stand where readers will see them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse

from home.blocks import BodyBlock
from tests import content

if TYPE_CHECKING:
    from tests.screens import Screen

DIR = {"en": "ltr", "ar": "rtl"}
# Of the fields of the form, those in which somebody writes; addresses always read left to right.
FIELDS = """() => [...document.querySelectorAll(
    '[data-field] :is(input, textarea, [contenteditable=true])'
)].filter((field) => field.matches('textarea, [contenteditable], [type=text], [type=url]')
    && !field.matches('[data-controller~=w-date], [data-controller~=w-tag]'))
  .map((field) => ({
    name: field.name || field.closest('[data-contentpath]')?.dataset.contentpath || 'rich text',
    lang: field.closest('[lang]').lang,
    dir: getComputedStyle(field).direction,
    cuts: field.maxLength > 0,
    address: field.matches('[name$=slug], [name$=route], [name$=url], [name=key]'),
  }))"""
BODY_BLOCKS = len(BodyBlock.base_blocks)
PARAGRAPHS = """() => [...document.querySelectorAll('.public-DraftEditor-content [data-block]')]
    .map((paragraph) => getComputedStyle(paragraph.firstElementChild).direction)"""


@pytest.fixture
def editor(screen_of: Callable[..., Screen]) -> Screen:
    return screen_of("admin")


def instances(content_language: str) -> Iterator[Any]:
    """One page of each type and one snippet of each type that is edited as itself."""
    from home.models import page_types
    from snippets.snippet_types import snippet_types

    for model in (*page_types(), *snippet_types()):
        rows = model.objects.filter(locale__language_code=content_language).order_by("-pk")
        instance = rows.first()
        assert instance is not None, model
        yield instance


@pytest.mark.parametrize("content_language", ["en", "ar"])
def test_every_field_of_every_editor_is_in_the_language_of_its_content(
    editor: Screen, content_language: str
) -> None:
    from wagtail_localize.models import Translation

    Translation.objects.update(enabled=False)  # so that each is edited as itself
    try:
        for instance in instances(content_language):
            editor.edits(instance)
            assert _wrong(editor, content_language) == [], instance
    finally:
        Translation.objects.update(enabled=True)


@pytest.mark.parametrize("content_language", ["en", "ar"])
def test_what_is_new_is_in_the_language_in_which_it_is_made(
    editor: Screen, content_language: str
) -> None:
    from home.models import HomePage
    from snippets.snippet_types import snippet_types

    home = HomePage.objects.get(locale__language_code=content_language)
    editor.goes_to(reverse("wagtailadmin_pages:add", args=["home", "contentpage", home.pk]))
    for block in range(BODY_BLOCKS):
        editor.page.locator("[data-contentpath=body] .c-sf-add-button").last.click()
        editor.page.locator(".w-combobox__option").nth(block).click()
    assert _wrong(editor, content_language) == []
    for model in snippet_types():
        if model.__name__ != "SiteMetadata":  # there is one already
            address = reverse(model.snippet_viewset.get_url_name("add"))
            editor.goes_to(f"{address}?locale={content_language}")
            assert _wrong(editor, content_language) == [], model


def test_an_alternative_text_is_in_its_own_language(editor: Screen) -> None:
    from snippets.models import SiteImage

    editor.goes_to(reverse("wagtailimages:edit", args=[SiteImage.objects.first().pk]))
    for code, direction in DIR.items():
        text = editor.page.locator(f"[name=alt_text_{code}]")
        assert (text.get_attribute("lang"), text.get_attribute("dir")) == (code, direction)
    assert editor.page.locator("[name=title]").get_attribute("dir") == "auto"


def test_a_text_and_its_translation_are_each_in_their_own_language(editor: Screen) -> None:
    from wagtail_localize.models import Translation

    translation = Translation.objects.filter(
        source__specific_content_type__model="contentpage"
    ).first()
    editor.edits(translation.get_target_instance())
    source, target = (
        locale.language_code for locale in (translation.source.locale, translation.target_locale)
    )
    texts = editor.page.locator(".js-translation-editor li > p")
    texts.first.wait_for()
    assert {_said(text) for text in texts.all()} == {(source, DIR[source])}
    translated = editor.page.locator(".js-translation-editor li > div > p")
    assert {_said(text) for text in translated.all()} == {(target, DIR[target])}
    editor.page.locator(".js-translation-editor li.complete button").first.click()
    field = editor.page.locator(".js-translation-editor textarea").first
    assert _said(field) == (target, DIR[target])


@pytest.mark.parametrize("content_language", ["en", "ar"])
def test_a_comparison_is_in_the_language_of_the_page(editor: Screen, content_language: str) -> None:
    page = content.page(
        "Red Bull",
        f"compared-{content_language}-{editor.language}",
        parent=content.home(content_language),
    )
    page.title = "Red Bull."
    page.save_revision()
    first, last = page.revisions.order_by("pk")
    editor.goes_to(
        reverse("wagtailadmin_pages:revisions_compare", args=[page.pk, first.pk, last.pk])
    )
    cells = editor.page.locator(".comparison").all()
    assert cells
    assert {_said(cell) for cell in cells} == {(content_language, DIR[content_language])}
    editor.edits(page)
    name = editor.page.locator("[data-w-breadcrumbs] li", has_text="Red Bull.").last
    assert _said(name) == (content_language, DIR[content_language])


def test_each_title_of_a_list_is_in_the_language_of_its_row(editor: Screen) -> None:
    from snippets.models import MenuItem

    editor.goes_to(reverse(MenuItem.snippet_viewset.get_url_name("list")))
    titles = editor.page.locator("td.title bdi[lang]")
    directions = {_said(title) for title in titles.all()}
    assert directions == set(DIR.items())
    for code, direction in DIR.items():
        editor.goes_to(reverse("wagtailadmin_explore", args=[content.home(code).pk]))
        titles = editor.page.locator("[data-listing-page-title] bdi")
        assert {_said(title) for title in titles.all()} == {(code, direction)}


def _said(element: Any) -> tuple[str, str]:
    return (element.get_attribute("lang"), element.get_attribute("dir"))


def _wrong(screen: Screen, content_language: str) -> list[dict[str, Any]]:
    """The fields that are not in this language and its direction, or cut what is pasted; there is
    one field at least."""
    screen.page.locator("body.ready").wait_for()
    fields = screen.page.evaluate(FIELDS)
    assert fields
    paragraphs = screen.page.evaluate(PARAGRAPHS)
    wrong = [field for field in fields if not _is_right(field, content_language)]
    return wrong + [
        {"dir": direction} for direction in paragraphs if direction != DIR[content_language]
    ]


def _is_right(field: dict[str, Any], content_language: str) -> bool:
    if field["cuts"]:
        return False
    if field["address"]:
        return bool(field["dir"] == "ltr")
    return (field["lang"], field["dir"]) == (content_language, DIR[content_language])
